import {useEffect, useState} from 'react';

import type {PartDetail} from '../../editContract';
import {fetchPart, RefusedError} from './client';
import {useEditing} from './context';

/** The part of the theme as the draft now has it; undefined until it is known, null where there is none. */
export const usePart = (part: string): PartDetail | null | undefined => {
  const {theme, edit} = useEditing();
  const [known, setKnown] = useState<{name: string; detail: PartDetail | null}>();
  const name = `${theme.name} ${part}`;
  useEffect(() => {
    const aborter = new AbortController();
    fetchPart(theme.name, part, aborter.signal).then(
      detail => setKnown({name, detail: detail.scopes.length > 0 ? detail : null}),
      (error: unknown) => {
        // Without an answer, what is known stays: it may be being edited.
        if (error instanceof RefusedError) setKnown({name, detail: null});
      },
    );
    return () => aborter.abort();
    // Files change without edits too.
  }, [theme.name, part, name, edit.draft.seq, theme.revision]);
  return known?.name === name ? known.detail : undefined;
};
