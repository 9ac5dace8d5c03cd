import {useLayoutEffect, useRef, useState} from 'react';

import type {ThemeDetail} from '../../contract';
import type {EditValue, PartDetail, ScopeLevel} from '../../editContract';
import {findScope} from './parts';
import type {EditSession} from './session';

interface Place {
  theme: ThemeDetail;
  detail: PartDetail;
  level: ScopeLevel;
  session: EditSession;
}

/** A value that is kept as soon as it is chosen, and shown as chosen until the server has it. */
export const usePick = (
  {theme, detail, level, session}: Place,
  start: EditValue | null,
): {value: EditValue | null; pick: (value: EditValue | null) => void} => {
  const [picked, setPicked] = useState<{value: EditValue | null} | null>(null);
  const written = JSON.stringify(start);
  const outstanding = useRef(0);
  // Before the next choice: a reset that comes after it would undo it.
  useLayoutEffect(() => setPicked(null), [level]);
  useLayoutEffect(() => {
    // An answer to an earlier choice must not undo a later one.
    if (outstanding.current === 0) setPicked(null);
  }, [written]);
  const pick = (value: EditValue | null): void => {
    const scope = findScope(detail, level);
    // What applies once the value is removed is known when the server answers.
    if (value !== null) setPicked({value});
    outstanding.current += 1;
    void session
      .commit(
        {theme: theme.name, part: detail.part, scope: level, value},
        scope ? {[scope.file]: scope.digest} : {},
      )
      .then(() => {
        outstanding.current -= 1;
        const {refusal, disputed} = session.read();
        if (refusal || disputed.length > 0) setPicked(null);
      });
  };
  return {value: picked ? picked.value : start, pick};
};
