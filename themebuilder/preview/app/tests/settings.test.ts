import {describe, expect, it} from 'vitest';

import type {ThemeDetail} from '../src/contract';
import {readLanguages, writeLanguages} from '../src/shell/edit/languages';
import {parsePart, writeValue} from '../src/shell/edit/parts';
import {refuseFile} from '../src/shell/edit/pictureUpload';
import {START, startRequest} from '../src/shell/edit/themeRequest';

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

describe('a file that need not be sent', () => {
  const MB = 1024 * 1024;
  it.each([
    ['foto.jpg', 'image/jpeg', 31 * MB, 'picture.large'],
    ['logo.svg', 'image/svg+xml', MB + 1, 'picture.largeSvg'],
    ['logo.svg', '', MB, ''],
    ['notat.txt', 'text/plain', 9, 'picture.type'],
  ])('%s (%s) of %i bytes: %s', (name, type, size, fault) => {
    expect(refuseFile({name, type, size} as File, true)).toBe(fault);
  });

  it('is also a drawing where only photos are shown', () => {
    expect(refuseFile({name: 'a.svg', type: 'image/svg+xml', size: 9} as File, false)).toBe('picture.photoType');
  });
});

describe('a new theme', () => {
  const ward = {
    is_shipped: false, is_at_top: false, organisation: 'clinic', organisation_title: 'Clinic', reach: 'external',
    brand: [{name: 'color', value: '#1f5f5f'}],
  } as unknown as ThemeDetail;

  it('starts as the counterpart of one of its organisation', () => {
    expect(startRequest(ward)).toEqual({
      name: 'Clinic', organisation: 'clinic', is_internal: true, color: '#1F5F5F', path: '',
    });
  });

  it.each(['is_shipped', 'is_at_top'])('starts with nothing beside one that %s', name => {
    expect(startRequest({...ward, [name]: true})).toBe(START);
  });
});
