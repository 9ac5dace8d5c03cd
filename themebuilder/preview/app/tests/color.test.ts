import {describe, expect, it} from 'vitest';

import vectors from '../../../../tests/vectors/colors.json';
import {contrast, makeShades, parseHex} from '../src/shell/edit/color';
import {fromOklch, toOklch} from '../src/shell/edit/oklch';
import {formatRatio, isEnough, measure} from '../src/shell/edit/pairs';

describe('colours', () => {
  it.each(Object.entries(vectors.shades))('%s has Python’s shades', (base, shades) => {
    expect(makeShades(base).join(' ')).toBe(shades);
  });

  it.each(vectors.contrast as [string, string, number][])('%s on %s', (one, other, ratio) => {
    expect(contrast(one, other)).toBeCloseTo(ratio, 9);
  });

  it.each([
    ['#abc', '#AABBCC'],
    [' 2b6a94 ', '#2B6A94'],
    ['#2b6a9', ''],
    ['red', ''],
  ])('%s is written as %s', (written, color) => {
    expect(parseHex(written)).toBe(color);
  });

  it.each(Object.keys(vectors.shades))('%s survives OKLCH', color => {
    expect(fromOklch(toOklch(color))).toBe(color);
  });
});

describe('the pairs', () => {
  it('of a background leave out those of the shades', () => {
    const found = measure('background_color', makeShades('#2B6A94'), '#F0F0F0');
    expect(found.map(({key, ratio}) => [key, formatRatio(ratio, 'da')])).toEqual([
      ['dark-window', '1,1'],
      ['dark-window-aside', '1,3'],
      ['focus-dark', '2,8'],
    ]);
    expect(found.some(isEnough)).toBe(false);
  });

  it('are not rounded up', () => {
    expect(formatRatio(4.49, 'en')).toBe('4.4');
  });
});
