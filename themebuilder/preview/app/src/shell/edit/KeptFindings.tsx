import type {ThemeDetail} from '../../contract';
import type {PartDetail, ScopeLevel} from '../../editContract';
import type {Translate} from '../words';
import {PartFindings} from './PartFindings';
import {findStart} from './parts';
import type {EditSession} from './session';
import {useCheck} from './useCheck';
import {useEditState} from './useSession';
import type {TranslateEdit} from './words';

/** What is found on the value that a part has in the draft. */
export const KeptFindings = ({
  theme, detail, level, session, t, te,
}: {
  theme: ThemeDetail;
  detail: PartDetail;
  level: ScopeLevel;
  session: EditSession;
  t: Translate;
  te: TranslateEdit;
}) => {
  const {draft, writing} = useEditState(session);
  const value = findStart(detail, level);
  const isKept = value !== null && writing !== detail.part;
  const check = useCheck(isKept ? {theme: theme.name, part: detail.part, scope: level, value} : null, draft.seq);
  if (!isKept) return null;
  return (
    <PartFindings
      check={check}
      onFix={({part, value: fixed}) =>
        void session.commit({theme: theme.name, part, scope: level, value: fixed}, {})
      }
      onShare={undefined}
      t={t}
      te={te}
    />
  );
};
