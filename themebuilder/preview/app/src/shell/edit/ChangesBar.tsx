import {Button} from '../controls';
import {Verdict} from '../Unpublishable';
import {useEditing} from './context';
import type {Findings} from './findings';
import {countChanges, parsePart} from './parts';

/** How many changes there are, the way back and forth, and to the files. */
export const ChangesBar = ({findings, review}: {findings: Findings; review: () => void}) => {
  const {session, edit: {draft, unsent, saved, isSaving}, te} = useEditing();
  const count = countChanges(draft.edits) + unsent.length;
  const describe = (): string => {
    if (isSaving) return te('saving');
    if (saved > 0) return te(saved === 1 ? 'saved.one' : 'saved.many', {count: saved});
    return te(count === 0 ? 'none' : count === 1 ? 'one' : 'many', {count});
  };
  return (
    <div className="changes" role="group" aria-label={te('changes')} tabIndex={-1}>
      <p role="status">
        <strong>{describe()}</strong>
        <Verdict findings={findings} />
      </p>
      <div className="changes-buttons">
        {(['undo', 'redo'] as const).map(which => {
          const kind = parsePart(draft[which])?.kind;
          const label = `${te(which)} ${kind ? te(kind) : ''}`.trim();
          return (
            <Button
              key={which}
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
            </Button>
          );
        })}
        <Button className="button primary" disabled={draft.edits.length === 0 || isSaving} onClick={review}>
          {te('review')}
        </Button>
      </div>
    </div>
  );
};
