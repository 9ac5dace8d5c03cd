import {useEffect} from 'react';

import type {EditSession} from './session';

/** Let *session* know whether the editor of *part* has another value than the draft. */
export const useWriting = (session: EditSession, part: string, isChanged: boolean): void => {
  useEffect(() => {
    if (!isChanged) return;
    session.write(part);
    return () => session.write('');
  }, [session, part, isChanged]);
};
