import {Verdict} from '../Unpublishable';
import type {Translate} from '../words';
import type {Findings} from './findings';
import type {EditState, EditSession} from './session';
import {countChanges, parsePart} from './parts';
import type {TranslateEdit} from './words';

/** How many changes there are, the way back and forth, and to the files. */
export const ChangesBar = ({
  session,
  edit,
  findings,
  t,
  te,
  review,
}: {
  session: EditSession;
  edit: EditState;
  findings: Findings;
  t: Translate;
  te: TranslateEdit;
  review: () => void;
}) => {
  const {draft, unsent, saved, isSaving} = edit;
  const count = countChanges(draft.edits) + unsent.length;
  const describe = (part: string): string => {
    const kind = parsePart(part)?.kind;
    return kind ? te(kind) : '';
  };
  const said = isSaving
    ? te('saving')
    : saved > 0
      ? te(saved === 1 ? 'saved.one' : 'saved.many', {count: saved})
      : count === 0
        ? te('none')
        : te(count === 1 ? 'one' : 'many', {count});
  return (
    <div className="changes" role="group" aria-label={te('changes')} tabIndex={-1}>
      <p role="status">
        <strong>{said}</strong>
        <Verdict {...{findings, t}} />
      </p>
      <div className="changes-buttons">
        {(['undo', 'redo'] as const).map(which => {
          const label = `${te(which)} ${describe(draft[which])}`.trim();
          return (
            <button
              key={which}
              type="button"
              className="button icon"
              // Not `disabled`: the focus would be lost when there is nothing left to undo.
              aria-disabled={!draft[which]}
              aria-label={label}
              title={label}
              onClick={() => {
                if (draft[which]) void session[which]();
              }}
            >
              {which === 'undo' ? '↶' : '↷'}
            </button>
          );
        })}
        <button
          type="button"
          className="button primary"
          disabled={draft.edits.length === 0 || isSaving}
          onClick={review}
        >
          {te('review')}
        </button>
      </div>
    </div>
  );
};
