/** The shell's own words, in Danish and English. */

import type {Screen, ViewportName} from '../screens';

const DANISH = {
  themes: 'Temaer',
  screens: 'Skærme',
  mode: 'Visning',
  'mode.screen': 'Skærm',
  'mode.gallery': 'Galleri',
  'mode.compare': 'Sammenlign',
  viewport: 'Vindue',
  language: 'Sprog',
  shellLanguage: 'Sprog i værktøjet',
  appearance: 'Udseende',
  'appearance.auto': 'Som systemet',
  'appearance.light': 'Lyst',
  'appearance.dark': 'Mørkt',
  sight: 'Syn',
  'sight.none': 'Almindeligt syn',
  'sight.protan': 'Rødblind',
  'sight.deutan': 'Grønblind',
  'sight.tritan': 'Blåblind',
  'sight.blur': 'Uskarpt syn',
  'sight.contrast': 'Svag kontrast',
  keys: 'Find tekster',
  'keys.on': 'Klik på en tekst for at se, hvor den står',
  open: 'Åbn alene',
  'tab.screen': 'Skærm',
  'tab.text': 'Tekst',
  'tab.settings': 'Indstillinger',
  'tab.problems': 'Problemer',
  panel: 'Om temaet',
  serviceScreen: 'Mødeskærm',
  browserTab: 'Fanebladet i browseren',
  prompts: 'Talebeskeder',
  'prompts.none': 'Der hører ingen talebesked til denne skærm.',
  'prompts.empty': 'Temaet har ingen egne talebeskeder. Serveren bruger sine engelske.',
  'prompts.directMedia':
    'Høres i almindelige møder. Med direct media afspiller serveren ikke alle talebeskeder.',
  'prompts.elsewhere': 'Til andre skærme',
  'prompts.nowhere': 'Uden en kendt skærm',
  'prompts.show': 'Vis',
  'prompts.wordless': 'Ordene kendes ikke. Afspil beskeden for at høre dem.',
  'prompts.from.workspace': 'Skærmen er kendt: arbejdsmappen siger, hvad beskeden bruges til.',
  'prompts.from.words': 'Skærmen er udledt af, hvad den engelske besked siger.',
  'prompts.from.name': 'Skærmen er udledt af filens navn.',
  seconds: 'sekunder',
  'text.none': 'Slå “Find tekster” til, og klik på en tekst i vinduet. Alt-klik virker altid.',
  'text.search': 'Søg i temaets tekster',
  'text.unkeyed':
    'Teksten er Webapp3’s egen. Dens nøgle er ikke offentliggjort, så den kan ikke skrives om herfra.',
  'text.service': 'Mødeskærm i service-temaet',
  'text.key': 'Nøgle',
  'text.place': 'Står i',
  'text.usedBy': 'Bruges også af',
  'text.onlyHere': 'Kun dette tema bruger teksten.',
  'text.builtIn': 'Temaet skriver ikke denne tekst. Det er den engelske, som er bygget ind.',
  'text.fallback': 'Teksten mangler på dette sprog og er hentet fra engelsk.',
  'text.copy': 'Kopiér YAML-linjen',
  copied: 'Kopieret',
  'settings.none': 'Ingen indstillinger.',
  'settings.from': 'Bestemt af',
  'settings.locked': 'låst',
  brand: 'Farver og billeder',
  'problems.none': 'Ingen problemer fundet.',
  'problems.of': 'problemer',
  error: 'Fejl',
  warning: 'Advarsel',
  info: 'Oplysning',
  against: 'Sammenlign med',
  'against.none': 'Vælg noget at sammenligne med.',
  parent: 'Forælder',
  live: 'Den, der kører nu',
  package: 'Pakke',
  layout: 'Opstilling',
  side: 'Side om side',
  slider: 'Oven på hinanden',
  'slider.label': 'Hvor meget der ses af',
  failed: 'Ændringen kan ikke bygges',
  'failed.hint':
    'Det sidste gode resultat vises bagved. Beskeden forsvinder, når fejlen er rettet.',
  'gallery.languages': 'Sprog i galleriet',
  'gallery.viewports': 'Vinduer i galleriet',
  connected: 'Følger med i filerne',
  disconnected: 'Ingen forbindelse til serveren',
  updated: 'Siden er opdateret',
  notBuilt: 'ikke bygget',
  empty: 'Der er ingen temaer endnu.',
  loading: 'Henter …',
  citizen: 'borgere',
  clinician: 'klinikere',
  everyone: 'alle',
  internal: 'intern',
  external: 'ekstern',
  skip: 'Gå til vinduet',
} as const;

