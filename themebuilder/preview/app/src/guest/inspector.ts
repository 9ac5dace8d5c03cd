/**
 * Finds the text or the part of the brand under the pointer and tells the shell where it came from.
 *
 * Alt-click works always; while the shell has the overlay on, a plain click does, and texts light up under the pointer.
 */

import type {TextOrigin, ToShell} from '../messages';
import {SHELL} from '../origins';
import type {Brand} from './brand';
import {lookUp, squeeze} from './registry';
import {serviceScreen} from './serviceTheme';
import {findSurface} from './surface';

interface Inspector {
  set: (on: boolean) => void;
}

/** A whole page's text is never one translation; looking it up would only be slow. */
const LONGEST = 600;
const ATTRIBUTES = ['aria-label', 'placeholder', 'title', 'alt'] as const;

export const startInspector = (getBrand: () => Brand): Inspector => {
  const serviceText = (id: string): string => serviceScreen(getBrand().serviceTheme, id).text;
  let on = false;
  const frame = document.createElement('div');
  frame.className = 'preview-frame';
  frame.setAttribute('aria-hidden', 'true');
  document.body.append(frame);

  const light = (event: PointerEvent) => {
    const element = event.target instanceof Element ? event.target : null;
    const hit = (on || event.altKey) && element ? find(element, serviceText) : null;
    frame.hidden = !hit;
    if (hit) placeAround(frame, hit.element, 3);
  };

  const pick = (event: MouseEvent) => {
    if (!(on || event.altKey) || !(event.target instanceof Element)) return;
    event.preventDefault();
    event.stopPropagation();
    const hit = find(event.target, serviceText);
    const surface = findSurface(event.target, getBrand());
    if (hit && !(surface && isInside(surface, hit, event.target))) {
      postToShell({to: 'shell', kind: 'found', found: hit.found});
    } else if (surface) {
      postToShell({to: 'shell', kind: 'surface', part: surface.part});
    }
  };

  const swallow = (event: Event) => {
    if (on && event instanceof MouseEvent) {
      event.preventDefault();
      event.stopPropagation();
    }
  };

  frame.hidden = true;
  document.addEventListener('pointermove', light, true);
  document.addEventListener('click', pick, true);
  // A press would already open menus and start drags.
  document.addEventListener('pointerdown', swallow, true);
  document.addEventListener('mousedown', swallow, true);
  return {
    set: next => {
      on = next;
      frame.hidden = true;
      document.documentElement.toggleAttribute('data-inspecting', on);
    },
  };
};

/** Whether a picture was clicked rather than the text around it. */
const isInside = (
  {part, element}: {part: string; element: Element},
  text: Hit,
  clicked: Element,
): boolean =>
  part.startsWith('picture:') &&
  (text.found.service ? element === clicked : text.element.contains(element));

/** Lay *frame* around *element*, within the window. */
export const placeAround = (frame: HTMLElement, element: Element, gap: number): void => {
  const box = element.getBoundingClientRect();
  const [left, top] = [Math.max(0, box.left - gap), Math.max(0, box.top - gap)];
  const [right, bottom] = [
    Math.min(window.innerWidth, box.right + gap),
    Math.min(window.innerHeight, box.bottom + gap),
  ];
  frame.style.transform = `translate(${String(left)}px, ${String(top)}px)`;
  frame.style.width = `${String(right - left)}px`;
  frame.style.height = `${String(bottom - top)}px`;
};

export const postToShell = (message: ToShell): void => {
  if (window.parent !== window) window.parent.postMessage(message, SHELL);
};

interface Hit {
  element: Element;
  found: TextOrigin;
}

const find = (start: Element, serviceText: (id: string) => string): Hit | null => {
  // A service-theme screen is one text, whatever labels the player around it has.
  const screen = start.closest('[data-service-screen]');
  const service = screen?.getAttribute('data-service-screen') ?? '';
  if (screen && service) {
    return {
      element: screen,
      found: {text: serviceText(service), keys: [], service, unkeyed: false, language: ''},
    };
  }
  for (let element: Element | null = start; element; element = element.parentElement) {
    const found = findOwn(element);
    if (found) return {element, found};
  }
  return null;
};

/** The text that *element* itself shows or is named by. */
export const findOwn = (element: Element): TextOrigin | null =>
  findWhole(element) ?? fromText(element) ?? fromAttributes(element);

/** The text that is all of what *element* shows. */
export const findWhole = (element: Element): TextOrigin | null => {
  const whole = squeeze(element.textContent);
  return whole && whole.length < LONGEST ? lookUp(whole) : null;
};

/** The keys of all texts that *element* itself shows or is named by. */
export const readText = (element: Element): string[] => {
  const runs = [...element.childNodes].filter(({nodeType}) => nodeType === Node.TEXT_NODE);
  const names = ATTRIBUTES.map(name => element.getAttribute(name));
  return [element.textContent, ...runs.map(({textContent}) => textContent), ...names].flatMap(
    text => (text && text.length < LONGEST ? (lookUp(text)?.keys ?? []) : []),
  );
};

const fromText = (element: Element): TextOrigin | null => {
  for (const child of element.childNodes) {
    const found = child.nodeType === Node.TEXT_NODE ? lookUp(child.textContent ?? '') : null;
    if (found) return found;
  }
  return null;
};

const fromAttributes = (element: Element): TextOrigin | null => {
  for (const name of ATTRIBUTES) {
    const value = element.getAttribute(name);
    const found = value ? lookUp(value) : null;
    if (found) return found;
  }
  return null;
};
