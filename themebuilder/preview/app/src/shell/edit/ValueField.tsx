import type {EditValue} from '../../editContract';
import {ProblemCards} from '../controls';
import {cleanTyped} from './parts';
import {useCheck} from './useCheck';
import type {PartLevel} from './usePartLevel';
import {useTypedValue} from './useTypedValue';
import {useEditWords} from './words';

/** A value that people write on one line; an empty one is removed. */
export const ValueField = ({
  label, start, onKeep, ...partLevel
}: PartLevel & {
  label: string;
  start: string;
  /** *seen* is the value on which the typing began. */
  onKeep: (value: EditValue | null, seen?: EditValue | null) => void;
}) => {
  const te = useEditWords();
  const {value, isChanged, type, keep, press} = useTypedValue({
    ...partLevel,
    start,
    commit: (to, seen) => onKeep(to.trim() || null, seen),
  });
  const check = useCheck(partLevel, isChanged && value ? value : null);
  return (
    <>
      <p className="quiet">{te('keys.line')}</p>
      <input
        className="value-field"
        value={value}
        placeholder={te('setting.none')}
        aria-label={label}
        autoComplete="off"
        onChange={event => type(cleanTyped(event.target.value, ' '))}
        onKeyDown={press}
        onBlur={() => keep()}
      />
      <div aria-live="polite">{check && <ProblemCards found={check.problems} />}</div>
    </>
  );
};