export type Word = keyof typeof DANISH;

const ENGLISH: Record<Word, string> = {
  themes: 'Themes',
  screens: 'Screens',
  mode: 'View',
  'mode.screen': 'Screen',
  'mode.gallery': 'Gallery',
  'mode.compare': 'Compare',
  viewport: 'Window',
  language: 'Language',
  shellLanguage: 'Language of this tool',
  appearance: 'Appearance',
  'appearance.auto': 'As the system',
  'appearance.light': 'Light',
  'appearance.dark': 'Dark',
  sight: 'Sight',
  'sight.none': 'Ordinary sight',
  'sight.protan': 'No red',
  'sight.deutan': 'No green',
  'sight.tritan': 'No blue',
  'sight.blur': 'Blurred',
  'sight.contrast': 'Low contrast',
  keys: 'Find texts',
  'keys.on': 'Click a text to see where it is written',
  open: 'Open alone',
  'tab.screen': 'Screen',
  'tab.text': 'Text',
  'tab.settings': 'Settings',
  'tab.problems': 'Problems',
  panel: 'About the theme',
  serviceScreen: 'Meeting screen',
  browserTab: 'The browser’s tab',
  prompts: 'Voice prompts',
  'prompts.none': 'No voice prompt belongs to this screen.',
  'prompts.empty': 'The theme has no voice prompts of its own. The server uses its English ones.',
  'prompts.directMedia':
    'Heard in ordinary meetings. With direct media the server does not play all prompts.',
  'prompts.elsewhere': 'For other screens',
  'prompts.nowhere': 'Without a known screen',
  'prompts.show': 'Show',
  'prompts.wordless': 'The words are not known. Play the prompt to hear them.',
  'prompts.from.workspace': 'The screen is known: the workspace says what the prompt is for.',
  'prompts.from.words': 'The screen is inferred from what the English prompt says.',
  'prompts.from.name': 'The screen is inferred from the name of the file.',
  seconds: 'seconds',
  'text.none': 'Turn on “Find texts” and click a text in the window. Alt-click always works.',
  'text.search': 'Search the theme’s texts',
  'text.unkeyed':
    'This text is Webapp3’s own. Its key is not published, so it cannot be rewritten from here.',
  'text.service': 'Meeting screen in the service theme',
  'text.key': 'Key',
  'text.place': 'Written in',
  'text.usedBy': 'Also used by',
  'text.onlyHere': 'Only this theme uses the text.',
  'text.builtIn': 'The theme does not write this text. It is the English one that is built in.',
  'text.fallback': 'The text is missing in this language and was taken from English.',
  'text.copy': 'Copy the YAML line',
  copied: 'Copied',
  'settings.none': 'No settings.',
  'settings.from': 'Decided by',
  'settings.locked': 'locked',
  brand: 'Colours and pictures',
  'problems.none': 'No problems found.',
  'problems.of': 'problems',
  error: 'Error',
  warning: 'Warning',
  info: 'Note',
  against: 'Compare with',
  'against.none': 'Choose something to compare with.',
  parent: 'Parent',
  live: 'What is live now',
  package: 'Package',
  layout: 'Layout',
  side: 'Side by side',
  slider: 'One over the other',
  'slider.label': 'How much is seen of',
  failed: 'The change cannot be built',
  'failed.hint':
    'The last good result stays behind this. The message goes when the fault is mended.',
  'gallery.languages': 'Languages in the gallery',
  'gallery.viewports': 'Windows in the gallery',
  connected: 'Following the files',
  disconnected: 'No connection to the server',
  updated: 'The page is up to date',
  notBuilt: 'not built',
  empty: 'There are no themes yet.',
  loading: 'Loading …',
  citizen: 'citizens',
  clinician: 'clinicians',
  everyone: 'everyone',
  internal: 'internal',
  external: 'external',
  skip: 'Go to the window',
};

export type Tongue = 'da' | 'en';

export type Say = (word: Word) => string;

export const sayIn =
  (tongue: Tongue): Say =>
  word =>
    (tongue === 'da' ? DANISH : ENGLISH)[word];

