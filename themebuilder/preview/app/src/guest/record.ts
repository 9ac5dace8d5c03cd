/**
 * What of the theme this screen shows. Approvals hold as long as none of it changes.
 *
 * A text counts where its key was asked for on this screen and its words are on the page, also as a name for screen
 * readers. A colour counts where something on the page changes with it.
 */

import type {Shown} from '../messages';
import {readText} from './inspector';
import type {Manifest} from './manifest';
import {BACKGROUND, probeColors, SHADES, standStill} from './palette';
import {listAddresses} from './pictures';

const PSEUDO = [undefined, '::before', '::after'] as const;
const COLORED = [
  'color',
  'backgroundColor',
  'backgroundImage',
  'borderTopColor',
  'borderRightColor',
  'borderBottomColor',
  'borderLeftColor',
  'boxShadow',
  'fill',
  'outlineColor',
  'stroke',
] as const;

/** Record the screen; *unhide* draws it again with nothing hidden, so that hidden parts are known too. */
export const record = async (manifest: Manifest, unhide: () => void): Promise<Shown> => {
  const elements = listDisplayed();
  const shown = {
    texts: unique(elements.flatMap(readText)),
    screens: unique(
      elements.map(element => element.getAttribute('data-service-screen') ?? '').filter(Boolean),
    ),
    pictures: listPictures(elements, manifest),
    colors: listColors(elements),
    notes: unique(
      elements
        .map(element => /preview-note-(\w+)/u.exec(element.getAttribute('data-testid') ?? '')?.[1])
        .filter(note => note !== undefined),
    ),
  };
  unhide();
  await nextFrame();
  await nextFrame();
  const parts = [...document.querySelectorAll('[data-testid]')]
    .map(element => element.getAttribute('data-testid') ?? '')
    .filter(id => !id.startsWith('preview-'));
  return {...shown, parts: unique(parts)};
};

const listDisplayed = (): Element[] =>
  [...document.body.querySelectorAll('*')].filter(element => element.checkVisibility());

const listPictures = (elements: readonly Element[], manifest: Manifest): string[] => {
  const addresses = new Set(elements.flatMap(listAddresses));
  const {logo, background, jumbotron, favicon} = manifest;
  const named = Object.entries({logo, background, card: jumbotron});
  const found = named.filter(([, address]) => address && addresses.has(address));
  // The tab shows it beside every screen.
  return unique([...found.map(([slot]) => slot), ...(favicon ? ['favicon'] : [])]);
};

/** Numbers of the shades from 1, light to dark, and `background`. */
const listColors = (elements: readonly Element[]): string[] => {
  const shades = SHADES.map((names, index): [string, string[]] => [
    String(index + 1),
    names.map(name => `--color-brand-${name}`),
  ]);
  return standStill(() => {
    const before = look(elements);
    return [...shades, ['background', [BACKGROUND]] as const]
      .filter(([, variables]) => probeColors(variables, () => look(elements)) !== before)
      .map(([name]) => name);
  }, ['transition', 'animation']);
};

const look = (elements: readonly Element[]): string =>
  elements
    .flatMap(element =>
      PSEUDO.map(pseudo => {
        const style = getComputedStyle(element, pseudo);
        if (pseudo && style.content === 'none') return '';
        return COLORED.map(name => style[name]).join(' ');
      }),
    )
    .join('\n');

const nextFrame = (): Promise<unknown> => new Promise(requestAnimationFrame);

const unique = (names: readonly string[]): string[] => [...new Set(names)].sort();
