import type {EditValue, PictureLimits} from '../../editContract';
import type {EditWord, TranslateEdit} from './words';

interface Props {
  limits: PictureLimits;
  value: EditValue | null;
  te: TranslateEdit;
  onChange: (value: EditValue) => void;
}

/** A picture that the tool draws: its motif and tone, or another one of the same kind. */
export const DrawnPicture = ({limits, value, te, onChange}: Props) => {
  const drawn = readDrawing(value);
  const choose = (change: Record<string, string | number>): void => onChange({...drawn, ...change});
  return (
    <fieldset className="drawn-picture">
      <legend>{te('drawn')}</legend>
      <Choice
        label={te('drawn.motif')}
        names={limits.motifs}
        chosen={drawn ? String(drawn.draw) : ''}
        say={name => te(`motif.${name}` as EditWord)}
        none={te('drawn.none')}
        onChoose={draw => choose(drawn ? {draw} : {draw, ...limits.start})}
      />
      {drawn && limits.tones.length > 0 && (
        <>
          <Choice
            label={te('drawn.tone')}
            names={limits.tones}
            chosen={String(drawn.tone ?? 'light')}
            say={name => te(`tone.${name}` as EditWord)}
            onChoose={tone => choose({tone})}
          />
          <button type="button" className="button" onClick={() => choose({seed: Number(drawn.seed ?? 0) + 1})}>
            {te('drawn.next')}
          </button>
        </>
      )}
    </fieldset>
  );
};

const Choice = ({
  label, names, chosen, say, none, onChoose,
}: {
  label: string;
  names: readonly string[];
  chosen: string;
  say: (name: string) => string;
  /** What is shown while nothing is chosen. */
  none?: string;
  onChoose: (name: string) => void;
}) => (
  <label>
    <span>{label}</span>
    <select className="value-field" value={chosen} onChange={event => onChoose(event.target.value)}>
      {chosen === '' && (
        <option value="" disabled>
          {none}
        </option>
      )}
      {names.map(name => (
        <option key={name} value={name}>
          {say(name)}
        </option>
      ))}
    </select>
  </label>
);

const readDrawing = (value: EditValue | null): Record<string, EditValue> | null =>
  value !== null && typeof value === 'object' && !Array.isArray(value) && 'draw' in value
    ? (value as Record<string, EditValue>)
    : null;
