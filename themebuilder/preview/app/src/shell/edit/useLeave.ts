import {useEffect, useRef} from 'react';

/** Ask before the page is left while *hasUnsent* edits are nowhere but in it. */
export const useGuard = (hasUnsent: boolean): void => {
  useEffect(() => {
    if (!hasUnsent) return;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [hasUnsent]);
};

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
