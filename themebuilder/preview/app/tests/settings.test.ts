import {describe, expect, it} from 'vitest';

import {readLanguages, writeLanguages} from '../src/shell/edit/languages';
import {parsePart, writeValue} from '../src/shell/edit/parts';

describe('the languages', () => {
  it.each([
    ['the default', 'da en', ['da', 'en']],
    ['a list', ['en', 'da'], ['en', 'da']],
    ['names', {pl: 'core', da: 'complete'}, ['pl', 'da']],
  ])('are read from %s in their order', (_name, value, codes) => {
    expect(readLanguages(value).map(({code}) => code)).toEqual(codes);
  });

  it('stay a list until one has only its core', () => {
    const both = readLanguages(['da', 'en']);
    expect(writeLanguages(both, ['da'])).toEqual(['da', 'en']);
    const [first] = both;
    expect(writeLanguages([{code: first?.code ?? '', level: 'core'}], ['da'])).toEqual({da: 'core'});
  });

  it('stay named when all are complete again', () => {
    const all = readLanguages({da: 'complete'});
    expect(writeLanguages(all, {da: 'core'})).toEqual({da: 'complete'});
  });
});

describe('a value', () => {
  it.each([
    [null, ''],
    [true, 'true'],
    [['da', 'en'], 'da, en'],
    [{file: 'a.png', focus: [0.5, 1]}, 'file: a.png, focus: 0.5, 1'],
  ])('%j is written as %j', (value, written) => {
    expect(writeValue(value)).toBe(written);
  });
});

describe('a part', () => {
  it.each(['setting:support.phone', 'wording:waiting', 'picture:logo'])('%s is known', name => {
    expect(parsePart(name)).toEqual({kind: name.split(':')[0], name: name.split(':')[1]});
  });

  it('of an unknown kind is none', () => {
    expect(parsePart('secret:x')).toBeNull();
  });
});
