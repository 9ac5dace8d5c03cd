/**
 * Lets the pages of many pictures load a few at a time, in the order they are wanted, so that the first ones are there at once.
 *
 * All pages of one origin share a thread; loaded together they would all be slow together.
 */

import {useEffect, useRef, useState, type RefObject} from 'react';

const AT_ONCE = 4;
const PATIENCE_MS = 4000;
/** A page is loaded when it is this near to being seen. */
const NEAR = '400px';
/** Where more are there, those that are no longer near go. */
const MOST_THERE = 40;

let loading = 0;
let there = 0;
/** What begins to load the pages that are wanted, the first one first. */
const queue = new Set<() => void>();
/** Take down pages that are no longer near, the one that was left longest ago first. */
const left = new Set<() => void>();

const loadNext = (): void => {
  for (const begin of queue) {
    if (loading >= AT_ONCE) return;
    queue.delete(begin);
    begin();
  }
};

const makeRoom = (): void => {
  for (const takeDown of left) {
    if (there <= MOST_THERE) return;
    takeDown();
  }
};

export interface Slot {
  /** The picture is near to being seen now, or no longer. */
  move: (isNear: boolean) => void;
  /** The page is drawn: the next one can begin. */
  done: () => void;
  leave: () => void;
}

/** A place for one page; *show* is told when the page may be there. */
export const openSlot = (show: (isThere: boolean) => void): Slot => {
  let stage: 'away' | 'waiting' | 'loading' | 'drawn' = 'away';
  const begin = (): void => {
    stage = 'loading';
    loading += 1;
    there += 1;
    show(true);
    makeRoom();
    setTimeout(done, PATIENCE_MS);
  };
  const done = (): void => {
    if (stage !== 'loading') return;
    stage = 'drawn';
    loading -= 1;
    loadNext();
  };
  const leave = (): void => {
    if (stage === 'loading') loading -= 1;
    if (stage === 'loading' || stage === 'drawn') {
      there -= 1;
      show(false);
    }
    stage = 'away';
    left.delete(leave);
    queue.delete(begin);
    loadNext();
  };
  const move = (isNear: boolean): void => {
    left.delete(leave);
    if (isNear && stage === 'away') {
      stage = 'waiting';
      queue.add(begin);
      loadNext();
    } else if (!isNear && stage === 'waiting') {
      leave();
    } else if (!isNear && stage !== 'away') {
      left.add(leave);
      makeRoom();
    }
  };
  return {move, done, leave};
};

/** Whether *element*'s page may be there now; call `done` when it is drawn. */
export const useLoadSlot = (
  element: RefObject<HTMLElement | null>,
): {there: boolean; done: () => void} => {
  const [isThere, setThere] = useState(false);
  const slot = useRef<Slot>(undefined);
  useEffect(() => {
    const watched = element.current;
    if (!watched) return;
    const opened = openSlot(setThere);
    slot.current = opened;
    const near = new IntersectionObserver(
      entries => opened.move(entries.at(-1)?.isIntersecting === true),
      {rootMargin: NEAR},
    );
    near.observe(watched);
    return () => {
      near.disconnect();
      opened.leave();
    };
  }, [element]);
  return {there: isThere, done: () => slot.current?.done()};
};
