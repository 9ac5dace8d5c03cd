import {useCallback, useEffect, useRef} from 'react';

import {findCommand, readKey, type Command, type Key} from '../../shortcuts';

interface Actions {
  leave: () => void;
  undo: () => void;
  redo: () => void;
  review: () => void;
}

/** Keys of editing, in the shell and, handed to what is returned, in the guest page. Fields undo by themselves. */
export const useKeys = (actions: Actions): ((key: Key) => boolean) => {
  const latest = useRef(actions);
  latest.current = actions;
  const press = useCallback((key: Key): boolean => {
    const {leave, undo, redo, review} = latest.current;
    const commands: Partial<Record<Command, () => void>> = {
      'key.regions': () => focusNext(key.shift), 'key.escape': leave, undo, redo, review,
    };
    const command = findCommand(key);
    const action = command && commands[command];
    action?.();
    return action !== undefined;
  }, []);
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const key = readKey(event);
      const isField = event.target instanceof HTMLElement && event.target.matches('textarea, input:not([type=radio], [type=checkbox], [type=range])');
      if (isField && key.ctrl && event.key.toLowerCase() === 'z') return;
      if (event.target instanceof HTMLSelectElement && event.key === 'Escape') return;
      if (press(key)) event.preventDefault();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [press]);
  return press;
};

/** Stage, what is edited, changes: what F6 goes through. */
const focusNext = (isBack: boolean): void => {
  const regions = ['#stage', '.editor .panel-body', '.changes']
    .map(one => document.querySelector<HTMLElement>(one))
    .filter(one => one !== null);
  const at = regions.findIndex(one => one.contains(document.activeElement));
  regions.at((at + (isBack ? -1 : 1)) % regions.length)?.focus();
};
