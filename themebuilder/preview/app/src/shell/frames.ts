/** All guest pages on show, so that a build reaches those of its theme and a click is known by its page. */

import {isToShell, type ToGuest, type ToShell} from '../messages';
import {GUESTS} from '../origins';

const frames = new Map<HTMLIFrameElement, string>();
/** Frames whose page has said that it listens; before, they are of another origin. */
const listening = new WeakSet<HTMLIFrameElement>();

export const addFrame = (frame: HTMLIFrameElement, view: string): (() => void) => {
  frames.set(frame, view);
  return () => {
    frames.delete(frame);
  };
};

/** Post *message* to the guest page in *frame*. A page that is not loaded yet will load the newest anyway. */
export const postToFrame = (frame: HTMLIFrameElement, message: ToGuest): void => {
  if (listening.has(frame)) frame.contentWindow?.postMessage(message, GUESTS);
};

/** Post *message* to every guest page of *view*. */
export const postToFrames = (view: string, message: ToGuest): void => {
  for (const [frame, its] of frames) {
    if (its === view) postToFrame(frame, message);
  }
};

export const onGuestMessage = (
  handle: (message: ToShell, view: string, frame: HTMLIFrameElement) => void,
): (() => void) => {
  const listen = (event: MessageEvent): void => {
    if (event.origin !== GUESTS || !isToShell(event.data)) return;
    for (const [frame, view] of frames) {
      if (frame.contentWindow !== event.source) continue;
      listening.add(frame);
      handle(event.data, view, frame);
    }
  };
  window.addEventListener('message', listen);
  return () => {
    window.removeEventListener('message', listen);
  };
};
