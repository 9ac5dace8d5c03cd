import {useEffect, useState} from 'react';

import type {Check, NewEdit} from '../../editContract';
import {checkEdits} from './client';

const AFTER_KEY_MS = 150;

/**
 * What the server says about *edit*, whether it is kept or being written; null until it has answered, or without an edit.
 * It is asked again when the draft is another one: its number is *seq*.
 */
export const useCheck = (edit: NewEdit | null, seq: number): Check | null => {
  const [found, setFound] = useState<{of: string; check: Check} | null>(null);
  const written = JSON.stringify(edit);
  useEffect(() => {
    const asked = JSON.parse(written) as NewEdit | null;
    if (!asked) return;
    const aborter = new AbortController();
    const later = window.setTimeout(() => {
      checkEdits([asked], aborter.signal).then(
        check => setFound({of: written, check}),
        () => undefined,
      );
    }, AFTER_KEY_MS);
    return () => {
      window.clearTimeout(later);
      aborter.abort();
    };
  }, [written, seq]);
  // What was found on an earlier value must not stand beside a later one.
  return found?.of === written ? found.check : null;
};
