/** Parts of a theme that can be edited, by the names that the server gives them. */

import type {Edit, EditValue, NewEdit, PartDetail, Scope} from '../../editContract';
import type {TextOrigin} from '../../messages';
import type {Screen} from '../../screens';

export const COLORS = ['color', 'background_color'] as const;

/** What guests read of the brand, and what people call the theme. */
export const NAMES = ['name', 'title', 'theme_title'] as const;

export const brandPart = (name: string): string => `name:${name}`;

export const textPart = (language: string, key: string): string => `text:${language}:${key}`;

export const colorPart = (name: string): string => `color:${name}`;

export const PICTURES = ['logo', 'background', 'card', 'screen', 'favicon'] as const;

export const picturePart = (slot: string): string => `picture:${slot}`;

export const settingPart = (name: string): string => `setting:${name}`;

export const WORDING_PART = 'wording:waiting';

/** The fields of the waiting words, in the order in which guests meet them. */
export const WORDS = ['title', 'body', 'help', 'spoken'] as const;

export const wordsPart = (language: string, wording: string, field: string): string =>
  `words:${language}:${wording}.waiting.${field}`;

/** The part on whose page *part* is edited. */
export const pageOf = (part: string): string => (part.startsWith('words:') ? WORDING_PART : part);

/** Whether the waiting words can be seen on *screen*. */
export const showsWords = (screen: Screen): boolean =>
  screen === 'waiting' || screen === 'waiting-video';

export type Part =
  | {kind: 'text'; language: string; key: string}
  | {kind: 'words'; language: string; name: string}
  | {kind: 'name' | 'color' | 'picture' | 'setting' | 'wording' | 'theme'; name: string};

/** The part called *name*; null where it is none. A key may hold colons. */
export const parsePart = (name: string): Part | null => {
  const [, language, key] = /^text:([^:]+):(.+)$/su.exec(name) ?? [];
  if (language && key) return {kind: 'text', language, key};
  const [, spoken, field] = /^words:([^:]+):(.+)$/su.exec(name) ?? [];
  if (spoken && field) return {kind: 'words', language: spoken, name: field};
  const [, kind, of] = /^(name|color|picture|setting|wording|theme):(.+)$/u.exec(name) ?? [];
  if (!kind || !of || (kind === 'color' && !COLORS.some(one => one === of))) return null;
  return {kind: kind as 'name' | 'color' | 'picture' | 'setting' | 'wording' | 'theme', name: of};
};

/** Whether *edit* creates its file. */
const isCreation = (edit: NewEdit): boolean => edit.part.startsWith('theme:');

/** Edits that are saved or left together: those in the files of a new theme, or one. */
export const groupEdits = (edits: readonly Edit[]): Edit[][] => {
  const parts = new Map(edits.filter(isCreation).map(edit => [edit.file, edit.part]));
  const groups = new Map<string, Edit[]>();
  for (const edit of edits) {
    const name = parts.get(edit.file) ?? String(edit.id);
    groups.set(name, [...(groups.get(name) ?? []), edit]);
  }
  return [...groups.values()];
};

/** The newest edit of each value in *group*, without those that create its files. */
export const listChangedValues = (group: readonly Edit[]): Edit[] => [
  ...new Map(group.filter(edit => !isCreation(edit)).map(edit => [nameTarget(edit), edit])).values(),
];

/** How many changes *edits* are to people: a new theme is one, with all of its files, and so are two edits of a value. */
export const countChanges = (edits: readonly NewEdit[]): number =>
  new Set(edits.map(edit => (isCreation(edit) ? edit.part : nameTarget(edit)))).size;

/** What *edit* changes, whichever value it gives it. */
export const nameTarget = ({theme, part, scope}: NewEdit): string => JSON.stringify([theme, part, scope]);

/** What the screen outlines while the part *name* is edited; empty where it shows no such thing. */
export const selectPart = (name: string): string => {
  const part = parsePart(name);
  if (part?.kind === 'text') return `text:${part.key}`;
  if (part?.kind === 'picture') return name;
  return part?.kind === 'wording' ? 'words' : '';
};

