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

let running = 0;
const queue: (() => void)[] = [];

const take = (start: () => void): (() => void) => {
  let state: 'waiting' | 'running' | 'done' = 'waiting';
  const begin = (): void => {
    state = 'running';
    running += 1;
    start();
  };
  const end = (): void => {
    if (state === 'running') running -= 1;
    else if (state === 'waiting') queue.splice(queue.indexOf(begin), 1);
    state = 'done';
    while (running < AT_ONCE && queue.length > 0) queue.shift()?.();
  };
  if (running < AT_ONCE) begin();
  else queue.push(begin);
  return end;
};

let there = 0;
/** Take down pages that are no longer near, the one that was left longest ago first. */
const left = new Set<() => void>();

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
  let stage: 'away' | 'waiting' | 'there' = 'away';
  let end: () => void = () => undefined;
  const begin = (): void => {
    stage = 'there';
    there += 1;
    show(true);
    makeRoom();
    setTimeout(() => end(), PATIENCE_MS);
  };
  const leave = (): void => {
    if (stage === 'there') {
      there -= 1;
      show(false);
    }
    stage = 'away';
    left.delete(leave);
    end();
  };
  const move = (isNear: boolean): void => {
    left.delete(leave);
    if (isNear && stage === 'away') {
      stage = 'waiting';
      end = take(begin);
    } else if (!isNear && stage === 'waiting') {
      leave();
    } else if (!isNear && stage === 'there') {
      left.add(leave);
      makeRoom();
    }
  };
  return {move, done: () => end(), leave};
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
