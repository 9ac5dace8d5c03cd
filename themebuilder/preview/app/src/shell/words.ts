/** The shell's own words, from `words.json`. */

import type {Said} from '../contract';
import type {Language} from '../screens';
import words from './words.json';

type Word = keyof typeof words;
type Values = Readonly<Record<string, string | number>>;

/** A word of the shell, or a sentence of the server, in the page's language; *values* take the places of their `{name}`. */
export type Translate = (text: Word | Said, values?: Values) => string;

export const translateIn =
  (language: Language): Translate =>
  (text, values) =>
    fillIn((typeof text === 'string' ? words[text] : text)[language], values);

export const fillIn = (text: string, values: Values = {}): string =>
  text.replace(/\{(\w+)\}/gu, (whole, name: string) => String(values[name] ?? whole));

/** What people call the value *name* of the brand, and what it changes on the screen. */
export const explainBrand = (language: Language, name: string): {name: string; effect: string} => {
  const [title, effect] = [words[`brand.${name}` as Word], words[`brand.${name}.effect` as Word]];
  return {name: title?.[language] ?? name, effect: effect?.[language] ?? ''};
};

/** What people call the screen *id* of a meeting; of one that nobody knows, its id. */
export const nameService = (language: Language, id: string): string =>
  words[`service.${id}` as Word]?.[language] ?? id;
