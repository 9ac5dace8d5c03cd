/** Lays problems on the things they concern, and writes the line of YAML that would change a text. */

import type {Place, Problem, ThemeDetail} from '../contract';

type Known = Pick<ThemeDetail, 'found' | 'texts' | 'screens' | 'brand' | 'settings' | 'prompts'>;

/** The problems of the value that is written at *place*: those of its line that aren't of another value in it. */
export const problemsAt = (
  {found, texts, screens, brand, settings, prompts}: Known,
  place: Place,
): Problem[] =>
  found.filter(({place: at}) => {
    if (at.line === 0 || at.file !== place.file || at.line !== place.line) return false;
    const isExact = (other: Place): boolean => formatPlace(other) === formatPlace(at);
    const written = [...Object.values(texts), screens].flatMap(one => Object.values(one));
    return isExact(place) || ![...written, ...brand, ...settings, ...prompts].some(other => isExact(other.place));
  });

export const worst = (found: readonly Problem[]): Problem['severity'] | null =>
  (['error', 'warning', 'info'] as const).find(severity =>
    found.some(problem => problem.severity === severity),
  ) ?? null;

const SHIPPED = 'shipped/';

/** Whether the file came with the tool, so that nobody changes it. */
export const isShipped = ({file}: Place): boolean => file.startsWith(SHIPPED);

export const formatPlace = (place: Place): string =>
  [place.file, ...[place.line, place.column].filter(Boolean).map(String)].join(':');

/** `meeting.leave: Forlad mødet`, quoted where YAML would read something else. */
export const yamlLine = (key: string, text: string): string => `${quote(key)}: ${quote(text)}`;

const quote = (text: string): string => {
  const plain =
    /^[\p{L}(][^\n\r\t#&*!|>%@`'"{}[\]]*$/u.test(text) &&
    !/:(\s|$)|\s#|\s$/u.test(text) &&
    !/^(true|false|null|yes|no|on|off)$/iu.test(text);
  // JSON's string is YAML's double-quoted one.
  return plain ? text : JSON.stringify(text);
};
