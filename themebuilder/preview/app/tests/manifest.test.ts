import {describe, expect, it} from 'vitest';

import {chooseLanguage, offeredLanguages, parseManifest, resolvePath} from '../src/guest/manifest';

const ADDRESS = 'http://localhost/themes/borger/view/branding/manifest.json';
const LEAST = {images: {}, translations: {}};
const read = (more: object) => parseManifest({...LEAST, ...more}, ADDRESS);

describe('paths are seen from the manifest', () => {
  it.each([
    ['./background.jpg', 'http://localhost/themes/borger/view/branding/background.jpg'],
    ['texts/da.json', 'http://localhost/themes/borger/view/branding/texts/da.json'],
    ['../up.png', 'http://localhost/themes/borger/view/up.png'],
    ['https://other.example/logo.svg', 'https://other.example/logo.svg'],
  ])('%s', (path, address) => {
    expect(resolvePath(path, ADDRESS)).toBe(address);
  });

  it('does not follow an address that would run script', () => {
    expect(() => resolvePath('javascript:alert(1)', ADDRESS)).toThrow('is not followed');
  });
});

describe('a manifest that Webapp3 would drop', () => {
  it.each([
    ['is a list', [], 'manifest.json is not an object'],
    ['has no images', {translations: {}}, 'images is not an object'],
    ['has no translations', {images: {}}, 'translations is not an object'],
  ])('%s', (_, json, message) => {
    expect(() => parseManifest(json, ADDRESS)).toThrow(message);
  });
});

describe('a manifest is read leniently where Webapp3 is', () => {
  it('ignores unknown keys and values of the wrong kind', () => {
    expect(
      read({overlay: 'pink', overlayOpacity: 'much', files: {styles: ['a.css']}}),
    ).toMatchObject({overlay: '', overlayOpacity: null});
  });

  it('knows that an empty list of call types hides the other ways to join', () => {
    expect(read({applicationConfig: {availableCallTypes: []}}).otherJoiningOptions).toBe(false);
    expect(read({}).otherJoiningOptions).toBe(true);
  });

  it('leaves captions open when the manifest does not say', () => {
    expect(read({}).showLiveCaptions).toBeNull();
  });

  it('has a custom step only when it is active', () => {
    expect(read({customStepConfig: {source: {default: './a.html'}}}).customStep).toBeNull();
    expect(
      read({customStepConfig: {active: true, source: {da: './a.html'}}}).customStep?.source.get(
        'da',
      ),
    ).toBe('http://localhost/themes/borger/view/branding/a.html');
  });
});

describe('languages', () => {
  const manifest = (availableLanguages: string[]) =>
    read({translations: {da: './da.json', kl: './kl.json'}, availableLanguages});

  it('offers the package’s languages and English', () => {
    expect(offeredLanguages(manifest([]))).toEqual(['da', 'kl', 'en']);
  });

  it('keeps to the list where the list is valid', () => {
    expect(offeredLanguages(manifest(['da']))).toEqual(['da']);
    expect(offeredLanguages(manifest(['xx']))).toEqual(['da', 'kl', 'en']);
  });

  it.each([
    [['da-DK', 'en'], 'da'],
    [['fr', 'kl'], 'kl'],
    [['fr'], 'en'],
    [[], 'en'],
  ])('a browser that asks for %j gets %s', (asked, language) => {
    expect(chooseLanguage(['da', 'kl', 'en'], asked)).toBe(language);
  });
});
