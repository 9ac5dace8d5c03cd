/** What is found on the parts of a theme, and whether that is of their value as it is now. */

import type {Place, Problem, ThemeDetail} from '../../contract';
import {
  brandPart, colorPart, COLORS, NAMES, pageOf, picturePart, PICTURES, settingPart, textPart, WORDING_PART,
} from './parts';
import type {EditState} from './session';

export interface Findings {
  /** Part -> what is found on it. A part that is being written or checked has none: its value has changed since. */
  byPart: ReadonlyMap<string, readonly Problem[]>;
  /** Why the theme can't be published, without what is being written or checked. */
  errors: readonly Problem[];
  checking: ReadonlySet<string>;
  /** Whether a value is being written that isn't kept yet, so that nothing checks the theme with it. */
  isWriting: boolean;
  /** The part that a problem is about; empty where it is none that can be edited. */
  findPart: (problem: Problem) => string;
}

/** The findings of *detail*, which knows of the edits up to its number; *edit* has those of this page. */
export const collectFindings = (
  detail: ThemeDetail,
  edit: Pick<EditState, 'touched' | 'unsent' | 'writing'> | null,
): Findings => {
  const findPart = findParts(detail);
  const newer = Object.entries(edit?.touched ?? {}).filter(([, seq]) => seq > detail.seq);
  const checking = new Set([
    ...newer.map(([part]) => pageOf(part)),
    ...(edit?.unsent ?? []).map(({part}) => pageOf(part)),
  ]);
  const writing = pageOf(edit?.writing ?? '');
  const byPart = new Map<string, Problem[]>();
  const standing = detail.found.filter(problem => {
    const part = findPart(problem);
    return !checking.has(part) && (writing === '' || part !== writing);
  });
  for (const problem of standing) {
    const part = findPart(problem);
    if (part) byPart.set(part, [...(byPart.get(part) ?? []), problem]);
  }
  const errors = standing.filter(({severity}) => severity === 'error');
  return {byPart, errors, checking, isWriting: writing !== '', findPart};
};

const findParts = (detail: ThemeDetail): ((problem: Problem) => string) => {
  const exact = new Map<string, string>();
  const lines = new Map<string, Set<string>>();
  const add = (part: string, place: Place): void => {
    if (!part || place.line === 0) return;
    exact.set(nameSpot(place), part);
    const line = nameSpot({...place, column: 0});
    lines.set(line, (lines.get(line) ?? new Set()).add(part));
  };
  for (const [language, texts] of Object.entries(detail.texts)) {
    for (const [key, {place}] of Object.entries(texts)) add(textPart(language, key), place);
  }
  for (const {name, place} of detail.brand) {
    add(findBrandPart(name), place);
  }
  for (const place of detail.words) add(WORDING_PART, place);
  for (const {name, place} of detail.settings) add(settingPart(name), place);
  return ({place}) => {
    // A problem of a key stands beside its value. In braces, several values share the line.
    const line = [...(lines.get(nameSpot({...place, column: 0})) ?? [])];
    return exact.get(nameSpot(place)) ?? (line.length === 1 ? line[0] : undefined) ?? '';
  };
};

/** The part that shows and edits the value *name* of the brand. */
const findBrandPart = (name: string): string => {
  const isOf = (names: readonly string[]): boolean => names.includes(name);
  if (isOf(COLORS)) return colorPart(name);
  if (isOf(NAMES)) return brandPart(name);
  if (isOf(PICTURES)) return picturePart(name);
  if (name.startsWith('overlay')) return picturePart('background');
  return name === 'palette' ? colorPart('color') : '';
};

const nameSpot = ({file, line, column}: Place): string => `${String(line)}:${String(column)} ${file}`;
