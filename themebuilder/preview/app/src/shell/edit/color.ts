/**
 * Colour arithmetic, the same as `themebuilder/core/color.py`: shades as Pexip's portal makes them, contrast as WCAG 2.1
 * defines it. `tests/vectors/colors.json` holds the values that both must give.
 */

/** `#RRGGBB` in capitals, of `#abc`, `abcdef` or `#ABCDEF`; empty for anything else. */
export const parseHex = (written: string): string => {
  const digits = /^\s*#?([0-9a-f]{6}|[0-9a-f]{3})\s*$/iu.exec(written)?.[1]?.toUpperCase() ?? '';
  return digits && `#${digits.length === 3 ? [...digits].map(one => one + one).join('') : digits}`;
};

/** The eleven shades of a base colour, light to dark; the sixth one is the rounded base colour. */
export const makeShades = (color: string): string[] => {
  const [hue, saturation, lightness] = toHsl(color);
  const base = halfUp(lightness * 100);
  const lighter = [0, 1, 2, 3, 4].map(step => 95 + ((base - 95) * step) / 5);
  const darker = [0, 1, 2, 3, 4, 5].map(step => base + ((10 - base) * step) / 5);
  const [h, s] = [halfUp(hue * 360), halfUp(saturation * 100)];
  return [...lighter, ...darker].map(value => fromHsl(h, s, value));
};

/** Contrast ratio, 1 (none) to 21 (black on white). */
export const contrast = (one: string, other: string): number => {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
};

const channels = (color: string): [number, number, number] => [
  parseInt(color.slice(1, 3), 16) / 255,
  parseInt(color.slice(3, 5), 16) / 255,
  parseInt(color.slice(5, 7), 16) / 255,
];

const luminance = (color: string): number => {
  const [red, green, blue] = channels(color).map(linearize) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

const linearize = (value: number): number =>
  value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;

/** Hue, saturation and lightness, 0 to 1, in the order of operations of Python's `colorsys`: halves round alike. */
const toHsl = (color: string): [number, number, number] => {
  const [red, green, blue] = channels(color);
  const [high, low] = [Math.max(red, green, blue), Math.min(red, green, blue)];
  const [sum, range] = [high + low, high - low];
  const lightness = sum / 2;
  if (range === 0) return [0, 0, lightness];
  const saturation = lightness <= 0.5 ? range / sum : range / (2 - high - low);
  const [r, g, b] = [(high - red) / range, (high - green) / range, (high - blue) / range];
  const hue = (red === high ? b - g : green === high ? 2 + r - b : 4 + g - r) / 6;
  return [hue - Math.floor(hue), saturation, lightness];
};

const fromHsl = (hue: number, saturation: number, lightness: number): string => {
  const [s, light] = [saturation / 100, lightness / 100];
  const high = light < 0.5 ? light * (1 + s) : light + s - light * s;
  const low = 2 * light - high;
  const parts = [1, 0, -1].map(shift => channel(low, high, hue / 360 + shift / 3));
  return `#${parts.map(part => halfUp(part * 255).toString(16).padStart(2, '0')).join('')}`.toUpperCase();
};

const channel = (low: number, high: number, around: number): number => {
  const turn = around - Math.floor(around);
  if (6 * turn < 1) return low + (high - low) * 6 * turn;
  if (2 * turn < 1) return high;
  if (3 * turn < 2) return low + (high - low) * (2 / 3 - turn) * 6;
  return low;
};

const halfUp = (value: number): number => Math.floor(value + 0.5);
