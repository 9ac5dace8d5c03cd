import {useCallback, useEffect, useRef, useState} from 'react';

import {readState, type State, writeState} from './state';

/** The state, kept in the address. Another theme, screen or view is a step that the browser's Back undoes. */
export const useAddress = (): [State, (change: Partial<State>) => void] => {
  const [state, setState] = useState(() => {
    // The server writes its own language into the page; Danish is meant, English may be the default.
    const preferred = document.documentElement.lang === 'da' ? ['da'] : navigator.languages;
    return readState(window.location.search, preferred);
  });
  const set = useCallback((change: Partial<State>) => {
    setState(before => ({...before, ...change}));
  }, []);
  const written = useRef(state);
  useEffect(() => {
    const isStep = STEPS.some(name => written.current[name] !== state[name]);
    written.current = state;
    if (isStep) history.pushState(null, '', writeState(state));
    else history.replaceState(null, '', writeState(state));
  }, [state]);
  useEffect(() => {
    const goBack = (): void => {
      // Going back leads to what was looked at, not to the tool's earlier language or colours.
      const {uiLanguage, appearance} = written.current;
      written.current = {...readState(window.location.search, []), uiLanguage, appearance};
      setState(written.current);
    };
    window.addEventListener('popstate', goBack);
    return () => window.removeEventListener('popstate', goBack);
  }, []);
  return [state, set];
};

const STEPS = ['theme', 'screen', 'mode'] as const;
