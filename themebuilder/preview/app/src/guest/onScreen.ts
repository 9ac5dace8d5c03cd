/** What of the theme is on the screen, for editing: texts in reading order, and the outline of one. */

import type {TextOrigin} from '../messages';
import {findOwn, findWhole, postToShell} from './inspector';

const AFTER_CHANGE_MS = 120;

interface OnScreen {
  set: (on: boolean, selected: string) => void;
}

export const startOnScreen = (): OnScreen => {
  let on = false;
  let selected = '';
  let reported = '';
  let later = 0;
  const outline = document.createElement('div');
  outline.className = 'preview-outline';
  outline.setAttribute('aria-hidden', 'true');
  outline.hidden = true;
  document.body.append(outline);

  const place = (): void => {
    const element = on && selected ? listTexts().find(one => one.found.keys.includes(selected))?.element : null;
    outline.hidden = !element;
    if (!element) return;
    const box = element.getBoundingClientRect();
    outline.style.transform = `translate(${String(box.left - 4)}px, ${String(box.top - 4)}px)`;
    outline.style.width = `${String(box.width + 8)}px`;
    outline.style.height = `${String(box.height + 8)}px`;
  };
  const report = (): void => {
    const texts = listTexts().map(({found}) => found);
    const written = JSON.stringify(texts);
    if (written !== reported) postToShell({to: 'shell', kind: 'texts', texts});
    reported = written;
    place();
  };
  const follow = (): void => {
    window.clearTimeout(later);
    later = window.setTimeout(report, AFTER_CHANGE_MS);
  };
  const observer = new MutationObserver(changes => {
    if (changes.some(({target}) => target !== outline && !isOwn(target))) follow();
  });
  window.addEventListener('resize', place);
  document.addEventListener('scroll', place, true);
  document.addEventListener('keydown', event => {
    const ctrl = event.ctrlKey || event.metaKey;
    const isOurs = event.key === 'Escape' || (ctrl && /^[zs]$/iu.test(event.key));
    if (!on || !isOurs) return;
    event.preventDefault();
    postToShell({to: 'shell', kind: 'key', key: event.key, ctrl, shift: event.shiftKey});
  });

  return {
    set: (next, key) => {
      const isOther = key !== selected;
      [on, selected] = [next, key];
      observer.disconnect();
      reported = '';
      if (on) {
        observer.observe(document.body, {
          subtree: true, childList: true, characterData: true, attributes: true,
        });
        report();
        if (isOther) {
          listTexts()
            .find(({found}) => found.keys.includes(key))
            ?.element.scrollIntoView({block: 'nearest'});
        }
      }
      place();
    },
  };
};

const isOwn = (node: Node): boolean =>
  node instanceof Element && node.className.toString().startsWith('preview-');

interface Shown {
  element: Element;
  found: TextOrigin;
}

const listTexts = (): Shown[] => {
  const shown: Shown[] = [];
  const seen = new Set<string>();
  const visit = (element: Element): void => {
    if (isOwn(element) || element.hasAttribute('data-service-screen')) return;
    const {display, visibility} = getComputedStyle(element);
    if (display === 'none') return;
    // The innermost element with the text is outlined, not the boxes around it.
    const isWrapped = [...element.children].some(
      child => findWhole(child) && child.textContent === element.textContent,
    );
    const found = isWrapped ? null : findOwn(element);
    const name = found ? `${found.keys.join(' ')} ${found.text}` : '';
    if (found && !seen.has(name) && visibility === 'visible' && isLarge(element)) {
      seen.add(name);
      shown.push({element, found});
    }
    for (const child of element.children) visit(child);
  };
  for (const child of document.body.children) visit(child);
  return shown;
};

/** Texts for screen readers alone have no place that can be outlined. */
const isLarge = (element: Element): boolean => {
  const {width, height} = element.getBoundingClientRect();
  return width > 1 && height > 1;
};
