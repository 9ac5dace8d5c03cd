import type {Conflict} from '../../editContract';
import {Button} from '../controls';
import {useEditing, usePartName} from './context';
import {pageOf, writeValue} from './parts';

/** The values that the file has changed as well: the old one, mine and the file's, and three answers. */
export const Conflicts = ({choose}: {choose: (part: string) => void}) => {
  const {session, edit, te} = useEditing();
  const nameOf = usePartName();
  const kept = edit.draft.conflicts;
  const isKept = ({file, part}: Conflict): boolean => kept.some(one => one.file === file && one.part === part);
  return [...kept, ...edit.disputed.filter(one => !isKept(one))].map(conflict => (
    <section key={`${conflict.file} ${conflict.part}`} className="notice error" role="alert">
      <p>{te(isFile(conflict) ? 'conflict.file' : 'conflict')}</p>
      <p className="place">
        {nameOf(conflict.part)} · <code>{conflict.file}</code>
      </p>
      {!isFile(conflict) && <dl>
        {(['was', 'mine', 'theirs'] as const).map(which => (
          <div key={which}>
            <dt>{te(`conflict.${which}`)}</dt>
            <dd>{conflict[which] === null ? te('conflict.none') : writeValue(conflict[which])}</dd>
          </div>
        ))}
      </dl>}
      <div className="answers">
        {!isFile(conflict) && (
          <Button onClick={() => void session.settle(conflict, 'mine')}>{te('keepMine')}</Button>
        )}
        <Button onClick={() => void session.settle(conflict, 'theirs')}>{te('useTheirs')}</Button>
        {!isFile(conflict) && (
          <Button
            onClick={() => {
              void session.settle(conflict, 'mine');
              choose(pageOf(conflict.part));
            }}
          >
            {te('writeNew')}
          </Button>
        )}
      </div>
    </section>
  ));
};

/** Whether it is about a file as a whole: nothing of it is overwritten or removed from here. */
const isFile = ({part}: Conflict): boolean => part.startsWith('theme:');
