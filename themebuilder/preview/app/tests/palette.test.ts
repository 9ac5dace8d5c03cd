import {describe, expect, it} from 'vitest';

import {brandVariables, paint} from '../src/guest/palette';

const ELEVEN = Array.from(
  {length: 11},
  (_, index) => `#0000${index.toString(16).padStart(2, '0')}`,
);

describe('a palette becomes the variables that the components read', () => {
  it('names the shades light to dark', () => {
    expect(brandVariables(ELEVEN, '').get('--color-brand-50')).toBe('#000000');
    expect(brandVariables(ELEVEN, '').get('--color-brand-700')).toBe('#000007');
  });

  it('gives the last shade both of its names', () => {
    const variables = brandVariables(ELEVEN, '');
    expect([variables.get('--color-brand-950'), variables.get('--color-brand-1000')]).toEqual([
      '#00000a',
      '#00000a',
    ]);
  });

  it('leaves out what a short palette lacks', () => {
    expect([...brandVariables(['#ffffff'], '').keys()]).toEqual(['--color-brand-50']);
  });

  it('sets the background colour on its own', () => {
    expect([...brandVariables([], '#603924')]).toEqual([['--color-brand-background', '#603924']]);
  });

  it('takes an earlier brand off the page', () => {
    const put = new Map([['--color-brand-500', '#111111']]);
    const style = {
      setProperty: (name: string, value: string) => put.set(name, value),
      removeProperty: (name: string) => put.delete(name),
    } as unknown as CSSStyleDeclaration;
    paint(style, brandVariables(['#ffffff'], ''));
    expect([...put]).toEqual([['--color-brand-50', '#ffffff']]);
  });
});
