import {useEffect, useRef} from 'react';

import {findCommand, isSingleKey, readKey, type Key} from '../shortcuts';
import {onGuestMessage} from './frames';
import {readSingleKeys} from './singleKeys';

/** Call what belongs to a letter that is pressed alone, outside of fields, in the shell or in a guest page. */
export const useSingleKeys = (actions: {'key.edit': (() => void) | null; 'key.zoom': () => void}): void => {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    const press = (key: Key): void => {
      const command = findCommand(key);
      if (command && isSingleKey(command) && readSingleKeys()) latest.current[command]?.();
    };
    const listen = (event: KeyboardEvent): void => {
      const isField = event.target instanceof Element && event.target.closest(FIELDS);
      if (!isField && !event.altKey) press(readKey(event));
    };
    window.addEventListener('keydown', listen);
    const stop = onGuestMessage(message => {
      if (message.kind === 'key') press(message);
    });
    return () => {
      window.removeEventListener('keydown', listen);
      stop();
    };
  }, []);
};

/** Letters mean something else in these. */
const FIELDS = 'input:not([type=radio], [type=checkbox], [type=range]), textarea, select, dialog';
