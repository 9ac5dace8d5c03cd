/** Paints an edit on the guest pages before the server has built it. */

import type {ThemeDetail} from '../../contract';
import type {Scope} from '../../editContract';
import type {DraftPaint} from '../../messages';
import {postToFrames} from '../frames';
import {makeShades} from './color';
import type {Part} from './parts';

export interface Painting {
  detail: ThemeDetail;
  seq: number;
  /** Level that the edit is for. */
  scope: Scope | undefined;
}

/** The palette and background of *detail* with another colour *name*. */
export const recolor = (
  detail: ThemeDetail,
  name: string,
  color: string,
): {palette: string[]; background: string} => {
  const brand = Object.fromEntries(detail.brand.map(one => [one.name, one.value]));
  const written = brand.palette?.split(/,\s*/u);
  const base = name === 'color' ? color : (brand.color ?? '#000000');
  const palette = written?.length === 11 ? written : makeShades(base);
  const background =
    name === 'background_color' ? color : (brand.background_color ?? palette[10] ?? color);
  return {palette, background};
};

/** What to paint for *value*; null where the page can't know: `[[name]]` is filled in by the build. */
export const describePaint = (
  part: Part,
  value: string,
  {detail, seq}: Painting,
): DraftPaint | null => {
  if (part.kind === 'color') return {seq, ...recolor(detail, part.name, value)};
  if (value.includes('[[')) return null;
  return {seq, texts: {[part.language]: {[part.key]: value}}};
};

/** Show *value* on all pages that it reaches: of this theme, and for a text of the themes that share it. */
export const paintValue = (part: Part, value: string, painting: Painting): void => {
  const {detail, scope} = painting;
  const paint = describePaint(part, value, painting);
  if (!paint) return;
  const shared = part.kind === 'text' ? detail.texts[part.language]?.[part.key]?.used_by : [];
  const others = (shared ?? []).filter(name => scope?.themes.includes(name));
  const reached = new Set([...others, ...(scope?.overridden_by ? [] : [detail.name])]);
  for (const name of reached) {
    postToFrames(`/themes/${name}/view/`, {to: 'guest', kind: 'draft', ...paint});
  }
};
