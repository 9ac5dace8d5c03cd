import {useState} from 'react';

import {Row, Checkbox} from '../parts';
import {readSingleKeys, writeSingleKeys} from '../singleKeys';
import {useEditWords, type EditWord} from './words';

const KEYS: readonly [string, EditWord][] = [
  ['E', 'key.edit'],
  ['Z', 'key.zoom'],
  ['Enter', 'key.enter'],
  ['Escape', 'key.escape'],
  ['F6', 'key.regions'],
  ['Ctrl+Z', 'undo'],
  ['Ctrl+Shift+Z', 'redo'],
  ['Ctrl+S', 'review'],
];

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
