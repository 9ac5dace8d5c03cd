/** Colours by lightness, chroma and hue as people see them (OKLCH). */

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

const ROUNDING = 0.5 / 255;

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
