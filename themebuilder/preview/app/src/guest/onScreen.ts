/** What of the theme is on the screen, for editing: texts in reading order, the outline of a part, and marks. */

import type {Box, Mark, TextOrigin} from '../messages';
import {findCommand, isSingleKey, readKey} from '../shortcuts';
import type {Brand} from './brand';
import {findOwn, findWhole, placeAround, postToShell} from './inspector';
import {findSlot} from './pictures';
import {squeeze} from './registry';
import {findColored} from './surface';

const AFTER_CHANGE_MS = 120;

interface OnScreen {
  set: (on: boolean, selected: string, marks: readonly Mark[]) => void;
}

export const startOnScreen = (getBrand: () => Brand): OnScreen => {
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
    const find = on && (selected || marks.length > 0) ? makeFinder(getBrand()) : () => undefined;
    const shown = selected ? find(selected) : undefined;
    outline.hidden = !shown;
    if (shown) placeAround(outline, shown.element, 4);
    tellPlace(shown);
    badges.replaceChildren(
      ...marks.flatMap(({on: marked, severity}) => {
        const element = find(marked)?.element;
        return element ? [makeBadge(element.getBoundingClientRect(), severity)] : [];
      }),
    );
  };
  const tellPlace = (shown: Found | undefined): void => {
    // The name of an icon has no place of its own.
    const isText = shown?.text && squeeze(shown.element.textContent).includes(squeeze(shown.text));
    const box = isText ? measure(shown.element) : null;
    const told = JSON.stringify([selected, box]);
    if (on && selected && told !== placed) postToShell({to: 'shell', kind: 'placed', selected, box});
    placed = told;
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
    const key = readKey(event);
    const command = findCommand(key);
    const isField = event.target instanceof Element && event.target.closest('input, textarea, select');
    if (!command || !(isSingleKey(command) ? !event.altKey && !isField : on)) return;
    event.preventDefault();
    postToShell({to: 'shell', kind: 'key', ...key});
  });

  return {
    set: (next, chosen, marked) => {
      const isOther = chosen !== selected;
      [on, selected, marks] = [next, chosen, marked];
      observer.disconnect();
      reported = '';
      if (on) {
        observer.observe(document.body, {
          subtree: true, childList: true, characterData: true, attributes: true,
        });
        report();
        if (isOther) {
          makeFinder(getBrand())(chosen)?.element.scrollIntoView({block: 'nearest'});
        }
      }
      place();
    },
  };
};

interface Found {
  element: Element;
  /** Empty where it isn't the text that was looked for. */
  text: string;
}

/** Finds what is outlined or marked, on the page as it is now. */
const makeFinder = (brand: Brand): ((wanted: string) => Found | undefined) => {
  let [texts, visible]: [Shown[] | null, Element[] | null] = [null, null];
  const list = (): Element[] =>
    (visible ??= [...document.body.querySelectorAll('*')].filter(one => !isOwn(one) && one.checkVisibility() && isLarge(one)));
  return wanted => {
    const [, kind = '', name = ''] = /^(\w+):?(.*)$/u.exec(wanted) ?? [];
    if (kind === 'text') {
      const shown = (texts ??= listTexts()).find(({found}) => found.keys.includes(name));
      return shown && {element: shown.element, text: shown.found.text};
    }
    const [above = '', below = ''] = kind === 'control' ? ['', name] : name.split(':');
    const element =
      kind === 'words' ? document.querySelector('[data-service-screen$="waiting_for_host"]')
      : kind === 'picture' ? list().find(one => findSlot(one, brand) === name)
      : findColored(list(), {above, below});
    return element ? {element, text: ''} : undefined;
  };
};

/** A sign beside something with problems; two edges, so that one shows on any colour. */
const makeBadge = (box: DOMRect, severity: Mark['severity']): HTMLElement => {
  const badge = document.createElement('div');
  badge.className = `preview-badge preview-badge-${severity}`;
  badge.setAttribute('aria-hidden', 'true');
  badge.textContent = severity === 'info' ? 'i' : '!';
  const [left, top] = [Math.min(box.right - 8, window.innerWidth - 28), Math.max(box.top - 12, 8)];
  badge.style.transform = `translate(${String(left)}px, ${String(top)}px)`;
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
