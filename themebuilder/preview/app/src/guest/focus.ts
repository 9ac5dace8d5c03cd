/** Panels take the focus when they open. Where nobody has opened them, a ring would look like a part of them. */

const letGo = ({target}: FocusEvent): void => {
  if (target instanceof HTMLElement) target.blur();
};
const letFocus = (): void => document.removeEventListener('focusin', letGo);

/** Let nothing have the focus until somebody uses the page. */
export const keepUnfocused = (): void => {
  document.addEventListener('focusin', letGo);
  for (const used of ['pointerdown', 'keydown']) document.addEventListener(used, letFocus, {once: true, capture: true});
  // The Tab key was pressed in the shell.
  window.addEventListener('focus', letFocus, {once: true});
};
