import {useEffect, useRef} from 'react';

/** Call *keep* when the field goes away, with its part or with the page: what was typed isn't lost. */
export const useLeave = (keep: () => void): void => {
  const latest = useRef(keep);
  latest.current = keep;
  useEffect(() => {
    const leave = (): void => latest.current();
    window.addEventListener('pagehide', leave);
    return () => {
      window.removeEventListener('pagehide', leave);
      leave();
    };
  }, []);
};
