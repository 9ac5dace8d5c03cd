import type {Conflict} from '../../editContract';
import {writeValue} from './parts';
import type {TranslateEdit} from './words';

/** A value that the file has changed as well: the old one, mine and the file's, and three answers. */
export const Conflicts = ({
  conflicts,
  nameOf,
  te,
  onAnswer,
  onWrite,
}: {
  conflicts: readonly Conflict[];
  nameOf: (part: string) => string;
  te: TranslateEdit;
  onAnswer: (conflict: Conflict, answer: 'mine' | 'theirs') => void;
  onWrite: (conflict: Conflict) => void;
}) =>
  conflicts.map(conflict => (
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
          <button type="button" className="button" onClick={() => onAnswer(conflict, 'mine')}>
            {te('keepMine')}
          </button>
        )}
        <button type="button" className="button" onClick={() => onAnswer(conflict, 'theirs')}>
          {te('useTheirs')}
        </button>
        {!isFile(conflict) && (
          <button type="button" className="button" onClick={() => onWrite(conflict)}>
            {te('writeNew')}
          </button>
        )}
      </div>
    </section>
  ));

/** Whether it is about a file as a whole: nothing of it is overwritten or removed from here. */
const isFile = ({part}: Conflict): boolean => part.startsWith('theme:');
