import {useCallback, useEffect, useRef, useState, useSyncExternalStore} from 'react';

import {fetchDraft} from './client';
import {EditSession, type EditState} from './session';

/**
 * The session of this page; null until it is wanted, and the draft is here. The function
 * takes the number of the newest edit that the server knows: a draft that is older is read again.
 */
export const useSession = (isWanted: boolean): [EditSession | null, (seq: number) => void] => {
  const [session, setSession] = useState<EditSession | null>(null);
  const newest = useRef(0);
  const isMissing = isWanted && session === null;
  useEffect(() => {
    if (!isMissing) return;
    fetchDraft().then(
      draft => setSession(new EditSession(draft)),
      // The shell says itself that nobody answers.
      () => undefined,
    );
  }, [isMissing]);
  useEffect(() => {
    // An edit that was announced while the draft was on its way may not be in it.
    if (session && session.read().draft.seq < newest.current) void session.refresh();
  }, [session]);
  const follow = useCallback(
    (seq: number) => {
      newest.current = seq;
      if (session && seq !== session.read().draft.seq) void session.refresh();
    },
    [session],
  );
  return [session, follow];
};

export const useEditState = (session: EditSession): EditState =>
  useSyncExternalStore(session.subscribe, session.read);

/** As `useEditState`; null without a session. */
export const useAnyEditState = (session: EditSession | null): EditState | null =>
  useSyncExternalStore<EditState | null>(session?.subscribe ?? ignore, session?.read ?? readNothing);

const ignore = () => () => undefined;
const readNothing = () => null;
