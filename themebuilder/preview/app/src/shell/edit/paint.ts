/** Paints an edit on the guest pages before the server has built it. */

import {postDraft} from '../frames';
import {describePaint, type Painting} from './painting';
import type {Part} from './parts';

/** Show *value* on all pages that it reaches: of this theme, and for a text of the themes that share it. */
export const paintValue = (part: Part, value: string, painting: Painting): void => {
  const {detail, scope} = painting;
  const paint = describePaint(part, value, painting);
  if (!paint) return;
  const shared = part.kind === 'text' ? detail.texts[part.language]?.[part.key]?.used_by : [];
  const others = (shared ?? []).filter(name => scope?.themes.includes(name));
  const reached = new Set([...others, ...(scope?.overridden_by ? [] : [detail.name])]);
  for (const name of reached) {
    postDraft(`/themes/${name}/view/`, paint);
  }
};
