/**
 * What the server answers about edits: `/api/edit…` and `/api/themes/<name>/parts/<part>`.
 *
 * Every unsafe request carries the header `X-Themebuilder-Edit`. Nothing here names a file to write: the page sends a
 * theme, a part and a scope, and the server finds the file.
 */

import type {Problem, Said} from './contract';

/** Where a change goes, narrow to wide. */
export type ScopeLevel = 'theme' | 'organisation' | 'audience' | 'all';

/** A value of a definition. */
export type EditValue = string | number | boolean | EditValue[] | {[name: string]: EditValue};

/** A change as the page asks for it. */
export interface NewEdit {
  theme: string;
  /** `text:<language>:<key>`, `name:<name in brand>`, `color:<name in brand>`, `picture:<slot>`, `setting:<name>`, `wording:<message>` or `words:<language>:<wording>.<message>.<field>`. */
  part: string;
  scope: ScopeLevel;
  /** null removes the value, so that the one behind it applies again. */
  value: EditValue | null;
}

/** An edit of the draft. */
export interface Edit extends NewEdit {
  id: number;
  /** Relative to the workspace. */
  file: string;
  /** The value in the file before the edit; null when it had none. */
  was: EditValue | null;
}

/** An edit of a value that the file on disk has changed as well. */
export interface Conflict {
  id: number;
  file: string;
  part: string;
  /** The value when the edit was made, the edit's, and the file's now; null where there is none. */
  was: EditValue | null;
  mine: EditValue | null;
  theirs: EditValue | null;
  /** The file is missing or no valid YAML now: the edit waits until it is there. */
  is_unreadable: boolean;
}

/** `GET /api/edit`; the answer to `undo`, `redo`, `discard`, `edits`, `themes` and `save` too. */
export interface Draft {
  /**
   * Goes up by one with every accepted request that changes the draft. Each of these carries the *seq* that the page saw:
   * after another change the answer is 409 with the draft as it is. A repeated request is answered, not done twice.
   */
  seq: number;
  edits: Edit[];
  conflicts: Conflict[];
  /** Files that changed on the disk, so that their edits moved onto the new content. */
  moved: string[];
  /** What was put aside when the files became those of another branch of git, the oldest first. */
  parked: Parked[];
  /** What undo and redo would do, as the part of the edit; empty when there is nothing. */
  undo: string;
  redo: string;
}

/** Edits that were made on *branch*; `POST /api/edit/parked` with `{seq, number, keep}` takes them up or gives them up. */
interface Parked {
  branch: string;
  /** How many values they change. */
  edits: number;
}

/** The draft after a request that changes it, and the files that `POST /api/edit/save` wrote. */
export interface Saved extends Draft {
  saved: string[];
}

/** A new theme as the page asks for it, and its organisation where *organisation* is empty. */
export interface ThemeRequest {
  /** As guests read it. */
  name: string;
  organisation: string;
  is_internal: boolean;
  /** `#RRGGBB` */
  color: string;
  /** Empty for the one that the server proposes. */
  path: string;
}

/** `POST /api/edit/themes/plan`: what the theme would be, without keeping it. */
export interface ThemePlan {
  /** Name of the theme, as in its file; empty where the request's name gives none. */
  theme: string;
  path: string;
  /** Files that would be created; none where there are faults. */
  files: string[];
  /** Field of the request -> why it can't be used. */
  faults: Partial<Record<keyof ThemeRequest, Said>>;
  /** The nearest colour that can be read, where the request's can't; else empty. */
  nearest: string;
  organisations: {name: string; title: string; is_own: boolean}[];
}

/** A level at which a part can be set. */
export interface Scope {
  level: ScopeLevel;
  /** Name of the organisation, the audience or the parent theme; else empty. */
  title: string;
  /** File that the edit would change. */
  file: string;
  /** Digest of that file; empty where there is none. */
  digest: string;
  /** Names of the themes that the level reaches, and those of them that have a value at a nearer level. */
  themes: string[];
  hidden_in: string[];
  /** Value at this level now, in the draft; null where it has none. */
  value: EditValue | null;
  /** Whether the user's own file has that value, so that it can be removed. */
  is_own: boolean;
  /** Whether another value, of a wider level or a shipped one, would apply without that. */
  has_wider: boolean;
  /** Organisation above that doesn't let this level have a value; empty when none does. */
  locked_by: string;
  /** Whether this level gives the theme its value. */
  is_here: boolean;
  /** Nearest level of this theme that hides a value of this one; empty when none does. */
  overridden_by: ScopeLevel | 'parent' | 'target' | '';
}

