/**
 * What axe-core finds on this screen, and which of it is the theme's.
 *
 * It is loaded when it is asked for. Text on pictures is not in it: nobody can tell a picture's colour from its style.
 */

import axeScript from 'axe-core/axe.min.js?url';

import type {Barrier} from '../messages';
import {BACKGROUND, probeColors, SHADE_VARIABLES, standStill} from './palette';
import {squeeze} from './registry';
import {findGround} from './surface';

const ASKED = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];

let running: Promise<unknown> = Promise.resolve();

/** What hinders somebody here; one call after another, as axe-core looks at a page once at a time. */
export const examine = (uiLanguage: string): Promise<Barrier[]> => {
  const next = running.then(() => look(uiLanguage));
  running = next.catch(() => undefined);
  return next;
};

const look = async (uiLanguage: string): Promise<Barrier[]> => {
  // As a module of the bundle it would share helpers with the page: one request more before the page is seen.
  await import(/* @vite-ignore */ axeScript);
  const {axe} = globalThis as unknown as {axe: typeof import('axe-core')};
  axe.reset();
  await allArrived();
  if (uiLanguage === 'da') {
    const {lang, rules} = (await import('axe-core/locales/da.json')).default;
    // Its summaries would be compiled from strings, which the page's policy forbids.
    axe.configure({locale: {lang, rules}});
  }
  const {violations} = await axe.run(
    {exclude: ['.preview-note', '.preview-notice']},
    {runOnly: ASKED, resultTypes: ['violations'], elementRef: true, iframes: false},
  );
  const found = violations.flatMap(({id, help, nodes}) => nodes.map(node => ({id, help, node})));
  const elements = found.map(({node}) => node.element ?? document.documentElement);
  const isThemes = followPalette(elements);
  return found.map(({id, help, node}, index) => ({
    rule: id,
    help,
    text: squeeze(elements[index]?.textContent ?? '').slice(0, 60),
    colors: id === 'color-contrast' ? colorsIn(node.any[0]?.data) : null,
    from: id === 'color-contrast' && isThemes[index] ? 'theme' : 'components',
  }));
};

/** What is fading in is paler than what people read: measure when everything has come to rest. */
const allArrived = async (): Promise<void> => {
  const moving = document
    .getAnimations()
    .filter(({playState}) => playState === 'running')
    .filter(({effect}) => Number.isFinite(Number(effect?.getComputedTiming().endTime ?? 0)));
  await Promise.allSettled(moving.map(({finished}) => finished));
};

/** Whether the colours of each element change with the palette. Asked and put back before anything is painted. */
const followPalette = (elements: readonly Element[]): boolean[] =>
  standStill(() => {
    const before = elements.map(shown);
    const after = probeColors([...SHADE_VARIABLES, BACKGROUND], () => elements.map(shown));
    // Read once more, so that nothing is left to move when transitions are allowed again.
    elements.forEach(shown);
    return before.map((colors, index) => colors !== after[index]);
  });

/** The colour of the text and of the first ground under it. */
const shown = (element: Element): string => `${getComputedStyle(element).color} ${findGround(element)}`;

const colorsIn = (data: unknown): Barrier['colors'] => {
  if (typeof data !== 'object' || data === null) return null;
  const {fgColor, bgColor, contrastRatio, expectedContrastRatio} = data as Record<string, unknown>;
  return {
    text: String(fgColor),
    ground: String(bgColor),
    ratio: Number(contrastRatio),
    needed: Number.parseFloat(String(expectedContrastRatio)),
  };
};
