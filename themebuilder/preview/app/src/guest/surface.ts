/** The colours and pictures of the brand that things on the page lie on. */

import type {Brand} from './brand';
import {BACKGROUND, SHADES, SHADE_VARIABLES} from './palette';
import {findSlot} from './pictures';

/** A part of the brand, as `color:color` or `picture:logo`, and the element that shows it. */
interface Surface {
  part: string;
  element: Element;
}

/** What of the brand *start* is, or lies on; null where that is none of it. */
export const findSurface = (start: Element, brand: Brand): Surface | null => {
  for (let element: Element | null = start; element; element = element.parentElement) {
    const slot = findSlot(element, brand);
    if (slot) return {part: `picture:${slot}`, element};
    const {backgroundColor, backgroundImage} = getComputedStyle(element);
    if (backgroundImage.includes('url(')) return null;
    if (isClear(backgroundColor)) continue;
    if (readColor(BACKGROUND) === backgroundColor) return {part: 'color:background_color', element};
    const isShade = SHADE_VARIABLES.some(name => readColor(name) === backgroundColor);
    return isShade ? {part: 'color:color', element} : null;
  }
  return null;
};

/**
 * The first of *elements* with text of the colour *above* on *below*, or, without *above*, of the colour *below* itself.
 * A colour is the name of a shade, `background_color` or `#RRGGBB`.
 */
export const findColored = (
  elements: readonly Element[],
  {above, below}: {above: string; below: string},
): Element | undefined => {
  const [over, under] = [above && resolve(above), resolve(below)];
  return elements.find(element =>
    over
      ? hasText(element) && getComputedStyle(element).color === over && findGround(element) === under
      : getComputedStyle(element).backgroundColor === under,
  );
};

const resolve = (color: string): string => {
  if (color.startsWith('#')) return toRgb(color);
  if (color === 'background_color') return readColor(BACKGROUND);
  const shade = SHADES.find(names => names.includes(color))?.[0] ?? color;
  return readColor(`--color-brand-${shade}`);
};

/** The colour that *element* lies on; empty where that is a picture. */
export const findGround = (element: Element): string => {
  for (let under: Element | null = element; under; under = under.parentElement) {
    const {backgroundColor, backgroundImage} = getComputedStyle(under);
    if (backgroundImage.includes('url(')) return '';
    if (!isClear(backgroundColor)) return backgroundColor;
  }
  return '';
};

const hasText = (element: Element): boolean =>
  [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.textContent?.trim());

const isClear = (color: string): boolean => /, 0\)$/u.test(color);

const readColor = (variable: string): string =>
  toRgb(getComputedStyle(document.documentElement).getPropertyValue(variable));

const toRgb = (hex: string): string => {
  const digits = /^#([0-9a-f]{6})$/iu.exec(hex.trim())?.[1];
  if (!digits) return '';
  const parts = [0, 2, 4].map(at => String(parseInt(digits.slice(at, at + 2), 16)));
  return `rgb(${parts.join(', ')})`;
};
