import {useEffect, useState, useSyncExternalStore} from 'react';

import {fetchDraft} from './client';
import {EditSession, type EditState} from './session';

/** The session of this page; null until the server has said that the page may edit. */
export const useSession = (): EditSession | null => {
  const [session, setSession] = useState<EditSession | null>(null);
  useEffect(() => {
    fetchDraft().then(
      draft => {
        if (draft?.canWrite) setSession(new EditSession(draft));
      },
      // The shell says itself that nobody answers.
      () => undefined,
    );
  }, []);
  return session;
};

export const useEditState = (session: EditSession): EditState =>
  useSyncExternalStore(session.subscribe, session.read);
