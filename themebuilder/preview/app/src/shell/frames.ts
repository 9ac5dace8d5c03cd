/** All guest pages on show, so that a build reaches those of its theme and a click is known by its page. */

import {isToShell, type ToGuest, type ToShell} from '../messages';

const frames = new Map<HTMLIFrameElement, string>();

export const addFrame = (frame: HTMLIFrameElement, view: string): (() => void) => {
  frames.set(frame, view);
  return () => {
    frames.delete(frame);
  };
};

/** Post *message* to every guest page of *view*. A page that is not loaded yet will load the newest anyway. */
export const postToFrames = (view: string, message: ToGuest): void => {
  for (const [frame, its] of frames) {
    if (its === view) frame.contentWindow?.postMessage(message, window.location.origin);
  }
};

export const onGuestMessage = (
  handle: (message: ToShell, view: string, frame: HTMLIFrameElement) => void,
): (() => void) => {
  const listen = (event: MessageEvent): void => {
    if (event.origin !== window.location.origin || !isToShell(event.data)) return;
    for (const [frame, view] of frames) {
      if (frame.contentWindow === event.source) handle(event.data, view, frame);
    }
  };
  window.addEventListener('message', listen);
  return () => {
    window.removeEventListener('message', listen);
  };
};
