import {useEffect, useRef, type RefObject} from 'react';

/** Move the focus on when what had it went away: from the editor to the button that *starts* it, else to the *stage*. */
export const useKeptFocus = (
  mode: string,
  isEditing: boolean,
  starts: RefObject<HTMLElement | null>,
  stage: RefObject<HTMLElement | null>,
): void => {
  const before = useRef({mode, isEditing});
  useEffect(() => {
    const {mode: modeBefore, isEditing: wasEditing} = before.current;
    before.current = {mode, isEditing};
    if (document.activeElement !== document.body) return;
    if (mode !== modeBefore) stage.current?.focus();
    else if (wasEditing && !isEditing) starts.current?.focus();
  }, [mode, isEditing, starts, stage]);
};
