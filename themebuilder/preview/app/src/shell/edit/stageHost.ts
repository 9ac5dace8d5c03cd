/** The place on the stage where the field lies over the text that it edits; the stage puts it there. */

import {useSyncExternalStore} from 'react';

let host: HTMLElement | null = null;
const listeners = new Set<() => void>();

export const setStageHost = (element: HTMLElement | null): void => {
  host = element;
  for (const listener of listeners) listener();
};

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useStageHost = (): HTMLElement | null => useSyncExternalStore(subscribe, () => host);
