import {useEffect, useRef} from 'react';

import {findCommand, isSingleKey, readKey, type Command, type Key} from '../shortcuts';
import {onGuestMessage} from './frames';
import {readSingleKeys} from './singleKeys';

/** Call what belongs to a key that is pressed in the shell or in a guest page. Fields undo by themselves. */
export const useKeys = (actions: Partial<Record<Command, ((key: Key) => void) | undefined>>): void => {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    const press = (key: Key): boolean => {
      const command = findCommand(key);
      const action = command && (!isSingleKey(command) || readSingleKeys()) ? latest.current[command] : undefined;
      action?.(key);
      return action !== undefined;
    };
    const listen = (event: KeyboardEvent): void => {
      const key = readKey(event);
      if (!isOwn(event, findCommand(key)) && press(key)) event.preventDefault();
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

const FIELDS = 'input:not([type=radio], [type=checkbox], [type=range]), textarea';

/** Whether the key means something else where it is pressed. */
const isOwn = ({target, altKey}: KeyboardEvent, command: Command | undefined): boolean => {
  const isIn = (selector: string): boolean => target instanceof Element && target.closest(selector) !== null;
  if (!command) return false;
  if (isSingleKey(command)) return altKey || isIn(`${FIELDS}, select, dialog`);
  return command === 'key.escape' ? isIn('select') : (command === 'undo' || command === 'redo') && isIn(FIELDS);
};
