import {useEffect, type RefObject} from 'react';

const CONTROLS = 'textarea, select, button, input:not([type=radio]), input:checked';

/** Give the focus to the nearest control when what has it below *root* goes, as a button that is needed only once. */
export const useFocusNearby = (root: RefObject<HTMLElement | null>): void => {
  useEffect(() => {
    const element = root.current;
    if (!element) return;
    /** What has the focus, and what is around it. */
    let focused: HTMLElement[] = [];
    const note = ({target}: FocusEvent): void => {
      focused = [];
      for (let at = target as HTMLElement | null; at && at !== element.parentElement; at = at.parentElement) {
        focused.push(at);
      }
    };
    const observer = new MutationObserver(() => {
      if (focused[0]?.isConnected !== false) return;
      const left = focused.filter(one => one.isConnected);
      focused = [];
      // Whoever removed it may move the focus itself.
      requestAnimationFrame(() => {
        if (document.activeElement !== document.body) return;
        const home = left.find(one => one === element || one.querySelector(CONTROLS));
        const control = home === element ? element : home?.querySelector<HTMLElement>(CONTROLS);
        control?.focus({preventScroll: true});
      });
    });
    element.addEventListener('focusin', note);
    observer.observe(element, {childList: true, subtree: true});
    return () => {
      element.removeEventListener('focusin', note);
      observer.disconnect();
    };
  }, [root]);
};
