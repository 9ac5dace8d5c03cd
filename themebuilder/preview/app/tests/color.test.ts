import {describe, expect, it} from 'vitest';

import vectors from '../../../../tests/vectors/colors.json';
import {contrast, makeShades, parseHex} from '../src/shell/edit/color';
import {findNearest, fromOklch, toOklch} from '../src/shell/edit/oklch';
import {formatRatio, isEnough, isReadable, measure} from '../src/shell/edit/pairs';

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

describe('the nearest readable colour', () => {
  const onWhite = (color: string) => contrast(color, '#FFFFFF') >= 4.5;

  it.each(vectors.nearest)('of %s is the one that the check names', (faint, color, background) => {
    expect(findNearest(faint, isReadable('color'))).toBe(color);
    expect(findNearest(faint, isReadable('background_color'))).toBe(background);
  });

  it('is lighter where that is nearer', () => {
    const found = findNearest('#777777', color => contrast(color, '#000000') >= 10);
    expect(toOklch(found).l).toBeGreaterThan(toOklch('#777777').l);
  });

  it('is none where nothing passes', () => {
    expect(findNearest('#777777', () => false)).toBe('');
  });

  it('just suffices', () => {
    const found = findNearest('#8FB8D0', onWhite);
    expect(contrast(found, '#FFFFFF')).toBeLessThan(4.6);
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
