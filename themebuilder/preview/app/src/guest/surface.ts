import {BACKGROUND, SHADE_VARIABLES} from './palette';

/** The colour of the brand that *element* lies on; null where it is none of them. */
export const findSurface = (element: Element): 'color' | 'background_color' | null => {
  const style = getComputedStyle(document.documentElement);
  for (let under: Element | null = element; under; under = under.parentElement) {
    const {backgroundColor, backgroundImage} = getComputedStyle(under);
    if (backgroundImage.includes('url(')) return null;
    if (/, 0\)$/u.test(backgroundColor)) continue;
    const isColor = (name: string): boolean => toRgb(style.getPropertyValue(name)) === backgroundColor;
    if (isColor(BACKGROUND)) return 'background_color';
    return SHADE_VARIABLES.some(isColor) ? 'color' : null;
  }
  return null;
};

const toRgb = (hex: string): string => {
  const digits = /^#([0-9a-f]{6})$/iu.exec(hex.trim())?.[1];
  if (!digits) return '';
  const parts = [0, 2, 4].map(at => String(parseInt(digits.slice(at, at + 2), 16)));
  return `rgb(${parts.join(', ')})`;
};
