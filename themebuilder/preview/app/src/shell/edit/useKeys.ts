import {useCallback, useEffect, useRef} from 'react';

interface Key {
  key: string;
  ctrl: boolean;
  shift: boolean;
}

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
  const press = useCallback(({key, ctrl, shift}: Key): boolean => {
    const name = key.toLowerCase();
    const {leave, undo, redo, review} = latest.current;
    const action =
      key === 'F6' ? () => focusNext(shift)
      : key === 'Escape' ? leave
      : ctrl && name === 's' ? review
      : ctrl && name === 'z' ? (shift ? redo : undo)
      : null;
    action?.();
    return action !== null;
  }, []);
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const ctrl = event.ctrlKey || event.metaKey;
      const isField = event.target instanceof HTMLElement && event.target.matches('textarea, input:not([type=radio], [type=checkbox], [type=range])');
      if (isField && ctrl && event.key.toLowerCase() === 'z') return;
      if (event.target instanceof HTMLSelectElement && event.key === 'Escape') return;
      if (press({key: event.key, ctrl, shift: event.shiftKey})) event.preventDefault();
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
