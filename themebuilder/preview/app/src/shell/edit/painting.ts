/** What an edit looks like before the server has built it. */

import type {ThemeDetail} from '../../contract';
import type {Draft} from '../../messages';
import {makeShades} from './color';
import type {Part} from './parts';

/** The palette and background of *detail* with another colour *name*. */
export const recolor = (
  detail: ThemeDetail, name: string, color: string,
): {palette: string[]; background: string} => {
  const brand = Object.fromEntries(detail.brand.map(one => [one.name, one.value]));
  const written = brand.palette?.split(/,\s*/u);
  const base = name === 'color' ? color : (brand.color ?? '#000000');
  const palette = written?.length === 11 ? written : makeShades(base);
  const background =
    name === 'background_color' ? color : (brand.background_color ?? palette[10] ?? color);
  return {palette, background};
};

/** What edit *seq* paints for *value*; null where the page can't know: `[[name]]` is filled in by the build. */
export const describePaint = (part: Part, value: string, detail: ThemeDetail, seq: number): Draft | null => {
  if (part.kind === 'color') return {seq, ...recolor(detail, part.name, value)};
  if (part.kind !== 'text' || value.includes('[[')) return null;
  return {seq, texts: {[part.language]: {[part.key]: value}}};
};
