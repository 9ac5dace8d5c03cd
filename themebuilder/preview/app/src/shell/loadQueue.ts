/**
 * Lets the gallery's pages load a few at a time, in the order they are wanted, so that the first ones are there at once.
 *
 * All pages of one origin share a thread; loaded together they would all be slow together.
 */

import {useEffect, useRef, useState, type RefObject} from 'react';

const AT_ONCE = 2;
const PATIENCE_MS = 4000;
/** A page is loaded when it is this near to being seen, and given up when it is far. */
const NEAR = '400px';
const FAR = '2400px';

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

/** Whether *element*'s page may be there now; call `done` when it is drawn, so that the next one can begin. */
export const useLoadSlot = (
  element: RefObject<HTMLElement | null>,
): {there: boolean; done: () => void} => {
  const [there, setThere] = useState(false);
  const end = useRef<() => void>(() => undefined);
  useEffect(() => {
    const watched = element.current;
    if (!watched) return;
    let wanted = false;
    const near = new IntersectionObserver(
      ([entry]) => {
        if (!entry?.isIntersecting || wanted) return;
        wanted = true;
        end.current = take(() => {
          setThere(true);
          window.setTimeout(() => {
            end.current();
          }, PATIENCE_MS);
        });
      },
      {rootMargin: NEAR},
    );
    const far = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting || !wanted) return;
        wanted = false;
        end.current();
        setThere(false);
      },
      {rootMargin: FAR},
    );
    near.observe(watched);
    far.observe(watched);
    return () => {
      near.disconnect();
      far.disconnect();
      end.current();
    };
  }, [element]);
  return {
    there,
    done: () => {
      end.current();
    },
  };
};
