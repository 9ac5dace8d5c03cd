/** What the bar says of the changes. */

import {countChanges} from './parts';
import type {EditState} from './session';
import type {TranslateEdit} from './words';

/** How many changes there are, or what was saved and how many changes that left. */
export const describeChanges = (
  {draft, unsent, saved, isSaving}: Pick<EditState, 'draft' | 'unsent' | 'saved' | 'isSaving'>,
  te: TranslateEdit,
): string => {
  if (isSaving) return te('saving');
  const count = countChanges([...draft.edits, ...unsent]);
  if (saved === 0) return te(count === 0 ? 'none' : count === 1 ? 'one' : 'many', {count});
  const left = count === 0 ? [] : [te(count === 1 ? 'left.one' : 'left.many', {count})];
  return [te(saved === 1 ? 'saved.one' : 'saved.many', {count: saved}), ...left].join(' ');
};
