import {LinkButton} from '../parts';
import {useEditWords} from './words';
import {writeValue} from './parts';
import {usePickedValue, type PartLevel} from './useLevel';
import {ValueField} from './ValueField';

/** A name of the brand; texts that mention it follow once they are built. */
export const NameEditor = ({label, about, ...place}: PartLevel & {label: string; about: string}) => {
  const te = useEditWords();
  const {value, pick, hasWider} = usePickedValue(place);
  return (
    <section className="setting-editor">
      <p>{about}</p>
      <ValueField {...place} label={label} start={writeValue(value)} onKeep={pick} />
      {hasWider && <LinkButton onClick={() => pick(null)}>{te('useSharedName')}</LinkButton>}
    </section>
  );
};
