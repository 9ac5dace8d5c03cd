import {useState} from 'react';

import type {ThemeDetail} from '../../contract';
import type {ScopeLevel} from '../../editContract';
import type {State} from '../state';
import type {Translate} from '../words';
import {writeFocus, type Focus} from './crops';
import {picturePart} from './parts';
import {darkenBackground, explainRefusal} from './pictureUpload';
import type {EditSession} from './session';
import type {TranslateEdit} from './words';

/** Offers a dark version of the background for the meeting, where light text is on it. */
export const DarkVersion = ({
  theme, level, focus, session, t, te, set,
}: {
  theme: ThemeDetail;
  level: ScopeLevel;
  /** Of the background: the same is to be seen. */
  focus: Focus;
  session: EditSession;
  t: Translate;
  te: TranslateEdit;
  set: (change: Partial<State>) => void;
}) => {
  const [said, setSaid] = useState('');
  const [isDone, setDone] = useState(false);
  const darken = async (): Promise<void> => {
    setDone(false);
    setSaid(te('picture.checking'));
    try {
      const kept = await darkenBackground('screen', theme.name);
      const value = writeFocus(kept.file, focus);
      await session.commit({theme: theme.name, part: picturePart('screen'), scope: level, value}, {});
      setSaid(te('picture.darkened'));
      setDone(true);
    } catch (error) {
      setSaid(explainRefusal(error, t, te));
    }
  };
  return (
    <div className="dark-version">
      <button type="button" className="button" onClick={() => void darken()}>
        {te('picture.darken')}
      </button>
      <p role="status">{said}</p>
      {isDone && (
        <button
          type="button"
          className="link"
          onClick={() => set({screen: 'waiting-video', service: 'waiting_for_host'})}
        >
          {te('picture.showMeeting')}
        </button>
      )}
    </div>
  );
};
