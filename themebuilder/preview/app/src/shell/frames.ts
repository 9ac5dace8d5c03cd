/** All guest pages on show, so that a build reaches those of its theme and a click is known by its page. */

import type {ServerEvent} from '../contract';
import {mergeDrafts} from '../guest/progress';
import {isToShell, type Draft, type ToGuest, type ToShell} from '../messages';
import {GUESTS} from '../origins';
import {type Look, lookAddress} from '../screens';

const frames = new Map<HTMLIFrameElement, string>();
/** View -> what was painted there and isn't built yet, and the digest of the newest package. */
const drafts = new Map<string, readonly Draft[]>();
const digests = new Map<string, string>();
/** Frames whose page has said that it shows its view; before, they are of another origin, or show another theme. */
const listening = new WeakSet<HTMLIFrameElement>();

export const addFrame = (frame: HTMLIFrameElement, view: string): (() => void) => {
  frames.set(frame, view);
  return () => frames.delete(frame);
};

/** Let the page in *frame* show the theme at *view*; one that isn't ready is loaded anew. */
export const showView = (frame: HTMLIFrameElement, view: string, look: Look): void => {
  if (listening.has(frame)) postToFrame(frame, {to: 'guest', kind: 'look', view, look});
  else frame.contentWindow?.location.replace(GUESTS + lookAddress(view, look));
  listening.delete(frame);
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

/** Paint an edit on every guest page of *view* before the server knows of it. */
export const postDraft = (view: string, draft: Draft): void => {
  const earlier = drafts.get(view) ?? [];
  const last = earlier.at(-1);
  // Each key stroke paints: of one edit only what it came to is kept.
  const kept = last?.seq === draft.seq ? [...earlier.slice(0, -1), mergeDrafts(last, draft)] : [...earlier, draft];
  drafts.set(view, kept);
  postToFrames(view, {to: 'guest', kind: 'draft', ...draft});
};

/** Pass on what the server says of the theme at *view*. */
export const postEvent = (view: string, event: ServerEvent): void => {
  if (event.kind === 'palette') {
    postToFrames(view, {to: 'guest', ...event, kind: 'draft'});
  } else if (event.kind === 'sketch') {
    postToFrames(view, {to: 'guest', kind: 'sketch', pictures: event.pictures});
  } else if (event.kind === 'built') {
    digests.set(view, event.digest);
    drafts.set(view, drafts.get(view)?.filter(draft => draft.seq > event.seq) ?? []);
    postToFrames(view, {to: 'guest', ...event, kind: 'refresh'});
  }
};

/** Let every guest page compare itself with the server: events may have been lost. */
export const synchroniseFrames = (): void => {
  digests.clear();
  for (const view of new Set(frames.values())) {
    postToFrames(view, {to: 'guest', kind: 'synchronise'});
  }
};

/** Give a page that was just loaded what came while it could not hear yet. */
export const catchUpFrame = (
  frame: HTMLIFrameElement,
  view: string,
  {digest, seq}: {digest: string; seq: number},
): void => {
  const newest = digests.get(view);
  if (newest && newest !== digest) postToFrame(frame, {to: 'guest', kind: 'synchronise'});
  for (const draft of drafts.get(view) ?? []) {
    if (draft.seq > seq) postToFrame(frame, {to: 'guest', kind: 'draft', ...draft});
  }
};

export const onGuestMessage = (
  handle: (message: ToShell, view: string, frame: HTMLIFrameElement) => void,
): (() => void) => {
  const listen = (event: MessageEvent): void => {
    if (event.origin !== GUESTS || !isToShell(event.data)) return;
    for (const [frame, view] of frames) {
      if (frame.contentWindow !== event.source) continue;
      if (event.data.kind === 'ready' && event.data.view === view) listening.add(frame);
      if (listening.has(frame)) handle(event.data, view, frame);
    }
  };
  window.addEventListener('message', listen);
  return () => window.removeEventListener('message', listen);
};
