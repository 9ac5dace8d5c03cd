/** A page that is a picture: it takes no focus, and nothing on it moves: every step of a move would be drawn anew. */

import {readFrameName} from '../frameName';

export const isStill = readFrameName().still;

const LONGEST_MOVE_MS = 1000;

export const becomePicture = (): void => {
  // Its dialogs must not take the focus from the shell.
  HTMLElement.prototype.focus = () => undefined;
  for (const begun of ['animationstart', 'transitionrun']) document.addEventListener(begun, stopMoves);
  // Events come with the next step, and the first one is drawn already.
  new MutationObserver(stopMoves).observe(document.documentElement, {attributes: true, childList: true, subtree: true});
};

const stopMoves = (): void => {
  for (const one of document.getAnimations()) {
    if (Number(one.effect?.getComputedTiming().endTime) > LONGEST_MOVE_MS) one.pause();
    else one.finish();
  }
};
