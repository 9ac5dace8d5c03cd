/** What the bar says of the changes. */

import {countChanges} from './parts';
import type {EditState} from './session';
import type {TranslateEdit} from './words';

/** How many changes there are, and what was undone or redone; or what was saved and how many changes that left. */
export const describeChanges = (
  {draft, unsent, saved, replayed, isSaving}: Pick<EditState, 'draft' | 'unsent' | 'saved' | 'replayed' | 'isSaving'>,
  te: TranslateEdit,
  nameOf: (part: string) => string,
): string => {
  if (isSaving) return te('saving');
  const count = countChanges([...draft.edits, ...unsent]);
  if (saved === 0) {
    const done = replayed ? `${te(`${replayed.which}.done`, {name: nameOf(replayed.part)})} ` : '';
    return done + te(count === 0 ? 'none' : count === 1 ? 'one' : 'many', {count});
  }
  const left = count === 0 ? [] : [te(count === 1 ? 'left.one' : 'left.many', {count})];
  return [te(saved === 1 ? 'saved.one' : 'saved.many', {count: saved}), ...left].join(' ');
};
