/**
 * What the server answers; `CONTRACT.md` holds the addresses and rules.
 *
 * Everything the page reads from the server is declared here and nowhere else.
 */

export type Severity = 'error' | 'warning' | 'info';

/** The same sentence in the page's two languages. */
export interface Said {
  en: string;
  da: string;
}

/** A spot in a source file; `line` and `column` count from 1, 0 is the whole file. */
export interface Place {
  file: string;
  line: number;
  column: number;
}

export interface Problem {
  /** kebab-case name of the rule. */
  rule: string;
  severity: Severity;
  message: Said;
  /** What to do about it; may be empty. */
  hint: Said;
  /** Theme it was found in; empty when it concerns them all. */
  theme: string;
  place: Place;
}

/** A text as the package carries it, and where it was written. */
export interface Text {
  text: string;
  place: Place;
  /** Names of the themes whose packages carry this text from this place, this one included. */
  used_by: string[];
}

/** A value of the definition: a setting of an organisation, a colour, a picture. */
export interface Value {
  name: string;
  value: string;
  place: Place;
}

interface Setting extends Value {
  /** What people call the setting. */
  title: Said;
  /** What its value does. */
  effect: Said;
  /** What the setting cannot do. */
  cannot: Said;
  /** Title of the organisation that gave the setting its value; empty for the built-in default. */
  organisation: string;
  /** Whether an organisation above has locked it. */
  locked: boolean;
  /** Screens on which it can be seen. */
  screens: string[];
}

/** A voice prompt of the service theme. */
export interface Prompt {
  /** File below `service-theme/`. */
  file: string;
  /** What the voice says. */
  says: string;
  /** BCP 47 code of the voice's language. */
  language: string;
  /** Service-theme screens beside which it belongs; empty when nothing points to one. */
  screens: string[];
  /** What `screens` rests on: the workspace's own word, else inferred; empty without screens. */
  screens_from: '' | 'workspace' | 'words' | 'name';
  seconds: number;
  place: Place;
}

/** Something a theme can be compared with. */
export interface Source {
  kind: 'parent' | 'live' | 'package';
  title: string;
  /** Address of a guest page, ending in `/`. */
  view: string;
}

export interface ThemeSummary {
  name: string;
  title: string;
  /** Whether it came with the tool. */
  is_shipped: boolean;
  organisation: string;
  organisation_title: string;
  /** Whether its organisation is the one above all others, which no new theme gets. */
  is_at_top: boolean;
  audience: 'citizen' | 'clinician' | 'everyone';
  reach: 'internal' | 'external';
  /** Languages offered; the first one is the language of screens and prompts. */
  languages: string[];
  /** Content digest of the package that is shown; empty while nobody has asked for it. */
  digest: string;
  /** Whether there is a good package to show, or will be as soon as it is asked for. */
  built: boolean;
  /** Address of its guest page, ending in `/`. */
  view: string;
  /** Number of problems of each severity in the newest source; with errors it can't be published. */
  problems: Record<Severity, number>;
  /** Why the newest source has no package to show; empty when it has one. */
  failure: Problem[];
}

export interface ThemeList {
  /** Of what the server knew; see `ServerEvent`. */
  revision: number;
  themes: ThemeSummary[];
}

export interface ThemeDetail extends ThemeSummary {
  /** Of what the server knew; see `ServerEvent`. */
  revision: number;
  /** Language -> translation key -> text. */
  texts: Record<string, Record<string, Text>>;
  /** Service-theme screen id -> its text. */
  screens: Record<string, Text>;
  /** Where the waiting words are written. */
  words: Place[];
  settings: Setting[];
  /** Colours and pictures: `color`, `background_color`, `background`, `logo`, `card`, `favicon` … */
  brand: Value[];
  prompts: Prompt[];
  found: Problem[];
  /** Number of the newest edit that `found` knows of; 0 while newer ones are being checked. */
  seq: number;
  compare: Source[];
}

/** What changed in a build; `problems` alone comes when checks finish after the build. */
export type Change =
  | 'texts'
  | 'palette'
  | 'pictures'
  | 'settings'
  | 'screens'
  | 'prompts'
  | 'problems'
  | 'themes';

export interface BuiltEvent {
  kind: 'built';
  /** Empty when the checks of several themes have come to an end. */
  theme: string;
  changed: Change[];
  digest: string;
  /** The digest that `changed` is counted from. */
  before: string;
  /** Number of the newest edit in the package. */
  seq: number;
}

/** Comes before `built`: colours are known before pictures are drawn. */
interface PaletteEvent {
  kind: 'palette';
  theme: string;
  palette: string[];
  background: string;
  seq: number;
}

/** Comes before `built`: small versions of pictures that changed, by slot, as addresses below the guest page. None: the last built ones stay. */
interface SketchEvent {
  kind: 'sketch';
  theme: string;
  pictures: Sketches;
  seq: number;
}

export type Sketches = Partial<Record<'background' | 'card' | 'screen', string>>;

interface FailedEvent {
  kind: 'failed';
  /** Empty when no theme can be named: then it concerns them all. */
  theme: string;
  problems: Problem[];
  seq: number;
}

/** The draft of edits changed, here or in another window. */
interface EditedEvent {
  kind: 'edited';
  seq: number;
}

/** The stream begins: events may have been lost before. */
interface ConnectedEvent {
  kind: 'connected';
  /** Number of the newest edit in the draft. */
  seq: number;
}

/** The revision is larger after each change, and another one after a restart: who read at it has read everything. */
export type ServerEvent = (BuiltEvent | PaletteEvent | SketchEvent | FailedEvent | EditedEvent | ConnectedEvent) & {
  revision: number;
};

/** `view/node.json`: what a Conferencing Node would tell the web app about the meeting room. */
export interface Node {
  /** Content digest of the package that is shown, and number of the newest edit in it. */
  digest: string;
  seq: number;
  chat_enabled: boolean;
  /** Name of a stand-in -> key of the node's own text, where one was learned. */
  stand_ins: Record<string, string>;
}

/** Something in which the packages of two guest pages differ. */
export interface Difference {
  section:
    | 'titles'
    | 'colours'
    | 'pictures'
    | 'texts'
    | 'settings'
    | 'screens'
    | 'prompts'
    | 'plugins'
    | 'configuration'
    | 'files';
  title: Said;
  /** Its name in the package, or how many screens. */
  key: Said;
  /** Code of the text's language, or empty. */
  language: string;
  /** Empty where that side has no such thing. */
  left: Said;
  right: Said;
  /** A screen that shows it, or empty; `service` is the service-theme screen for it. */
  screen: string;
  service: string;
}

/** `/api/compare?left=…&right=…` with the addresses of two guest pages. */
export interface Comparison {
  /** Why the packages can't be compared. */
  refusal: Said | null;
  differences: Difference[];
}
