/** Colours by lightness, chroma and hue as people see them (OKLCH), and the nearest one that can be read. */

import {clampChroma, converter, formatHex, modeLrgb, modeOklch, modeRgb, useMode} from 'culori/fn';

useMode(modeRgb);
useMode(modeLrgb);
useMode(modeOklch);
const convert = converter('oklch');
const toRgb = converter('rgb');

/** Lightness 0 to 1, chroma 0 to 0.4, hue 0 to 360. */
export interface Oklch {
  l: number;
  c: number;
  h: number;
}

export const toOklch = (color: string): Oklch => {
  const found = convert(color);
  return {l: found?.l ?? 0, c: found?.c ?? 0, h: found?.h ?? 0};
};

/** `#RRGGBB`; where a screen has no such colour, the most colourful one of that lightness and hue. */
export const fromOklch = ({l, c, h}: Oklch): string => {
  const color = {mode: 'oklch', l, c, h} as const;
  const {r, g, b} = toRgb(color);
  // On the edge of what a screen shows, rounding alone leads beyond it.
  const isShown = [r, g, b].every(value => value > -ROUNDING && value < 1 + ROUNDING);
  return formatHex(isShown ? color : clampChroma(color, 'oklch')).toUpperCase();
};

const STEPS = 16;
const ROUNDING = 0.5 / 255;

/**
 * The colour of the same hue that differs least in lightness from *color* and passes; empty where none does.
 *
 * What passes must be all colours beyond a lightness, as it is for a contrast with a fixed colour.
 */
export const findNearest = (color: string, passes: (color: string) => boolean): string => {
  if (passes(color)) return color;
  const own = toOklch(color);
  const ends = [0, 1].map(end => bisect(own, end, passes)).filter(found => found !== null);
  ends.sort((one, other) => Math.abs(one - own.l) - Math.abs(other - own.l));
  return ends[0] === undefined ? '' : fromOklch({...own, l: ends[0]});
};

/** The lightness nearest to *own* that passes, on the way to *end*; null where not even *end* does. */
const bisect = (own: Oklch, end: number, passes: (color: string) => boolean): number | null => {
  if (!passes(fromOklch({...own, l: end}))) return null;
  let [faint, good] = [own.l, end];
  for (let step = 0; step < STEPS; step++) {
    const middle = (faint + good) / 2;
    if (passes(fromOklch({...own, l: middle}))) good = middle;
    else faint = middle;
  }
  return good;
};
