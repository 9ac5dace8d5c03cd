import {useEffect, useRef, useState, type KeyboardEvent, type ReactNode} from 'react';

import type {Diff, DiffLine, Edit, FileDiff, Hunk} from '../../editContract';
import {findCommand, readKey} from '../../shortcuts';
import {fetchDiff, RefusedError} from './client';
import {Button, MarkedRuns, Checkbox} from '../controls';
import {useEditing, usePartName} from './context';
import {groupEdits, listChangedValues, parsePart, writeValue} from './parts';
import {keptAddress} from './pictureUpload';
import {RETRY_MS} from './session';
import {useEditWords} from './words';

/** What will be written, line by line, and a tick for each edit. */
export const Review = ({onClose}: {onClose: () => void}) => {
  const {session, edit: state, titleOf, te} = useEditing();
  const partName = usePartName();
  const dialog = useRef<HTMLDialogElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const [diff, setDiff] = useState<Diff | null>(null);
  const [isLost, setLost] = useState(false);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const {edits, seq} = state.draft;
  const chosen = edits.filter(edit => !left.has(nameLine(edit))).map(({id}) => id);
  // The lines, once they are here, move the button away from the pointer.
  const isWaiting = state.unsent.length > 0 || diff === null;

  useEffect(() => {
    if (!dialog.current?.open) {
      dialog.current?.showModal();
      button.current?.focus();
    }
    let timer = 0;
    let isOver = false;
    const read = (): void => {
      fetchDiff().then(
        found => {
          if (isOver) return;
          setLost(false);
          setDiff(found);
        },
        (error: unknown) => {
          if (isOver || error instanceof RefusedError) return;
          setLost(true);
          timer = window.setTimeout(read, RETRY_MS);
        },
      );
    };
    read();
    return () => {
      isOver = true;
      window.clearTimeout(timer);
    };
  }, [seq]);
  const close = (): void => dialog.current?.close();

  const save = (): void => {
    // An edit that is still on its way would stay behind.
    if (chosen.length === 0 || state.isSaving || state.unsent.length > 0) return;
    void session.save(chosen);
    close();
  };
  const nameOf = ({part, value}: Edit): string => {
    const name = part.replace(/^theme:/u, '');
    if (name !== part) return te(value === null ? 'theme.removed' : 'theme.created', {name: titleOf(name)});
    const kind = parsePart(part)?.kind ?? '';
    return ['name', 'color', 'words'].includes(kind) && value ? `${partName(part)}: ${writeValue(value)}` : partName(part);
  };
  /** A new theme, with what was changed in it since, or one change. */
  const nameGroup = (group: readonly Edit[]): string => {
    const [first] = group;
    if (!first) return '';
    const changed = first.part.startsWith('theme:') ? listChangedValues(group).map(nameOf) : [];
    const name = nameOf(first);
    return changed.length > 0 ? te('theme.with', {name, changes: changed.join(', ')}) : name;
  };
  const press = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (findCommand(readKey(event)) === 'review') {
      event.preventDefault();
      save();
    }
  };
  const tick = (group: readonly Edit[]): void => {
    const next = new Set(left);
    for (const name of group.map(nameLine)) {
      if (!next.delete(name)) next.add(name);
    }
    setLeft(next);
  };
  const groups = groupEdits(edits);

  return (
    <dialog ref={dialog} className="review" aria-labelledby="review-title" onClose={onClose} onKeyDown={press}>
      <h2 id="review-title">{te('changes')}</h2>
      <div className="review-body" tabIndex={0} aria-labelledby="review-title" role="group">
        {isLost && <p className="notice warning" role="status">{te('lostConnection')}</p>}
        {diff?.files.map(({file, is_new, is_picture, is_removed, hunks}) => (
          <section key={file} aria-label={file}>
            <h3>
              <code>{file}</code>{' '}
              {(is_new || is_removed) && <small>{te(is_new ? 'newFile' : 'removedFile')}</small>}
            </h3>
            {groups.map(
              group =>
                findHome(group, diff.files) === file && (
                  <Checkbox key={group[0]?.id} checked={chosen.includes(group[0]?.id ?? 0)} onChange={() => tick(group)}>
                    {nameGroup(group)}
                  </Checkbox>
                ),
            )}
            <Folded isFolded={(is_new || is_removed) && !is_picture} label={te('lines', {count: countLines(hunks)})}>
              {hunks.map((hunk, at) => (
                <pre key={at}>{hunk.lines.map((line, index) => <Line key={index} line={line} />)}</pre>
              ))}
            </Folded>
            {is_picture && !is_removed && (
              <p className="picture-sample"><img src={keptAddress(file)} alt={te('newPicture')} /></p>
            )}
          </section>
        ))}
      </div>
      <div className="review-end">
        <Button onClick={close}>{te('close')}</Button>
        <Button
          className="button primary"
          ref={button}
          disabled={chosen.length === 0}
          aria-disabled={isWaiting}
          onClick={save}
        >
          {te('save')}
        </Button>
      </div>
    </dialog>
  );
};

/** What *edit* changes, also when another window changes it meanwhile. */
const nameLine = ({file, part}: Edit): string => `${file} ${part}`;

/** The first file that *group* changes, where its tick is. */
const findHome = (group: readonly Edit[], files: readonly FileDiff[]): string | undefined =>
  files.find(({edits}) => group.some(({id}) => edits.includes(id)))?.file;

const countLines = (hunks: readonly Hunk[]): number =>
  hunks.reduce((sum, {lines}) => sum + lines.length, 0);

/** *children* behind *label*: of a new file its lines say little to who never saw one. */
const Folded = ({isFolded, label, children}: {isFolded: boolean; label: string; children: ReactNode}) =>
  isFolded ? (
    <details>
      <summary>{label}</summary>
      {children}
    </details>
  ) : (
    children
  );

const SIGNS = {same: ' ', old: '−', new: '+'} as const;

const Line = ({line}: {line: DiffLine}) => {
  const te = useEditWords();
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
      <MarkedRuns runs={runs} />
      {'\n'}
    </span>
  );
};
