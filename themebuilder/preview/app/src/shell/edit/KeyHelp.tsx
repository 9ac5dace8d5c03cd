import {useState} from 'react';

import {SHORTCUTS} from '../../shortcuts';
import {Row, Checkbox} from '../controls';
import {readSingleKeys, writeSingleKeys} from '../singleKeys';
import {useEditWords, type EditWord} from './words';

const KEYS: [string, EditWord][] = [...Object.entries(SHORTCUTS), ['Enter', 'key.enter']];

/** The keys of editing. Those of a single letter can be switched off: speech input may press them (WCAG 2.1.4). */
export const KeyHelp = () => {
  const te = useEditWords();
  const [isOn, setOn] = useState(readSingleKeys);
  return (
    <details className="key-help">
      <summary>{te('keyboard')}</summary>
      <Checkbox
        checked={isOn}
        onChange={() => {
          writeSingleKeys(!isOn);
          setOn(!isOn);
        }}
      >
        {te('singleKeys')}
      </Checkbox>
      <dl>
        {KEYS.filter(([key]) => isOn || key.length > 1).map(([key, word]) => (
          <Row key={key} name={key}>{te(word)}</Row>
        ))}
      </dl>
    </details>
  );
};
