import {useEffect, useRef} from 'react';

import {onGuestMessage} from './frames';
import {readSingleKeys} from './singleKeys';

/** Call *turn* when `E` is pressed outside of fields, in the shell or in a guest page; null where nothing can be edited. */
export const useEditKey = (turn: (() => void) | null): void => {
  const latest = useRef(turn);
  latest.current = turn;
  useEffect(() => {
    const press = (key: string): void => {
      if (key === 'e' && readSingleKeys()) latest.current?.();
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
