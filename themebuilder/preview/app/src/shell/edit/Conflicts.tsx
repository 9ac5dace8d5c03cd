import type {Conflict} from '../../editContract';
import {Button} from '../controls';
import {useEditing, usePartName} from './context';
import {pageOf, writeValue} from './parts';
import {isOfWindow} from './session';

/** The values that the file has changed as well: the old one, mine and the file's, and three answers. */
export const Conflicts = ({
  write,
}: {
  /** Lets the user write the part anew, with the focus in its field. */
  write: (part: string) => void;
}) => {
  const {session, edit, te} = useEditing();
  const nameOf = usePartName();
  const kept = edit.draft.conflicts;
  const isKept = ({file, part}: Conflict): boolean => kept.some(one => one.file === file && one.part === part);
  const all = [...kept, ...edit.disputed.filter(one => !isKept(one))];
  const unreadable = new Set(all.flatMap(one => (one.is_unreadable ? [one.file] : [])));
  const waiting = [...unreadable].map(file => (
    <section key={file} className="notice error" role="alert">
      <p>{te('conflict.unreadable')}</p>
      <p className="place"><code>{file}</code></p>
    </section>
  ));
  const asking = all.filter(one => !one.is_unreadable).map(conflict => (
    <section key={`${conflict.file} ${conflict.part}`} className="notice error" role="alert">
      <p>{te(isFile(conflict) ? 'conflict.file' : 'conflict')}</p>
      <p className="place">
        {nameOf(conflict.part)} · <code>{conflict.file}</code>
      </p>
      {!isFile(conflict) && <dl>
        {(['was', 'mine', 'theirs'] as const).map(which => (
          <div key={which}>
            <dt>{te(which === 'theirs' && isOfWindow(conflict) ? 'conflict.window' : `conflict.${which}`)}</dt>
            <dd>{conflict[which] === null ? te('conflict.none') : writeValue(conflict[which])}</dd>
          </div>
        ))}
      </dl>}
      <div className="answers">
        {!isFile(conflict) && (
          <Button onClick={() => void session.settle(conflict, 'mine')}>{te('keepMine')}</Button>
        )}
        <Button onClick={() => void session.settle(conflict, 'theirs')}>
          {te(isOfWindow(conflict) ? 'useWindow' : 'useTheirs')}
        </Button>
        {!isFile(conflict) && (
          <Button
            onClick={() => {
              void session.settle(conflict, 'mine');
              write(pageOf(conflict.part));
            }}
          >
            {te('writeNew')}
          </Button>
        )}
      </div>
    </section>
  ));
  return [...waiting, ...asking];
};

/** Whether it is about a file as a whole: nothing of it is overwritten or removed from here. */
const isFile = ({part}: Conflict): boolean => part.startsWith('theme:');
