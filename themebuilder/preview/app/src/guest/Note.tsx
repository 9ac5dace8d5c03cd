import {say} from './words';

type NoteKind = 'hidden' | 'disabled' | 'absent' | 'moved' | 'unannounced' | 'unwritten';

/** A word from the preview, not from Webapp3: says what cannot be seen on the screen itself. */
export const Note = ({kind, detail = ''}: {kind: NoteKind; detail?: string}) => {
  const body = detail || say(`note.${kind}.body`);
  return (
    <aside className={`preview-note preview-note-${kind}`} data-testid={`preview-note-${kind}`}>
      <strong>{say(`note.${kind}`)}</strong>
      {body && <span>{body}</span>}
    </aside>
  );
};