/** `GET /api/themes/<name>/parts/<part>` */
export interface PartDetail {
  part: string;
  /** What the theme shows now, as it is written in the definitions; null when nothing does. */
  value: EditValue | null;
  /** Level where an edit goes without a choice: where the user's own file sets it, else the theme. */
  scope: ScopeLevel;
  scopes: Scope[];
  /** Placeholders that the text needs, as `{{name}}`; empty for other parts. */
  placeholders: string[];
  /** Most characters of the text; 0 without a limit. */
  budget: number;
  /** For `picture:…` only. */
  picture?: PictureLimits;
  /** For `setting:…` only. */
  setting?: SettingDetail;
  /** For `wording:…` only: the sets that have the message. */
  wordings?: Wording[];
}

/** What a setting is, and what its values do. */
export interface SettingDetail {
  title: Said;
  about: Said;
  /** What it can't do. */
  cannot: Said;
  /** Value where no organisation sets one; lists are written with blanks between; may be empty. */
  default: string;
  /** What any value does in the app and on the server, for a setting without choices. */
  app: Said;
  server: Said;
  /** What the next publish does on the server while no file of the user sets it. */
  undecided: Said;
  /** The fixed values; empty where others are allowed. */
  choices: SettingChoice[];
  /** Codes of the languages that can be offered; empty for other settings. */
  languages: string[];
}

export interface SettingChoice {
  value: string;
  effect: Said;
  /** What it does in the app, and on the server at the next publish. */
  app: Said;
  server: Said;
  /** Test ids of all that the theme's package then hides. */
  hidden: string[];
}

/** A set of words that a theme can choose. */
export interface Wording {
  name: string;
  /** When it is the right one; may be empty. */
  about: Said;
  /** The user's themes that use it. */
  themes: string[];
  words: WordingWords[];
}

/** The words in a language, that of the meeting's screens first; without lines where the set has none. */
export interface WordingWords {
  language: string;
  lines: string[];
  spoken: string;
  review: '' | 'draft' | 'proposed' | 'approved';
  /** Address of the recording; empty without one that browsers play. */
  recording: string;
}

/** What a button can do about a problem; *label* says it. */
export interface Fix {
  label: Said;
  part: string;
  value: EditValue;
}

export interface Found extends Problem {
  fixes: Fix[];
}

/** What a picture must be for its slot. */
export interface PictureLimits {
  /** Most bytes of an SVG; 0 where the slot takes none. */
  svg_bytes: number;
  /** Least width and height in pixels of others. */
  least: [number, number];
  /** What the tool can draw here. */
  motifs: string[];
  /** The tones of a drawing; a symbol has none. */
  tones: string[];
  /** What else a first drawing says. */
  start: Record<string, string>;
}

/** `POST /api/edit/check`: `{edits}` -> what the edits would do, without keeping them. */
export interface Check {
  /** Problems of the edited parts, also where an edit changes nothing. */
  problems: Found[];
  /** LIX of the texts in the edits by part, where it says something. */
  lix: Record<string, number>;
}

/** `GET /api/edit/diff` */
export interface Diff {
  files: FileDiff[];
}

export interface FileDiff {
  file: string;
  /** Whether the edits create the file, or remove it. */
  is_new: boolean;
  is_removed: boolean;
  hunks: Hunk[];
  /** Ids of the edits in this file. */
  edits: number[];
  /** A picture, which has no hunks and goes with the edit that names it. */
  is_picture: boolean;
}

export interface Hunk {
  lines: DiffLine[];
}

export interface DiffLine {
  kind: 'same' | 'old' | 'new';
  text: string;
  /** Start and end of what differs within the line, in characters. */
  marks: [number, number][];
}

/**
 * `PUT /api/edit/assets/<slot>?theme=<name>`, the bytes of a JPEG, PNG or SVG: what became of the picture. It is kept beside
 * the draft; an edit whose value names `file` uses it. `POST` with the same address makes a dark one of the background.
 * `GET /api/edit/assets/<name of the file>` is the kept picture, `GET /api/themes/<name>/pictures/<slot>` the theme's own.
 */
export interface KeptPicture {
  file: string;
  /** Format that came: JPEG, PNG or SVG. */
  kind: string;
  /** Width and height in pixels as it came, as it is kept, and as guests get it; 0 for an SVG. */
  came: [number, number];
  kept: [number, number];
  fitted: [number, number];
  came_bytes: number;
  bytes: number;
  fitted_bytes: number;
  /** What was left out of it. */
  removed: Said[];
}

/** 422: YAML can't hold the value at that place. 503: the disk is full or can't be written now. */
export interface Refusal {
  why: Said;
  /** The line to write by hand. */
  yaml: string;
}
