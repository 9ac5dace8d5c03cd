import type {ThemeDetail} from '../../contract';
import type {PartDetail, ScopeLevel} from '../../editContract';
import type {Translate} from '../words';
import {findScope, findStart, writeValue} from './parts';
import type {EditSession} from './session';
import {ValueField} from './SettingEditor';
import {hasWider} from './TextField';
import {usePick} from './usePick';
import type {TranslateEdit} from './words';

/** A name of the brand; texts that mention it follow once they are built. */
export const NameEditor = (props: {
  theme: ThemeDetail;
  detail: PartDetail;
  level: ScopeLevel;
  session: EditSession;
  label: string;
  about: string;
  t: Translate;
  te: TranslateEdit;
}) => {
  const {detail, level, about, te} = props;
  const start = findStart(detail, level);
  const {value, pick} = usePick(props, start);
  return (
    <section className="setting-editor">
      <p>{about}</p>
      <ValueField {...props} start={writeValue(value)} onKeep={pick} />
      {findScope(detail, level)?.is_own && hasWider(detail, level) && (
        <button type="button" className="link" onClick={() => pick(null)}>
          {te('useSharedName')}
        </button>
      )}
    </section>
  );
};
