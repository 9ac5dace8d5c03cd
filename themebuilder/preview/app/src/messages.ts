/** What shell and guest page tell each other; each checks the origin of what it gets. */

import type {BuiltEvent, Severity, Sketches} from './contract';
import type {Look, Screen} from './screens';
import type {Key} from './shortcuts';

/** Where a text on the guest page came from. */
export interface TextOrigin {
  text: string;
  /** Translation keys that gave this text; several when the same words stand under several keys. */
  keys: string[];
  /** Service-theme screen that the text belongs to, or empty. */
  service: string;
  /** The text is Webapp3's own, and its key is not published. */
  unkeyed: boolean;
  /** Language the text was really found in; `''` is the text built into the component. */
  language: string;
}

/** What a browser shows of a page outside of its window, and what went wrong in it. */
export interface Page {
  title: string;
  icon: string;
  notice: string;
}

/** Something on a screen that hinders somebody, as axe-core measures it. */
export interface Barrier {
  rule: string;
  /** What the rule asks, in the language that was asked for. */
  help: string;
  text: string;
  colors: {text: string; ground: string; ratio: number; needed: number} | null;
  /** Whether the theme's colours make it, or Pexip's components. */
  from: 'theme' | 'components';
}

/** What a build changed. */
export type Refresh = Pick<BuiltEvent, 'changed' | 'digest' | 'before' | 'seq'>;

/** An edit that is painted before the server built it; what is left out stays. */
export interface Draft {
  /** The edit's number: events of earlier edits are no longer painted. */
  seq: number;
  /** The eleven shades, light to dark. */
  palette?: readonly string[];
  background?: string;
  /** Language -> dotted key -> text. */
  texts?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Test ids of all that is hidden. */
  hidden?: readonly string[];
}

/** What of the theme a screen shows. */
export interface Shown {
  /** Translation keys. */
  texts: string[];
  /** Screens of the service theme. */
  screens: string[];
  /** `logo`, `background`, `card`, `favicon`. */
  pictures: string[];
  /** Numbers of the shades from 1, light to dark, and `background`. */
  colors: string[];
  /** Test ids, also of what the theme hides. */
  parts: string[];
  /** Kinds of the preview's own notes, such as `absent`. */
  notes: string[];
}

/** Something on the page with problems. */
export interface Mark {
  /**
   * `text:<key>`, `picture:<slot>`, `pair:<above>:<below>` for text of one colour on another, or `control:<color>`; the
   * colours are names of shades, `background_color` or `#RRGGBB`.
   */
  on: string;
  severity: Severity;
}

/** Place and size of a text on the page, in its own pixels. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
  fontSize: number;
}

export type ToGuest =
  | ({to: 'guest'; kind: 'draft'} & Draft)
  | ({to: 'guest'; kind: 'refresh'} & Refresh)
  /** Show these, or none, in place of the pictures that are built. */
  | {to: 'guest'; kind: 'sketch'; pictures: Sketches}
  | {to: 'guest'; kind: 'synchronise'}
  | {to: 'guest'; kind: 'examine'; uiLanguage: string}
  /**
   * Report the texts on the screen, now and whenever they change; outline what is *selected*, and mark what has problems.
   * Selected is `text:<key>`, `picture:<slot>`, `words` for those of a waiting guest, or nothing.
   */
  | {to: 'guest'; kind: 'edit'; on: boolean; selected: string; marks: readonly Mark[]}
  | {to: 'guest'; kind: 'record'}
  /** Show *look* of the theme at *view*. */
  | {to: 'guest'; kind: 'look'; view: string; look: Look}
  | {to: 'guest'; kind: 'inspect'; on: boolean};

export type ToShell =
  /** The theme at *view* is shown: what is told from here on is about it. */
  | ({to: 'shell'; kind: 'ready'; view: string; digest: string; seq: number} & Page)
  | {to: 'shell'; kind: 'painted'; at: number}
  | {to: 'shell'; kind: 'examined'; screen: Screen; barriers: Barrier[] | null}
  | {to: 'shell'; kind: 'recorded'; shown: Shown}
  | {to: 'shell'; kind: 'moved'; look: Look}
  | {to: 'shell'; kind: 'found'; found: TextOrigin}
  /** The texts on the screen in reading order. */
  | {to: 'shell'; kind: 'texts'; texts: TextOrigin[]}
  /** Something without a text was clicked; *part* of the brand is what it shows, `color:<name>` or `picture:<slot>`. */
  | {to: 'shell'; kind: 'surface'; part: string}
  /** Where the *selected* text is on the page; null where nobody sees it. */
  | {to: 'shell'; kind: 'placed'; selected: string; box: Box | null}
  /** A key that is the shell's was pressed while editing. */
  | ({to: 'shell'; kind: 'key'} & Key);

export const isToGuest = (data: unknown): data is ToGuest => isRecord(data) && data.to === 'guest';
export const isToShell = (data: unknown): data is ToShell => isRecord(data) && data.to === 'shell';

const isRecord = (data: unknown): data is Record<string, unknown> =>
  typeof data === 'object' && data !== null;
