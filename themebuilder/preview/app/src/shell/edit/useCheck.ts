import {useEffect, useState} from 'react';

import type {Check, NewEdit} from '../../editContract';
import {checkEdits} from './client';

const AFTER_KEY_MS = 150;

/** What the server says about *edit* while it is written; null until it has answered, or without an edit. */
export const useCheck = (edit: NewEdit | null): Check | null => {
  const [check, setCheck] = useState<Check | null>(null);
  const written = JSON.stringify(edit);
  useEffect(() => {
    // What was found on an earlier value must not stand beside a later one.
    setCheck(null);
    const asked = JSON.parse(written) as NewEdit | null;
    if (!asked) return;
    const aborter = new AbortController();
    const later = window.setTimeout(() => {
      checkEdits([asked], aborter.signal).then(setCheck, () => undefined);
    }, AFTER_KEY_MS);
    return () => {
      window.clearTimeout(later);
      aborter.abort();
    };
  }, [written]);
  return check;
};
