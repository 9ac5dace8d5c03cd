/** The words of editing, Danish and English; loaded when editing starts. */

import type {UiLanguage} from '../words';

const WORDS = {
  parts: ['Dele på skærmen', 'Parts on the screen'],
  'parts.hint': [
    'Klik på en tekst i vinduet, eller vælg en del her.',
    'Click a text in the window, or choose a part here.',
  ],
  colors: ['Farver', 'Colours'],
  texts: ['Tekster', 'Texts'],
  back: ['Alle dele', 'All parts'],
  builtIn: [
    'Teksten er Webapp3’s egen og kan ikke ændres her',
    'This text belongs to Webapp3 and cannot be changed here',
  ],
  service: [
    'Teksten hører til mødeskærmens ordlyd og kan ikke ændres her endnu',
    'This text belongs to the wording of the meeting screens and cannot be changed here yet',
  ],
  missing: ['Temaet har ikke denne del', 'The theme doesn’t have this part'],
  settings: ['Indstillinger', 'Settings'],
  'settings.here': ['Indstillinger på skærmen', 'Settings on the screen'],
  waiting: ['Ventetekst', 'Waiting words'],
  'setting.app': ['I appen', 'In the app'],
  'setting.server': ['På serveren', 'On the server'],
  'setting.cannot': ['Det kan den ikke', 'What it can’t do'],
  'setting.none': ['Ikke angivet', 'Not set'],
  locked: ['Låst af {organisation}', 'Locked by {organisation}'],
  'locked.here': [
    '{organisation} har låst indstillingen. Den kan kun ændres dér.',
    '{organisation} has locked the setting. It can only be changed there.',
  ],
  useSharedSetting: ['Fjern værdien her', 'Remove the value here'],
  'languages.first': ['Mødets skærme og stemme', 'Meeting screens and voice'],
  'languages.complete': ['Alle tekster', 'All texts'],
  'languages.core': ['Kun kernen', 'The core only'],
  'languages.about': [
    'Sprog, som gæsten kan vælge. Kernen er det, en patient møder fra link til farvel; resten vises på engelsk.',
    'Languages that guests can choose. The core is what a patient meets from the link to goodbye; the rest is shown in English.',
  ],
  'languages.level': ['{language}: tekster', '{language}: texts'],
  'wording.show': ['Vis venteskærmen', 'Show the waiting screen'],
  useSharedWording: ['Brug den fælles ventetekst igen', 'Use the shared waiting words again'],
  removeNearer: ['Fjern den nærmere værdi', 'Remove the nearer value'],
  'wording.own': ['Temaer: {themes}', 'Themes: {themes}'],
  'wording.missing': ['Findes ikke på {languages}', 'Not available in {languages}'],
  'wording.more': ['Andre sprog', 'Other languages'],
  'wording.says': ['Stemmen siger', 'The voice says'],
  'wording.silent': ['Stemmen siger intet', 'The voice says nothing'],
  'wording.play': ['Afspil', 'Play'],
  'wording.stop': ['Stop', 'Stop'],
  'wording.browser': [
    'Læses op af browserens stemme. En optagelse findes ikke.',
    'Read out by the browser’s voice. There is no recording.',
  ],
  'wording.noVoice': [
    'Der er ingen optagelse, og browseren har ingen stemme på {language}.',
    'There is no recording, and the browser has no {language} voice.',
  ],
  'review.draft': ['Udkast', 'Draft'],
  'review.proposed': ['Foreslået', 'Proposed'],
  'review.approved': ['Godkendt', 'Approved'],
  scope: ['Gælder', 'Applies to'],
  'scope.theme': ['Kun dette tema', 'This theme only'],
  'scope.all': ['Alle', 'All'],
  'scope.citizen': ['Alle borgere', 'All citizens'],
  'scope.clinician': ['Alle klinikere', 'All clinicians'],
  here: ['Står her nu', 'Set here now'],
  hidden: [
    'Dette tema har sin egen tekst. Ændringen ses ikke her.',
    'This theme has its own text. The change isn’t visible here.',
  ],
  'hidden.setting': [
    '{organisation} har sin egen værdi. Ændringen ses ikke her.',
    '{organisation} has its own value. The change isn’t visible here.',
  ],
  'hidden.own': [
    'Dette tema har sin egen værdi. Ændringen ses ikke her.',
    'This theme has its own value. The change isn’t visible here.',
  ],
  'hidden.nearer': [
    'En nærmere værdi gælder for dette tema. Ændringen ses ikke her.',
    'A nearer value applies to this theme. The change isn’t visible here.',
  ],
  removeOwn: ['Fjern temaets egen', 'Remove the theme’s own'],
  useShared: ['Brug den fælles tekst igen', 'Use the shared text again'],
  useSharedColor: ['Brug den fælles farve igen', 'Use the shared colour again'],
  text: ['tekst', 'text'],
  color: ['farve', 'colour'],
  picture: ['billede', 'picture'],
  setting: ['indstilling', 'setting'],
  wording: ['ventetekst', 'waiting words'],
  sameWords: ['Samme ord, anden nøgle', 'Same words, another key'],
  alsoUsed: ['Bruges også her', 'Also used here'],
  file: ['Fil', 'File'],
  characters: ['{count} af {budget} tegn', '{count} of {budget} characters'],
  noBudget: ['{count} tegn', '{count} characters'],
  lix: ['LIX {lix}', 'LIX {lix}'],
  placeholders: ['Pladsholdere', 'Placeholders'],
  lost: [
    'Pladsholderen {name} mangler. Sæt den ind igen',
    'The placeholder {name} is missing. Put it back',
  ],
  insert: ['Sæt {name} ind', 'Insert {name}'],
  keys: [
    'Enter gemmer i kladden, Shift+Enter giver en ny linje, Escape fortryder.',
    'Enter keeps the change, Shift+Enter starts a new line, Escape restores.',
  ],
  noText: ['Mangler på dette sprog', 'Missing in this language'],
  hex: ['Farvekode', 'Colour code'],
  'hex.wrong': ['Skriv farven som #2B6A94', 'Write the colour as #2B6A94'],
  lightness: ['Lyshed', 'Lightness'],
  chroma: ['Mætning', 'Chroma'],
  hue: ['Kulør', 'Hue'],
  shades: ['Elleve nuancer', 'Eleven shades'],
  pairs: ['Kontrast', 'Contrast'],
  faint: [
    'For svag: {ratio} : 1. Kræver {needed} : 1 på {below}',
    'Too faint: {ratio} : 1. Needs {needed} : 1 on {below}',
  ],
  enough: ['{ratio} : 1 på {below}', '{ratio} : 1 on {below}'],
  nearest: ['Vælg nærmeste læselige farve', 'Use the nearest readable colour'],
  unmeasured: [
    'Ikke målt: teksten står på et billede',
    'Not measured: the text is on a picture',
  ],
  ownShades: [
    'Temaet har sine egne elleve nuancer. Farven ændrer dem ikke.',
    'The theme has its own eleven shades. The colour doesn’t change them.',
  ],
  white: ['hvidt', 'white'],
  changes: ['Ændringer', 'Changes'],
  none: ['Ingen ændringer', 'No changes'],
  one: ['1 ændring', '1 change'],
  many: ['{count} ændringer', '{count} changes'],
  review: ['Se ændringer og gem', 'Review and save'],
  undo: ['Fortryd', 'Undo'],
  redo: ['Gentag', 'Redo'],
  save: ['Gem', 'Save'],
  saving: ['Gemmer …', 'Saving …'],
  close: ['Luk', 'Close'],
  discard: ['Fjern ændringen', 'Discard the change'],
  'saved.one': ['Gemt i 1 fil. Intet er udgivet.', 'Saved to 1 file. Nothing is published.'],
  'saved.many': [
    'Gemt i {count} filer. Intet er udgivet.',
    'Saved to {count} files. Nothing is published.',
  ],
  newFile: ['ny fil', 'new file'],
  wasLine: ['før', 'before'],
  isLine: ['nu', 'now'],
  lostConnection: [
    'Forbindelsen er væk. Dine ændringer er gemt her og sendes igen.',
    'Connection lost. Your changes are kept here and will be sent again.',
  ],
  moved: [
    'Filen er ændret på disken. Dine ændringer er lagt oven på den nye.',
    'The file changed on disk. Your changes are now on top of it.',
  ],
  conflict: [
    'Samme linje er ændret to steder. Hvilken skal gælde?',
    'The same line was changed in two places. Which one should apply?',
  ],
  'conflict.was': ['Før', 'Before'],
  'conflict.mine': ['Din', 'Yours'],
  'conflict.theirs': ['Filens', 'The file’s'],
  'conflict.none': ['(ingen)', '(none)'],
  keepMine: ['Behold min', 'Keep mine'],
  useTheirs: ['Brug filens', 'Use the file’s'],
  writeNew: ['Skriv selv', 'Write it yourself'],
  refused: ['Ændringen kunne ikke skrives', 'The change couldn’t be written'],
} as const;

export type EditWord = keyof typeof WORDS;

export type TranslateEdit = (word: EditWord, values?: Record<string, string | number>) => string;

export const translateEdit =
  (uiLanguage: UiLanguage): TranslateEdit =>
  (word, values = {}) =>
    WORDS[word][uiLanguage === 'da' ? 0 : 1].replace(/\{(\w+)\}/gu, (whole, name: string) =>
      String(values[name] ?? whole),
    );
