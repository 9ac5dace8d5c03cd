import {useGuest} from './context';

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
      'Temaet skriver ikke denne skærm',
      'Serveren viser sin egen. Hvad der står på den, kendes ikke her.',
    ],
    en: [
      'The theme does not write this screen',
      'The server shows its own. What it says is not known here.',
    ],
  },
  moved: {
    da: ['Webapp3 sender gæsten videre', ''],
    en: ['Webapp3 sends the guest on', ''],
  },
};

/** A word from the preview, not from Webapp3: says what cannot be seen on the screen itself. */
export const Note = ({kind, detail = ''}: {kind: NoteKind; detail?: string}) => {
  const {language} = useGuest();
  const [title, body] = WORDS[kind][language === 'da' ? 'da' : 'en'];
  return (
    <aside className={`preview-note preview-note-${kind}`} data-testid={`preview-note-${kind}`}>
      <strong>{title}</strong>
      {(detail || body) && <span>{detail || body}</span>}
    </aside>
  );
};
