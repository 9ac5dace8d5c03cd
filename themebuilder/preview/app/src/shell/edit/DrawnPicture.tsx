import type {EditValue, PictureLimits} from '../../editContract';
import {Button, Choice} from '../controls';
import {isRecord} from './crops';
import {useEditWords, type EditWord} from './words';

interface Props {
  limits: PictureLimits;
  value: EditValue | null;
  onChange: (value: EditValue) => void;
}

/** A picture that the tool draws: its motif and tone, or another one of the same kind. */
export const DrawnPicture = ({limits, value, onChange}: Props) => {
  const te = useEditWords();
  const drawn = isRecord(value) && 'draw' in value ? value : null;
  const choose = (change: Record<string, string | number>): void => onChange({...drawn, ...change});
  return (
    <fieldset className="drawn-picture">
      <legend>{te('drawn')}</legend>
      <DrawingChoice
        kind="motif"
        names={limits.motifs}
        chosen={drawn ? String(drawn.draw) : ''}
        onChoose={draw => choose(drawn ? {draw} : {draw, ...limits.start})}
      />
      {drawn && limits.tones.length > 0 && (
        <>
          <DrawingChoice
            kind="tone"
            names={limits.tones}
            chosen={String(drawn.tone ?? 'light')}
            onChoose={tone => choose({tone})}
          />
          <Button onClick={() => choose({seed: Number(drawn.seed ?? 0) + 1})}>{te('drawn.next')}</Button>
        </>
      )}
    </fieldset>
  );
};

const DrawingChoice = ({
  kind, names, chosen, onChoose,
}: {
  kind: 'motif' | 'tone';
  names: readonly string[];
  chosen: string;
  onChoose: (name: string) => void;
}) => {
  const te = useEditWords();
  const options = names.map(name => ({value: name, label: te(`${kind}.${name}` as EditWord)}));
  const none = chosen === '' ? [{value: '', label: te('drawn.none')}] : [];
  return <Choice label={te(`drawn.${kind}`)} value={chosen} options={[...none, ...options]} onChange={onChoose} />;
};