const SCREEN_WORDS: Record<Screen, {da: [string, string]; en: [string, string]}> = {
  landing: {
    da: ['Forside', 'Det første, gæsten ser: logo, billede og knappen ind til mødet.'],
    en: ['Landing', 'What the guest sees first: logo, picture and the button into the meeting.'],
  },
  'custom-step': {
    da: ['Ekstra trin', 'Temaets egen side før mødet. Den kan kræve et flueben.'],
    en: ['Custom step', 'The theme’s own page before the meeting. It can ask for a tick.'],
  },
  'device-check': {
    da: ['Lyd og billede', 'Gæsten vælger kamera og mikrofon. Billedet her er tegnet.'],
    en: ['Device check', 'The guest chooses camera and microphone. The picture here is drawn.'],
  },
  pin: {
    da: ['Pinkode', 'Vises, når mødet kræver en kode.'],
    en: ['PIN', 'Shown when the meeting asks for a code.'],
  },
  waiting: {
    da: [
      'Venter, tegnet af webappen',
      'Med direct media skriver webappen selv service-temaets tekst på temaets billede.',
    ],
    en: [
      'Waiting, drawn by the app',
      'With direct media the web app writes the service theme’s text on the theme’s picture.',
    ],
  },
  'waiting-video': {
    da: [
      'Venter, som video',
      'I almindelige møder tegner serveren skærmen og sender den som video.',
    ],
    en: [
      'Waiting, as video',
      'In ordinary meetings the server draws the screen and sends it as video.',
    ],
  },
  meeting: {
    da: ['I mødet', 'Knapper, billedet af de andre og af gæsten selv.'],
    en: ['In the meeting', 'The buttons, the picture of the others and of the guest.'],
  },
  participants: {
    da: ['Deltagere', 'Listen over deltagere og knappen til at tilføje flere.'],
    en: ['Participants', 'The list of participants and the button to add more.'],
  },
  chat: {
    da: ['Chat', 'Chatten, hvis temaet og serveren tillader den.'],
    en: ['Chat', 'The chat, if theme and server allow it.'],
  },
  'chat-hidden': {
    da: [
      'Chat skjult af temaet',
      'Kun knappen er væk. Andre programmer kan stadig skrive i mødet.',
    ],
    en: [
      'Chat hidden by the theme',
      'Only the button is gone. Other apps can still write in the meeting.',
    ],
  },
  'chat-disabled': {
    da: ['Chat slået fra på serveren', 'Ingen kan skrive i mødet, uanset program.'],
    en: ['Chat off on the server', 'Nobody can write in the meeting, whichever app they use.'],
  },
  breakout: {
    da: ['Grupperum', 'Mødelederens liste over rum.'],
    en: ['Breakout rooms', 'The leader’s list of rooms.'],
  },
  'breakout-move': {
    da: ['Flyttes til grupperum', 'Beskeden, alle får, før de flyttes.'],
    en: ['Moving to a room', 'The message everybody gets before they are moved.'],
  },
  settings: {
    da: ['Indstillinger', 'Kamera, mikrofon, sprog og kvalitet.'],
    en: ['Settings', 'Camera, microphone, language and quality.'],
  },
  disconnected: {
    da: ['Mødet er forladt', 'Med en returadresse sendes gæsten videre i stedet.'],
    en: ['Left the meeting', 'With a return address the guest is sent on instead.'],
  },
  error: {
    da: ['Fejl', 'Forbindelsen blev afbrudt. Årsagen kommer fra serveren og er på engelsk.'],
    en: ['Error', 'The call was cut off. The reason comes from the server, in English.'],
  },
};

export const screenName = (tongue: Tongue, screen: Screen): string =>
  SCREEN_WORDS[screen][tongue][0];
export const screenAbout = (tongue: Tongue, screen: Screen): string =>
  SCREEN_WORDS[screen][tongue][1];

const VIEWPORT_WORDS: Record<ViewportName, Record<Tongue, string>> = {
  phone: {da: 'Telefon', en: 'Phone'},
  'phone-landscape': {da: 'Telefon på tværs', en: 'Phone, sideways'},
  tablet: {da: 'Tablet', en: 'Tablet'},
  laptop: {da: 'Bærbar', en: 'Laptop'},
  citrix: {da: 'Citrix 4:3', en: 'Citrix 4:3'},
};

export const viewportName = (tongue: Tongue, name: ViewportName): string =>
  VIEWPORT_WORDS[name][tongue];
