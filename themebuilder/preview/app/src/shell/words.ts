/** The shell's own words, Danish and English. */

import type {Said} from '../contract';

const WORDS = {
  themes: ['Temaer', 'Themes'],
  'themes.shipped': ['Følger med', 'Shipped'],
  newTheme: ['Nyt tema', 'New theme'],
  screens: ['Skærme', 'Screens'],
  mode: ['Visning', 'View'],
  'mode.screen': ['Skærm', 'Screen'],
  'mode.gallery': ['Galleri', 'Gallery'],
  'mode.compare': ['Sammenlign', 'Compare'],
  viewport: ['Vindue', 'Window'],
  language: ['Sprog', 'Language'],
  shellLanguage: ['Sprog i værktøjet', 'Language of this tool'],
  appearance: ['Udseende', 'Appearance'],
  'appearance.auto': ['Som systemet', 'Same as system'],
  'appearance.light': ['Lyst', 'Light'],
  'appearance.dark': ['Mørkt', 'Dark'],
  vision: ['Syn', 'Vision'],
  'vision.none': ['Almindeligt syn', 'Normal vision'],
  'vision.protan': ['Rødblind', 'No red'],
  'vision.deutan': ['Grønblind', 'No green'],
  'vision.tritan': ['Blåblind', 'No blue'],
  'vision.blur': ['Uskarpt syn', 'Blurred'],
  'vision.contrast': ['Svag kontrast', 'Low contrast'],
  keys: ['Find tekster', 'Find texts'],
  'keys.on': [
    'Klik på en tekst for at se, hvor den står',
    'Click a text to see where it is written',
  ],
  edit: ['Redigér', 'Edit'],
  'edit.done': ['Færdig', 'Done'],
  open: ['Åbn alene', 'Open alone'],
  'tab.screen': ['Skærm', 'Screen'],
  'tab.text': ['Tekst', 'Text'],
  'tab.settings': ['Indstillinger', 'Settings'],
  'tab.problems': ['Problemer', 'Problems'],
  panel: ['Om temaet', 'About the theme'],
  serviceScreen: ['Mødeskærm', 'Meeting screen'],
  browserTab: ['Fanebladet i browseren', 'The browser’s tab'],
  prompts: ['Talebeskeder', 'Voice prompts'],
  'prompts.none': [
    'Der hører ingen talebesked til denne skærm.',
    'No voice prompt belongs to this screen.',
  ],
  'prompts.empty': [
    'Temaet har ingen egne talebeskeder. Serveren bruger sine engelske.',
    'The theme has no voice prompts of its own. The server uses its English ones.',
  ],
  'prompts.directMedia': [
    'Høres i almindelige møder. Med direct media afspiller serveren ikke alle talebeskeder.',
    'Heard in ordinary meetings. With direct media the server does not play all prompts.',
  ],
  'prompts.elsewhere': ['Til andre skærme', 'For other screens'],
  'prompts.nowhere': ['Uden en kendt skærm', 'Without a known screen'],
  'prompts.show': ['Vis', 'Show'],
  'prompts.wordless': [
    'Ordene kendes ikke. Afspil beskeden for at høre dem.',
    'The words aren’t known. Play the prompt to hear them.',
  ],
  'prompts.from.workspace': [
    'Arbejdsmappen siger, hvilken skærm beskeden hører til.',
    'The workspace says which screen the prompt belongs to.',
  ],
  'prompts.from.words': [
    'Skærmen er udledt af, hvad den engelske besked siger.',
    'The screen is inferred from what the English prompt says.',
  ],
  'prompts.from.name': [
    'Skærmen er udledt af filens navn.',
    'The screen is inferred from the name of the file.',
  ],
  seconds: ['sekunder', 'seconds'],
  'text.none': [
    'Slå »Find tekster« til, og klik på en tekst i vinduet. Alt-klik virker altid.',
    'Turn on “Find texts” and click a text in the window. Alt-click always works.',
  ],
  'text.search': ['Søg i temaets tekster', 'Search the theme’s texts'],
  'text.unkeyed': [
    'Pladsholder (ubekræftet). Webappens egne ord og deres nøgle er ikke offentliggjort: hent dem med »themebuilder learn -d«.',
    'Stand-in (unconfirmed). The web app’s own words and their key aren’t published: read them with “themebuilder learn -d”.',
  ],
  'text.service': ['Mødeskærm i service-temaet', 'Meeting screen in the service theme'],
  'text.key': ['Nøgle', 'Key'],
  'text.place': ['Står i', 'Written in'],
  'text.usedBy': ['Bruges også af', 'Also used by'],
  'text.onlyHere': ['Kun dette tema bruger teksten.', 'Only this theme uses the text.'],
  'text.builtIn': [
    'Temaet har ikke denne tekst. Webappen viser sin egen engelske.',
    'The theme doesn’t set this text. The web app shows its built-in English.',
  ],
  'text.fallback': [
    'Teksten mangler på dette sprog. Den engelske vises i stedet.',
    'The text is missing in this language. The English one is shown instead.',
  ],
  'text.copy': ['Kopiér YAML-linjen', 'Copy the YAML line'],
  copied: ['Kopieret', 'Copied'],
  'settings.none': ['Ingen indstillinger.', 'No settings.'],
  'settings.from': ['Bestemt af', 'Decided by'],
  'settings.locked': ['låst', 'locked'],
  brand: ['Farver og billeder', 'Colours and pictures'],
  'problems.none': ['Ingen problemer fundet.', 'No problems found.'],
  'problems.of': ['problemer', 'problems'],
  barriers: ['Målt på denne skærm', 'Measured on this screen'],
  'barriers.measuring': ['Måler …', 'Measuring …'],
  'barriers.failed': ['Skærmen kunne ikke måles.', 'The screen couldn’t be measured.'],
  'barriers.none': [
    'Alle tekster på temaets farver kan læses. Tekst på billeder er ikke målt her.',
    'All text on the theme’s colours is readable. Text on pictures isn’t measured here.',
  ],
  'barriers.components': ['Fra Pexips komponenter, ikke fra temaet', 'From Pexip’s components, not the theme'],
  'barriers.faint': ['For svag tekst', 'Text too faint'],
  'barriers.hint': [
    'Temaets farver bestemmer det. Vælg en mørkere eller lysere farve her:',
    'The theme’s colours cause this. Choose a darker or lighter colour here:',
  ],
  error: ['Fejl', 'Error'],
  warning: ['Advarsel', 'Warning'],
  info: ['Oplysning', 'Note'],
  against: ['Sammenlign med', 'Compare with'],
  'against.none': ['Vælg noget at sammenligne med.', 'Choose something to compare with.'],
  parent: ['Forælder', 'Parent'],
  live: ['Det, der er udgivet nu', 'Live now'],
  package: ['Pakke', 'Package'],
  layout: ['Opstilling', 'Layout'],
  side: ['Side om side', 'Side by side'],
  slider: ['Oven på hinanden', 'Overlaid'],
  'slider.label': ['Hvor meget der vises af', 'Visible part of'],
  failed: ['Ændringen kan ikke bygges', 'The change can’t be built'],
  'failed.hint': [
    'Bagved ses det, der sidst blev bygget. Beskeden forsvinder, når fejlen er rettet.',
    'The last working version is shown behind this message. The message disappears once the fault is fixed.',
  ],
  unpublishable: ['Kan ikke udgives endnu', 'Cannot be published yet'],
  'unpublishable.show': ['Vis, hvor det er', 'Show where it is'],
  checking: ['Kontrollerer …', 'Checking …'],
  'unpublishable.one': ['1 ting mangler', '1 thing to fix'],
  'unpublishable.many': ['ting mangler', 'things to fix'],
  'gallery.languages': ['Sprog i galleriet', 'Languages in the gallery'],
  'gallery.viewports': ['Vinduer i galleriet', 'Windows in the gallery'],
  connected: ['Følger med i filerne', 'Watching the files'],
  trouble: ['Serverens svar kan ikke bruges', 'The server’s answer can’t be used'],
  disconnected: ['Ingen forbindelse til serveren', 'No connection to the server'],
  updated: ['Siden er opdateret', 'The page is up to date'],
  notBuilt: ['ikke bygget', 'not built'],
  empty: ['Der er ingen temaer endnu.', 'There are no themes yet.'],
  loading: ['Henter …', 'Loading …'],
  citizen: ['borgere', 'citizens'],
  clinician: ['klinikere', 'clinicians'],
  everyone: ['alle', 'everyone'],
  internal: ['intern', 'internal'],
  external: ['ekstern', 'external'],
  skip: ['Gå til vinduet', 'Go to the window'],
} as const;

type Word = keyof typeof WORDS;

export type UiLanguage = 'da' | 'en';

/** A word of the shell, or a sentence of the server, in the page's language. */
export type Translate = (text: Word | Said) => string;

export const translateIn =
  (uiLanguage: UiLanguage): Translate =>
  text =>
    typeof text === 'string' ? WORDS[text][uiLanguage === 'da' ? 0 : 1] : text[uiLanguage];
