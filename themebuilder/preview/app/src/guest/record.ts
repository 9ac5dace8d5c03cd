/**
 * What of the theme this screen shows. Approvals hold as long as none of it changes.
 *
 * A text counts where its key was asked for on this screen and its words are on the page, also as a name for screen
 * readers. A colour counts where something on the page changes with it.
 */

import type {Shown} from '../messages';
import {readText} from './inspector';
import type {Manifest} from './manifest';
import {BACKGROUND, SHADES} from './palette';
import {listAddresses} from './pictures';

/** A colour that no palette has. */
const PROBE = '#010203';
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
  const still = new CSSStyleSheet();
  still.replaceSync('*, *::before, *::after { transition: none !important; animation: none !important; }');
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, still];
  const {style} = document.documentElement;
  const before = look(elements);
  const names: [string, string[]][] = SHADES.map((shades, index) => [
    String(index + 1),
    shades.map(shade => `--color-brand-${shade}`),
  ]);
  const found = [...names, ['background', [BACKGROUND]] as [string, string[]]].filter(
    ([, variables]) => {
      const kept = variables.map(name => style.getPropertyValue(name));
      for (const name of variables) style.setProperty(name, PROBE);
      const isShown = look(elements) !== before;
      variables.forEach((name, index) => {
        if (kept[index]) style.setProperty(name, kept[index]);
        else style.removeProperty(name);
      });
      return isShown;
    },
  );
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter(sheet => sheet !== still);
  return found.map(([name]) => name);
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
