import {describe, expect, it} from 'vitest';

import {parseManifest, pictures, renew} from '../src/guest/manifest';
import {EVERYTHING, mergeDrafts, Progress} from '../src/guest/progress';
import type {Change} from '../src/contract';

const built = (seq: number, before: string, digest: string, ...changed: Change[]) => ({
  seq,
  before,
  digest,
  changed,
});

describe('a page follows the server', () => {
  it('by what a build changed', () => {
    expect(new Progress('A', 0).take(built(0, 'A', 'B', 'texts'))).toEqual(['texts']);
  });

  it('by taking in everything where it missed a build', () => {
    expect(new Progress('A', 0).take(built(0, 'B', 'C', 'texts'))).toEqual(EVERYTHING);
  });

  it('and has nothing to do for what it shows already', () => {
    expect(new Progress('B', 0).take(built(0, 'A', 'B', 'settings'))).toEqual([]);
  });

  it('by comparing digests after the connection was lost', () => {
    expect(new Progress('A', 0).resume('A', 0)).toEqual([]);
    expect(new Progress('A', 0).resume('B', 0)).toEqual(EVERYTHING);
  });

  it('also when a new server counts its edits from the start', () => {
    const progress = new Progress('A', 9);
    progress.resume('A', 0);
    expect(progress.take(built(0, 'A', 'B', 'palette'))).toEqual(['palette']);
  });
});

describe('a page that paints an edit ahead', () => {
  it('does not paint what was built before it, but takes that in with its own', () => {
    const progress = new Progress('A', 0);
    progress.admit({seq: 2});
    expect(progress.take(built(1, 'A', 'B', 'texts'))).toBeNull();
    expect(progress.take(built(2, 'B', 'C', 'palette'))).toEqual(['texts', 'palette']);
  });

  it('does not paint an older edit over it', () => {
    const progress = new Progress('A', 0);
    expect([2, 1, 2].map(seq => progress.admit({seq}))).toEqual([true, false, true]);
  });

  it('knows which edits the server has built', () => {
    const progress = new Progress('A', 0);
    progress.take(built(1, 'A', 'B', 'texts'));
    progress.admit({seq: 2});
    expect(progress.taken).toBe(1);
  });
});

describe('drafts on top of each other', () => {
  it('keep what the newer one says nothing of', () => {
    const before = {seq: 1, palette: ['#111111'], texts: {da: {a: '1', b: '1'}, en: {a: 'one'}}};
    expect(mergeDrafts(before, {seq: 2, texts: {da: {a: '2'}}})).toEqual({
      seq: 2,
      palette: ['#111111'],
      texts: {da: {a: '2', b: '1'}, en: {a: 'one'}},
    });
  });
});

describe('a new picture under an old name', () => {
  it('has another address', () => {
    const json = {images: {logo: './logo.svg'}, translations: {}};
    const manifest = parseManifest(json, 'http://localhost/view/branding/manifest.json');
    expect(renew(pictures(manifest), 'sha256:1')).toEqual({
      logo: 'http://localhost/view/branding/logo.svg?v=sha256%3A1',
      background: '',
      jumbotron: '',
      favicon: '',
    });
  });
});
