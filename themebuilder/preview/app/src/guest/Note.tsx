import {toolLanguage} from './languages';

type NoteKind = 'hidden' | 'disabled' | 'absent' | 'moved' | 'unannounced' | 'unwritten';

const WORDS: Record<NoteKind, {da: [string, string]; en: [string, string]}> = {
  hidden: {
    da: [
      'Chatten er skjult i denne webapp',
      'Knappen er væk, men chatten er åben: andre programmer og andre adresser kan stadig skrive i mødet.',
    ],
    en: [
      'Chat is hidden in this web app',
      'The button is gone, but the chat is open: other apps and other addresses can still write in the meeting.',
    ],
  },
  disabled: {
    da: [
      'Chatten er slået fra på serveren',
      'Ingen i mødet kan skrive, uanset hvilket program de bruger.',
    ],
    en: ['Chat is off on the server', 'Nobody in the meeting can write, whichever app they use.'],
  },
  absent: {
    da: ['Temaet har ikke noget ekstra trin', 'Gæsten kommer direkte til denne side.'],
    en: ['This theme has no custom step', 'Guests come straight to this page.'],
  },
  unannounced: {
    da: ['Gæsten flyttes uden varsel', 'transferTimeout er 0: der vises ingen besked først.'],
    en: ['The guest is moved without notice', 'transferTimeout is 0: no message is shown first.'],
  },
  unwritten: {
    da: [
      'Temaet har ikke denne skærm',
      'Serveren viser sin egen. Dens ordlyd er ikke offentliggjort.',
    ],
    en: [
      'The theme doesn’t set this screen',
      'The server shows its own. Its text isn’t published.',
    ],
  },
  moved: {
    da: ['Webapp3 sender gæsten videre', ''],
    en: ['Webapp3 moves the guest to another page', ''],
  },
};

/** A word from the preview, not from Webapp3: says what cannot be seen on the screen itself. */
export const Note = ({kind, detail = ''}: {kind: NoteKind; detail?: string}) => {
  const [title, body] = WORDS[kind][toolLanguage()];
  return (
    <aside className={`preview-note preview-note-${kind}`} data-testid={`preview-note-${kind}`}>
      <strong>{title}</strong>
      {(detail || body) && <span>{detail || body}</span>}
    </aside>
  );
};
