/** What is seen of a picture: the build crops it around its focus, and windows crop it in the middle. */

import type {EditValue} from '../../editContract';

/** Shares of the picture's width and height, from 0 to 1 from its upper left corner. */
export type Focus = readonly [number, number];

interface Rect {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Width by height of what the build makes of a background, a card and a meeting screen. */
const FINISHED = 1920 / 1080;

export const MIDDLE: Focus = [0.5, 0.5];

/** The part of a picture of *ratio* that a window of *seen* shows, as shares of the picture. */
export const findCrop = (ratio: number, focus: Focus, seen: number): Rect => {
  const outer = cut(ratio, FINISHED);
  const left = clamp(focus[0] - outer.width / 2, 1 - outer.width);
  const top = clamp(focus[1] - outer.height / 2, 1 - outer.height);
  const inner = cut(FINISHED, seen);
  return {
    left: left + (outer.width * (1 - inner.width)) / 2,
    top: top + (outer.height * (1 - inner.height)) / 2,
    width: outer.width * inner.width,
    height: outer.height * inner.height,
  };
};

/** The share of something of ratio *whole* that something of ratio *part* covers at most. */
const cut = (whole: number, part: number): {width: number; height: number} => ({
  width: Math.min(1, part / whole),
  height: Math.min(1, whole / part),
});

const clamp = (value: number, most: number): number => Math.min(Math.max(0, value), Math.max(0, most));

/** The file that *value*, of a picture, names; empty where the picture is drawn, or there is none. */
export const readFile = (value: EditValue | null): string => {
  const file = isRecord(value) ? value.file : value;
  return typeof file === 'string' ? file : '';
};

/** The point of *value* that must stay visible. */
export const readFocus = (value: EditValue | null): Focus => {
  const focus = isRecord(value) ? value.focus : null;
  if (!Array.isArray(focus) || focus.length !== 2) return MIDDLE;
  return [Number(focus[0]), Number(focus[1])];
};

/** *value* with another *focus*; the middle is not written. */
export const writeFocus = (value: EditValue, focus: Focus): EditValue => {
  const rest = Object.entries(isRecord(value) ? value : {file: value}).filter(([name]) => name !== 'focus');
  const isMiddle = focus[0] === MIDDLE[0] && focus[1] === MIDDLE[1];
  if (!isMiddle) return {...Object.fromEntries(rest), focus: [...focus]};
  return rest.length === 1 ? (rest[0]?.[1] ?? value) : Object.fromEntries(rest);
};

/** *focus* moved by a share of the picture, in whole hundredths. */
export const moveFocus = ([x, y]: Focus, across: number, down: number): Focus => [
  round(x + across),
  round(y + down),
];

export const round = (share: number): number => Math.round(clamp(share, 1) * 100) / 100;

export const isRecord = (value: EditValue | null): value is {[name: string]: EditValue} =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
