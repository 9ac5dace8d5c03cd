/** What of the theme is on the screen, for editing: texts in reading order, and the outline of one. */

import type {Box, Mark, TextOrigin} from '../messages';
import {findOwn, findWhole, postToShell} from './inspector';
import {squeeze} from './registry';

const AFTER_CHANGE_MS = 120;

interface OnScreen {
  set: (on: boolean, selected: string, marks: readonly Mark[]) => void;
}

export const startOnScreen = (): OnScreen => {
  let on = false;
  let selected = '';
  let marks: readonly Mark[] = [];
  let placed = '';
  let reported = '';
  let later = 0;
  const outline = document.createElement('div');
  outline.className = 'preview-outline';
  outline.setAttribute('aria-hidden', 'true');
  outline.hidden = true;
  document.body.append(outline);
  const badges = document.createElement('div');
  badges.className = 'preview-badges';
  document.body.append(badges);

  const place = (): void => {
    const texts = on && (selected || marks.length > 0) ? listTexts() : [];
    const find = (key: string): Shown | undefined => texts.find(one => one.found.keys.includes(key));
    const shown = selected ? find(selected) : undefined;
    frame(shown?.element);
    tellPlace(shown);
    badges.replaceChildren(
      ...marks.flatMap(({key, severity}) => {
        const element = find(key)?.element;
        return element ? [makeBadge(element.getBoundingClientRect(), severity)] : [];
      }),
    );
  };
  const tellPlace = (shown: Shown | undefined): void => {
    // The name of an icon has no place of its own.
    const isText = shown && squeeze(shown.element.textContent).includes(squeeze(shown.found.text));
    const box = isText ? measure(shown.element) : null;
    const told = JSON.stringify([selected, box]);
    if (on && selected && told !== placed) postToShell({to: 'shell', kind: 'placed', key: selected, box});
    placed = told;
  };
  const frame = (element: Element | undefined): void => {
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
    const isField = event.target instanceof Element && event.target.closest('input, textarea, select');
    const isSwitch = event.key === 'e' && !ctrl && !event.altKey && !isField;
    const isOurs = /^(Escape|F6)$/u.test(event.key) || (ctrl && /^[zs]$/iu.test(event.key));
    if (!isSwitch && !(on && isOurs)) return;
    event.preventDefault();
    postToShell({to: 'shell', kind: 'key', key: event.key, ctrl, shift: event.shiftKey});
  });

  return {
    set: (next, key, marked) => {
      const isOther = key !== selected;
      [on, selected, marks] = [next, key, marked];
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

/** A sign beside a text with problems; two edges, so that one shows on any colour. */
const makeBadge = (box: DOMRect, severity: Mark['severity']): HTMLElement => {
  const badge = document.createElement('div');
  badge.className = `preview-badge preview-badge-${severity}`;
  badge.setAttribute('aria-hidden', 'true');
  badge.textContent = severity === 'info' ? 'i' : '!';
  badge.style.transform = `translate(${String(box.right - 8)}px, ${String(box.top - 12)}px)`;
  return badge;
};

const measure = (element: Element): Box => {
  const {left, top, width, height} = element.getBoundingClientRect();
  return {left, top, width, height, fontSize: parseFloat(getComputedStyle(element).fontSize)};
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
