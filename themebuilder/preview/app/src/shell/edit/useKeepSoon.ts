import {useEffect, useRef} from 'react';

const PAUSE_MS = 400;

/** Calls *keep* after a pause, or when the editor goes: the steps of an arrow key are undone as one change. */
export const useKeepSoon = (keep: () => void): (() => void) => {
  const latest = useRef(keep);
  latest.current = keep;
  const timer = useRef(0);
  const stop = (): void => {
    window.clearTimeout(timer.current);
    timer.current = 0;
  };
  useEffect(
    () => () => {
      if (timer.current > 0) latest.current();
      stop();
    },
    [],
  );
  return () => {
    stop();
    timer.current = window.setTimeout(() => {
      timer.current = 0;
      latest.current();
    }, PAUSE_MS);
  };
};
