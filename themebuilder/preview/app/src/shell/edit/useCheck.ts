import {useEffect, useState} from 'react';

import type {Check, EditValue, NewEdit} from '../../editContract';
import {checkEdits, RefusedError} from './client';
import {useEditing} from './context';
import type {PartLevel} from './usePartLevel';

const AFTER_KEY_MS = 150;

/**
 * What the server says about *value* of a part, whether it is kept or being written; null until it has answered, or
 * without a value. It is asked again when the draft is another one.
 */
export const useCheck = ({detail, level}: PartLevel, value: EditValue | null): Check | null => {
  const {theme, edit} = useEditing();
  const [found, setFound] = useState<{of: string; check: Check} | null>(null);
  const asked = value === null ? null : {theme: theme.name, part: detail.part, scope: level, value};
  const written = JSON.stringify(asked);
  useEffect(() => {
    if (written === 'null') return;
    const aborter = new AbortController();
    const later = window.setTimeout(() => {
      checkEdits([JSON.parse(written) as NewEdit], aborter.signal).then(
        check => setFound({of: written, check}),
        (error: unknown) => {
          // A value that can't be kept is checked no further; why is said once it is sent.
          if (error instanceof RefusedError) setFound({of: written, check: {problems: [], lix: {}}});
        },
      );
    }, AFTER_KEY_MS);
    return () => {
      window.clearTimeout(later);
      aborter.abort();
    };
  }, [written, edit.draft.seq]);
  // What was found on an earlier value must not stand beside a later one.
  return found?.of === written ? found.check : null;
};
