import {useState} from 'react';

import {Button, LinkButton} from '../controls';
import {useEditing} from './context';
import {writeFocus, type Focus} from './crops';
import {picturePart} from './parts';
import {darkenBackground, explainRefusal} from './pictureUpload';
import {usePartLevel, type PartLevel} from './usePartLevel';

/** Offers a dark version of the background *file*, with the same *focus*, for the meeting, where light text is on it. */
export const DarkVersion = ({file, focus, ...partLevel}: PartLevel & {file: string; focus: Focus}) => {
  const {theme, set, t, te} = useEditing();
  const {commitPart} = usePartLevel(partLevel);
  const [said, setSaid] = useState('');
  const [isDone, setDone] = useState(false);
  const darken = async (): Promise<void> => {
    setDone(false);
    setSaid(te('picture.checking'));
    try {
      const kept = await darkenBackground(file, 'screen', theme.name);
      await commitPart(picturePart('screen'), writeFocus(kept.file, focus));
      setSaid(te('picture.darkened'));
      setDone(true);
    } catch (error) {
      setSaid(explainRefusal(error, t, te));
    }
  };
  return (
    <div className="dark-version">
      <Button onClick={() => void darken()}>{te('picture.darken')}</Button>
      <p role="status">{said}</p>
      {isDone && (
        <LinkButton onClick={() => set({screen: 'waiting-video', service: 'waiting_for_host'})}>
          {te('picture.showMeeting')}
        </LinkButton>
      )}
    </div>
  );
};
