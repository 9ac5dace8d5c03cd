/** What the shell shows. All of it stands in the address, so that every view is a link. */

import {isScreen, VIEWPORTS, type Language, type Screen, type ViewportName} from '../screens';

export const MODES = ['screen', 'gallery', 'themes', 'compare'] as const;

export const VISIONS = ['none', 'protan', 'deutan', 'tritan', 'blur', 'contrast'] as const;
export type Vision = (typeof VISIONS)[number];

export const APPEARANCES = ['auto', 'light', 'dark'] as const;

export const ZOOMS = ['fit', '100'] as const;

export interface State {
  theme: string;
  mode: (typeof MODES)[number];
  screen: Screen;
  lang: string;
  service: string;
  viewport: ViewportName;
  /** Whether a window fits into its place or has its real size. */
  zoom: (typeof ZOOMS)[number];
  vision: Vision;
  /** Address of the guest page to compare with. */
  against: string;
  layout: 'side' | 'slider';
  /** Whether the list of what differs is hidden. */
  differences: '' | 'hidden';
  /** What the gallery shows; empty means the language and the windows it starts with. */
  languages: string[];
  viewports: ViewportName[];
  uiLanguage: Language;
  appearance: (typeof APPEARANCES)[number];
  /** Whether parts of the screen are edited, and the part that is. */
  edit: '' | '1';
  part: string;
}

export const TABS = ['screen', 'text', 'settings', 'problems'] as const;
export type Tab = (typeof TABS)[number];

export const START: State = {
  theme: '',
  mode: 'screen',
  screen: 'landing',
  lang: '',
  service: 'waiting_for_host',
  viewport: 'laptop',
  zoom: 'fit',
  vision: 'none',
  against: '',
  layout: 'side',
  differences: '',
  languages: [],
  viewports: ['phone', 'tablet', 'laptop'],
  uiLanguage: 'da',
  appearance: 'auto',
  edit: '',
  part: '',
};

export const readState = (search: string, preferred: readonly string[]): State => {
  const asked = new URLSearchParams(search);
  const screen = asked.get('screen');
  const names = VIEWPORTS.map(viewport => viewport.name);
  const viewports = list(asked.get('viewports')).filter((name): name is ViewportName =>
    names.some(known => known === name),
  );
  return {
    theme: asked.get('theme') ?? '',
    mode: oneOf(MODES, asked.get('mode'), 'screen'),
    screen: isScreen(screen) ? screen : START.screen,
    lang: asked.get('lang') ?? '',
    service: asked.get('service') ?? START.service,
    viewport: oneOf(names, asked.get('viewport'), START.viewport),
    zoom: oneOf(ZOOMS, asked.get('zoom'), 'fit'),
    vision: oneOf(VISIONS, asked.get('vision'), 'none'),
    against: /^\/[^/]/u.test(asked.get('against') ?? '') ? (asked.get('against') ?? '') : '',
    layout: oneOf(['side', 'slider'] as const, asked.get('layout'), 'side'),
    differences: asked.get('differences') === 'hidden' ? 'hidden' : '',
    languages: list(asked.get('languages')),
    viewports: viewports.length > 0 ? viewports : START.viewports,
    uiLanguage: oneOf(
      ['da', 'en'] as const,
      asked.get('uiLanguage'),
      preferred.some(code => /^(da|nb|nn|no|sv|fo|kl)\b/u.test(code)) ? 'da' : 'en',
    ),
    appearance: oneOf(APPEARANCES, asked.get('appearance'), 'auto'),
    edit: asked.get('edit') === '1' ? '1' : '',
    part: asked.get('part') ?? '',
  };
};

/** *state* as a query, without what is as it starts. */
export const writeState = (state: State): string => {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(state)) {
    const written = Array.isArray(value) ? value.join(',') : String(value);
    const start: unknown = START[name as keyof State];
    const usual = Array.isArray(start) ? start.join(',') : String(start);
    if (name === 'uiLanguage' || written !== usual) asked.set(name, written);
  }
  return `?${asked.toString()}`;
};

const oneOf = <Value extends string>(
  values: readonly Value[],
  asked: string | null,
  usual: Value,
): Value => values.find(value => value === asked) ?? usual;

const list = (value: string | null): string[] => (value ? value.split(',').filter(Boolean) : []);