/** The key of what people see, where the same words are read out under another one. */
export const chooseKey = (keys: readonly string[]): string =>
  keys.find(key => !/aria|tooltip/u.test(key)) ?? keys[0] ?? '';

interface ShownText {
  text: string;
  /** Empty where it can't be edited. */
  key: string;
  service: boolean;
  /** The page's own words in the place of some that nobody published. */
  unkeyed: boolean;
  /** Whether another key gives the same words. */
  isTwin: boolean;
}

/** Each key on the screen once, in reading order; texts without a key stay in the list. */
export const listTexts = (texts: readonly TextOrigin[]): ShownText[] => {
  const shown: ShownText[] = [];
  const seen = new Set<string>();
  for (const {text, keys, service, unkeyed} of texts) {
    for (const key of keys.length > 0 ? keys : ['']) {
      const name = key || text;
      const isTwin = keys.length > 1;
      if (!seen.has(name)) shown.push({text, key, service: service !== '', unkeyed, isTwin});
      seen.add(name);
    }
  }
  return shown;
};

/** Why a text without a key can't be edited. */
export const explainFixed = (one: {service: unknown; unkeyed: boolean}): 'service' | 'standIn' | 'builtIn' =>
  one.service ? 'service' : one.unkeyed ? 'standIn' : 'builtIn';

export const findScope = (detail: PartDetail, level: string): Scope | undefined =>
  detail.scopes.find(one => one.level === level);

/** What the editor of *level* starts with: what the theme shows, or what is hidden behind it. */
export const findStart = (detail: PartDetail, level: string): EditValue | null => {
  const scope = findScope(detail, level);
  return scope?.overridden_by ? scope.value : detail.value;
};

/** *value* on one line, as people read it; empty where there is none. */
export const writeValue = (value: EditValue | null): string => {
  if (value === null) return '';
  if (Array.isArray(value)) return value.map(writeValue).join(', ');
  if (typeof value !== 'object') return String(value);
  return Object.entries(value)
    .map(([name, one]) => `${name}: ${writeValue(one)}`)
    .join(', ');
};

/** Placeholders of the text, as `{{name}}`, that *value* lacks. */
export const findLost = (placeholders: readonly string[], value: string): string[] => {
  const written = [...value.matchAll(/\{\{\s*([^{},\s]+)[^{}]*\}\}/gu)].map(found => found[1]);
  return placeholders.filter(name => !written.includes(bareName(name)));
};

const bareName = (placeholder: string): string => placeholder.replace(/[{}\s]/gu, '');

/** *value* with *inserted* in the place of what is selected; a space keeps it off the words beside it. */
export const insertAt = (
  value: string,
  inserted: string,
  start: number,
  end: number,
): {value: string; caret: number} => {
  const [before, after] = [value.slice(0, start), value.slice(end)];
  const put = `${/[\p{L}\p{N}]$/u.test(before) ? ' ' : ''}${inserted}${/^[\p{L}\p{N}]/u.test(after) ? ' ' : ''}`;
  return {value: before + put + after, caret: before.length + put.length};
};

/** *text* in runs; those that the web app or the build fills in, and tags, are marked. */
export const splitMarked = (text: string): {text: string; isMarked: boolean}[] =>
  text
    .split(/(\{\{[^{}]*\}\}|\[\[[^[\]]*\]\]|<\/?\w+\s*\/?>)/u)
    .map((run, at) => ({text: run, isMarked: at % 2 === 1}))
    .filter(run => run.text !== '');

/** *text* as YAML can hold it: line breaks of other programs as *lineBreak*, without control characters. */
export const cleanTyped = (text: string, lineBreak: string): string =>
  text.replace(/[\v\f\u0085\u2028\u2029]/gu, lineBreak).replace(/[^\P{Cc}\t\n\r]|[\uFEFF\uFFFE\uFFFF]/gu, '');

/** Letters as people count them. */
export const countLetters = (text: string): number => [...new Intl.Segmenter().segment(text)].length;

