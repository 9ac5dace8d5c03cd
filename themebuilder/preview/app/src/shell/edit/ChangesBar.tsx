import {useMemo, type RefObject} from 'react';

import {Button} from '../controls';
import {describeChanges} from './changes';
import {Verdict} from '../Unpublishable';
import {useEditing, usePartName} from './context';
import type {Findings} from './findings';
import {parsePart} from './parts';

/** How many changes there are, the way back and forth, and to the files. */
export const ChangesBar = ({
  findings, opener, review,
}: {
  findings: Findings;
  /** The button that opens the review. */
  opener: RefObject<HTMLButtonElement | null>;
  review: () => void;
}) => {
  const {session, edit, te} = useEditing();
  const {draft, unsent, isSaving, writing, replayed} = edit;
  const nameOf = usePartName();
  // A text is called by its words: new ones that come later must not be announced as another undo.
  const replayedName = useMemo(() => replayed && nameOf(replayed.part), [replayed]);
  // What is being written is kept once its field is left, also for this button.
  const isEmpty = draft.edits.length + unsent.length === 0 && writing === '';
  return (
    <div className="changes" role="group" aria-label={te('changes')} tabIndex={-1}>
      <p role="status">
        <strong>{describeChanges(edit, te, () => replayedName ?? '')}</strong>
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
        <Button
          ref={opener}
          className="button primary"
          // Not `disabled`: the focus comes back here from the review, after a save too.
          aria-disabled={isEmpty || isSaving}
          onClick={() => {
            if (!isSaving) review();
          }}
        >
          {te('review')}
        </Button>
      </div>
    </div>
  );
};
