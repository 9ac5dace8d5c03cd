import {useEffect, useState, useSyncExternalStore} from 'react';

import {fetchDraft} from './client';
import {EditSession, type EditState} from './session';

/** The session of this page; null until it is wanted, and the server has said that the page may edit. */
export const useSession = (isWanted: boolean): EditSession | null => {
  const [session, setSession] = useState<EditSession | null>(null);
  const isMissing = isWanted && session === null;
  useEffect(() => {
    if (!isMissing) return;
    fetchDraft().then(
      draft => {
        if (draft?.canWrite) setSession(new EditSession(draft));
      },
      // The shell says itself that nobody answers.
      () => undefined,
    );
  }, [isMissing]);
  return session;
};

export const useEditState = (session: EditSession): EditState =>
  useSyncExternalStore(session.subscribe, session.read);

/** As `useEditState`; null without a session. */
export const useAnyEditState = (session: EditSession | null): EditState | null =>
  useSyncExternalStore<EditState | null>(session?.subscribe ?? ignore, session?.read ?? readNothing);

const ignore = () => () => undefined;
const readNothing = () => null;
