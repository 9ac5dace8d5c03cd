/** Lays problems on the things they concern, and writes the line of YAML that would change a text. */

import type {Place, Problem} from '../contract';

const samePlace = (one: Place, other: Place): boolean =>
  one.file === other.file && one.line === other.line && one.line > 0;

/** The problems of the thing that is written at *place*. */
export const problemsAt = (found: readonly Problem[], place: Place): Problem[] =>
  found.filter(problem => samePlace(problem.place, place));

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
