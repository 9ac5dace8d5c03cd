import {describe, expect, it} from 'vitest';

import type {Change} from '../src/contract';
import {ChangeQueue} from '../src/guest/changeQueue';

/** A queue, what it took in, and what ends or fails the taking in that is going on. */
const start = () => {
  const taken: (readonly Change[])[] = [];
  let end = (): void => undefined;
  let fail = (): void => undefined;
  const queue = new ChangeQueue(changes => {
    taken.push(changes);
    return new Promise((resolve, reject) => {
      end = resolve;
      fail = () => reject(new Error('The server is away.'));
    });
  });
  return {queue, taken, end: () => end(), fail: () => fail()};
};

describe('changes that wait to be taken in', () => {
  it('are taken in together once the ones before are', async () => {
    const {queue, taken, end} = start();
    const done = queue.add(['texts']);
    void queue.add(['palette']);
    void queue.add(['screens']);
    end();
    await Promise.resolve();
    await Promise.resolve();
    end();
    await done;
    expect(taken).toEqual([['texts'], ['palette', 'screens']]);
  });

  it('are taken in with the next ones where that failed', async () => {
    const {queue, taken, end, fail} = start();
    const first = queue.add(['texts']);
    fail();
    await expect(first).rejects.toThrow();
    const second = queue.add(['palette']);
    end();
    await second;
    expect(taken[1]).toEqual(['texts', 'palette']);
  });

  it('are taken in again at once where others came meanwhile', async () => {
    const {queue, taken, end, fail} = start();
    const done = queue.add(['texts']);
    void queue.add(['palette']);
    fail();
    await Promise.resolve();
    await Promise.resolve();
    end();
    await done;
    expect(taken[1]).toEqual(['palette', 'texts']);
  });

  it('are forgotten with the theme that is left, also where they fail later', async () => {
    const {queue, taken, end, fail} = start();
    const first = queue.add(['texts']);
    queue.clear();
    fail();
    await expect(first).rejects.toThrow();
    const second = queue.add(['palette']);
    end();
    await second;
    expect(taken[1]).toEqual(['palette']);
  });
});
