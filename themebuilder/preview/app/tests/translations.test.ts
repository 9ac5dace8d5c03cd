import type {i18n} from 'i18next';
import {beforeEach, describe, expect, it} from 'vitest';

import {lookUp, pieces} from '../src/guest/registry';
import {replaceTranslations, startTranslations} from '../src/guest/translations';

const files = (danish: object, english: object = {}) =>
  new Map<string, Record<string, unknown>>([
    ['da', {...danish}],
    ['en', {...english}],
  ]);

let i18next: i18n;
const start = async (danish: object, english: object = {}) => {
  i18next = await startTranslations(files(danish, english), 'da');
  await replaceTranslations(i18next, files(danish, english), 'da');
};

describe('a text is looked for', () => {
  it('in the language’s own file first', async () => {
    await start({meeting: {leave: 'Forlad mødet'}}, {meeting: {leave: 'Leave now'}});
    expect(i18next.t('meeting.leave', 'Leave')).toBe('Forlad mødet');
  });

  it('then in English', async () => {
    await start({meeting: {}}, {meeting: {leave: 'Leave now'}});
    expect(i18next.t('meeting.leave', 'Leave')).toBe('Leave now');
  });

  it('then in the component', async () => {
    await start({});
    expect(i18next.t('meeting.leave', 'Leave')).toBe('Leave');
  });

  it('under a flat key beside a text of the same name', async () => {
    await start({common: {join: 'Deltag', 'join.aria-label': 'Gå ind i rummet'}});
    expect([i18next.t('common.join'), i18next.t('common.join.aria-label')]).toEqual([
      'Deltag',
      'Gå ind i rummet',
    ]);
  });

  it('and an empty one is shown as empty', async () => {
    await start({meeting: {leave: ''}});
    expect(i18next.t('meeting.leave', 'Leave')).toBe('');
  });
});

describe('a new file takes the place of the old one', () => {
  it('so that keys it no longer has fall back', async () => {
    await start({meeting: {leave: 'Forlad mødet', you: 'Dig'}});
    await replaceTranslations(i18next, files({meeting: {leave: 'Gå'}}), 'da');
    expect([i18next.t('meeting.leave'), i18next.t('meeting.you', 'You')]).toEqual(['Gå', 'You']);
  });
});

describe('a text on the page is traced to its key', () => {
  beforeEach(() =>
    start({a: {one: 'Hej {{name}}', two: 'Luk', three: 'Luk'}}, {b: 'Only English'}),
  );

  it('after its values are filled in', () => {
    i18next.t('a.one', {name: 'Tolk'});
    expect(lookUp('Hej Tolk')).toMatchObject({keys: ['a.one'], language: 'da'});
  });

  it('to all of its keys when two texts are the same', () => {
    i18next.t('a.two');
    i18next.t('a.three');
    expect(lookUp(' Luk\n')?.keys).toEqual(['a.two', 'a.three']);
  });

  it('with the language it was found in', () => {
    i18next.t('b', 'x');
    i18next.t('c', 'Built in');
    expect([lookUp('Only English')?.language, lookUp('Built in')?.language]).toEqual(['en', '']);
  });

  it('also where tags split it', () => {
    expect(pieces('a<1></1>meeting')).toEqual(['a<1></1>meeting', 'a', 'meeting']);
  });
});
