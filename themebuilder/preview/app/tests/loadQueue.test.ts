import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';

import {openSlot, type Slot} from '../src/shell/loadQueue';

describe('of two hundred pictures', () => {
  const shown = new Set<number>();
  let slots: Slot[];
  const count = (from: number, to: number): number => [...shown].filter(one => one >= from && one < to).length;
  const see = (from: number, to: number): void => slots.forEach((slot, at) => slot.move(at >= from && at < to));
  const drawAll = (): void => {
    for (let round = 0; round < slots.length; round += 1) shown.forEach(one => slots[one]?.done());
  };

  beforeEach(() => {
    vi.useFakeTimers();
    slots = Array.from({length: 200}, (_, at) =>
      openSlot(isThere => (isThere ? shown.add(at) : shown.delete(at))),
    );
  });
  afterEach(() => {
    slots.forEach(slot => slot.leave());
    vi.useRealTimers();
  });

  it('four load at once', () => {
    see(0, 10);
    expect(shown.size).toBe(4);
    slots[0]?.done();
    expect(shown.size).toBe(5);
  });

  it('one that never draws gives way to the next', () => {
    see(0, 10);
    vi.advanceTimersByTime(10_000);
    expect(shown.size).toBeGreaterThan(4);
  });

  it('those that are passed quickly never load', () => {
    see(0, 10);
    see(150, 160);
    drawAll();
    expect([count(0, 150), count(150, 160)]).toEqual([4, 10]);
  });

  it('forty stay, the ones that were left last', () => {
    for (let at = 0; at < 200; at += 10) {
      see(at, at + 10);
      drawAll();
    }
    expect([shown.size, count(160, 200)]).toEqual([40, 40]);
  });

  it('all that are near are there, however many', () => {
    see(0, 60);
    drawAll();
    expect(shown.size).toBe(60);
  });
});
