import {useEffect, useRef, useState, type KeyboardEvent} from 'react';

import type {Diff, DiffLine, Edit} from '../../editContract';
import {fetchDiff} from './client';
import type {EditState, EditSession} from './session';
import type {TranslateEdit} from './words';

/** What will be written, line by line, and a tick for each edit. */
export const Review = ({
  session,
  state,
  nameOf,
  te,
  onClose,
}: {
  session: EditSession;
  state: EditState;
  nameOf: (edit: Edit) => string;
  te: TranslateEdit;
  onClose: () => void;
}) => {
  const dialog = useRef<HTMLDialogElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const [diff, setDiff] = useState<Diff | null>(null);
  const [left, setLeft] = useState<ReadonlySet<number>>(new Set());
  const {edits, seq} = state.draft;
  const chosen = edits.map(({id}) => id).filter(id => !left.has(id));

  useEffect(() => {
    if (!dialog.current?.open) {
      dialog.current?.showModal();
      button.current?.focus();
    }
    fetchDiff().then(setDiff, () => undefined);
  }, [seq]);

  const save = (): void => {
    if (chosen.length === 0 || state.isSaving) return;
    void session.save(chosen);
    onClose();
  };
  const press = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 's') {
      event.preventDefault();
      save();
    }
  };
  const tick = (id: number): void => {
    const next = new Set(left);
    if (!next.delete(id)) next.add(id);
    setLeft(next);
  };

  return (
    <dialog ref={dialog} className="review" aria-labelledby="review-title" onClose={onClose} onKeyDown={press}>
      <h2 id="review-title">{te('changes')}</h2>
      <div className="review-body" tabIndex={0} aria-labelledby="review-title" role="group">
        {diff?.files.map(({file, is_new, hunks, edits: ids}) => (
          <section key={file} aria-label={file}>
            <h3>
              <code>{file}</code> {is_new && <small>{te('newFile')}</small>}
            </h3>
            {edits
              .filter(({id}) => ids.includes(id))
              .map(edit => (
                <label key={edit.id} className="tick">
                  <input
                    type="checkbox"
                    checked={!left.has(edit.id)}
                    onChange={() => tick(edit.id)}
                  />
                  {nameOf(edit)}
                </label>
              ))}
            {hunks.map((hunk, at) => (
              <pre key={at}>
                {hunk.lines.map((line, index) => (
                  <Line key={index} line={line} te={te} />
                ))}
              </pre>
            ))}
          </section>
        ))}
      </div>
      <div className="review-end">
        <button type="button" className="button" onClick={onClose}>
          {te('close')}
        </button>
        <button
          type="button"
          className="button primary"
          ref={button}
          disabled={chosen.length === 0}
          onClick={save}
        >
          {te('save')}
        </button>
      </div>
    </dialog>
  );
};

const SIGNS = {same: ' ', old: '−', new: '+'} as const;

const Line = ({line, te}: {line: DiffLine; te: TranslateEdit}) => {
  const runs: {text: string; isMarked: boolean}[] = [];
  let at = 0;
  for (const [start, end] of line.marks) {
    runs.push({text: line.text.slice(at, start), isMarked: false});
    runs.push({text: line.text.slice(start, end), isMarked: true});
    at = end;
  }
  runs.push({text: line.text.slice(at), isMarked: false});
  const word = line.kind === 'same' ? '' : te(line.kind === 'old' ? 'wasLine' : 'isLine');
  return (
    <span className={`line ${line.kind}`}>
      {word && <span className="unseen">{word}: </span>}
      <span aria-hidden="true">{SIGNS[line.kind]} </span>
      {runs.map((run, index) =>
        run.isMarked ? <mark key={index}>{run.text}</mark> : <span key={index}>{run.text}</span>,
      )}
      {'\n'}
    </span>
  );
};
