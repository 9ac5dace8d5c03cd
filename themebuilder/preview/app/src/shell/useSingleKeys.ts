import {useEffect, useRef} from 'react';

import {onGuestMessage} from './frames';
import {readSingleKeys} from './singleKeys';

/** Call what belongs to a letter that is pressed alone, outside of fields, in the shell or in a guest page. */
export const useSingleKeys = (actions: {e: (() => void) | null; z: () => void}): void => {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    const press = (key: string): void => {
      if ((key === 'e' || key === 'z') && readSingleKeys()) latest.current[key]?.();
    };
    const listen = (event: KeyboardEvent): void => {
      const isField = event.target instanceof Element && event.target.closest(FIELDS);
      if (!isField && !event.ctrlKey && !event.metaKey && !event.altKey) press(event.key);
    };
    window.addEventListener('keydown', listen);
    const stop = onGuestMessage(message => {
      if (message.kind === 'key' && !message.ctrl) press(message.key);
    });
    return () => {
      window.removeEventListener('keydown', listen);
      stop();
    };
  }, []);
};

/** Letters mean something else in these. */
const FIELDS = 'input:not([type=radio], [type=checkbox], [type=range]), textarea, select, dialog';
