import {LinkButton} from '../controls';
import {useEditWords} from './words';
import {writeValue} from './parts';
import {usePickedValue, type PartLevel} from './usePartLevel';
import {ValueField} from './ValueField';

/** A name of the brand; texts that mention it follow once they are built. */
export const NameEditor = ({label, about, ...partLevel}: PartLevel & {label: string; about: string}) => {
  const te = useEditWords();
  const {value, pick, hasWider} = usePickedValue(partLevel);
  return (
    <section className="setting-editor">
      <p>{about}</p>
      <ValueField {...partLevel} label={label} start={writeValue(value)} onKeep={pick} />
      {hasWider && <LinkButton onClick={() => pick(null)}>{te('useSharedName')}</LinkButton>}
    </section>
  );
};
