/** The setting `languages`: a list, or names with how much there is of each language. */

import type {EditValue} from '../../editContract';

export type Level = 'complete' | 'core';

interface Offered {
  code: string;
  level: Level;
}

/** The languages in *value*: as in the file, or written with blanks between as the default is. */
export const readLanguages = (value: EditValue): Offered[] => {
  if (Array.isArray(value)) return value.map(code => ({code: String(code), level: 'complete'}));
  if (typeof value === 'object') {
    return Object.entries(value).map(([code, level]) => ({
      code,
      level: level === 'core' ? 'core' : 'complete',
    }));
  }
  return String(value)
    .split(' ')
    .filter(Boolean)
    .map(code => ({code, level: 'complete'}));
};

/** *offered* as it is written: in the form that the value had before, as far as that can hold it. */
export const writeLanguages = (offered: readonly Offered[], before: EditValue): EditValue => {
  const wasNamed = typeof before === 'object' && !Array.isArray(before);
  if (wasNamed || offered.some(({level}) => level === 'core')) {
    return Object.fromEntries(offered.map(({code, level}) => [code, level]));
  }
  return offered.map(({code}) => code);
};
