import {createContext, useContext} from 'react';

import type {State} from './state';
import type {Translate} from './words';

/** What every part of the shell needs. */
interface ShellContext {
  state: State;
  set: (change: Partial<State>) => void;
  t: Translate;
  /** What people call the theme of that name. */
  titleOf: (theme: string) => string;
  /** The language of the screens that are shown. */
  language: string;
  /** The place on the stage where a field lies over the text that it edits; the stage sets it. */
  stageHost: HTMLElement | null;
  setStageHost: (element: HTMLElement | null) => void;
}

const Context = createContext<ShellContext | null>(null);

export const ShellProvider = Context.Provider;

export const useShell = (): ShellContext => {
  const shell = useContext(Context);
  if (!shell) throw new Error('A part of the shell was drawn outside of it');
  return shell;
};
