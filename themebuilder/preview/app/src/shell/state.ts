/** What the shell shows. All of it stands in the address, so that every view is a link. */

import {SCREENS, VIEWPORTS, type Language, type Screen, type ViewportName} from '../screens';

export const MODES = ['screen', 'gallery', 'themes', 'compare'] as const;

export const VISIONS = ['none', 'protan', 'deutan', 'tritan', 'blur', 'contrast'] as const;
export type Vision = (typeof VISIONS)[number];

export const APPEARANCES = ['auto', 'light', 'dark'] as const;

export const ZOOMS = ['fit', '100'] as const;

const LAYOUTS = ['side', 'slider'] as const;
const DIFFERENCES = ['', 'hidden'] as const;
const EDIT = ['', '1'] as const;

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
  layout: (typeof LAYOUTS)[number];
  /** Whether the list of what differs is hidden. */
  differences: (typeof DIFFERENCES)[number];
  /** What the gallery shows; empty means the language and the windows it starts with. */
  languages: string[];
  viewports: ViewportName[];
  uiLanguage: Language;
  appearance: (typeof APPEARANCES)[number];
  /** Whether parts of the screen are edited, and the part that is. */
  edit: (typeof EDIT)[number];
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

/** The parts of the address that may not be just any text. */
type Choice = {
  [Name in keyof State]: State[Name] extends string ? (string extends State[Name] ? never : Name) : never;
}[keyof State];

/** What these may be. */
const ALLOWED: {[Name in Choice]: readonly State[Name][]} = {
  mode: MODES,
  screen: SCREENS,
  viewport: VIEWPORTS.map(({name}) => name),
  zoom: ZOOMS,
  vision: VISIONS,
  layout: LAYOUTS,
  differences: DIFFERENCES,
  uiLanguage: ['da', 'en'],
  appearance: APPEARANCES,
  edit: EDIT,
};

export const readState = (search: string, preferred: readonly string[]): State => {
  const asked = new URLSearchParams(search);
  const list = (name: string): string[] => (asked.get(name) ?? '').split(',').filter(Boolean);
  const usual = {...START, uiLanguage: preferred.some(code => NORDIC.test(code)) ? 'da' : 'en'};
  const read = (name: keyof State): unknown => {
    const value = asked.get(name) ?? usual[name];
    const isAllowed = !(name in ALLOWED) || ALLOWED[name as Choice].some(one => one === value);
    return isAllowed ? value : usual[name];
  };
  const names = Object.keys(START) as (keyof State)[];
  const state = Object.fromEntries(names.map(name => [name, read(name)])) as unknown as State;
  const isViewport = (name: string): name is ViewportName => VIEWPORTS.some(one => one.name === name);
  const viewports = list('viewports').filter(isViewport);
  return {
    ...state,
    // Never a page of another origin.
    against: /^\/[^/]/u.test(state.against) ? state.against : '',
    languages: list('languages'),
    viewports: viewports.length > 0 ? viewports : START.viewports,
  };
};

/** Those who read Danish, or are used to it. */
const NORDIC = /^(da|nb|nn|no|sv|fo|kl)\b/u;

/** *state* as a query, without what is as it starts. */
export const writeState = (state: State): string => {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(state)) {
    if (name === 'uiLanguage' || String(value) !== String(START[name as keyof State])) asked.set(name, String(value));
  }
  return `?${asked.toString()}`;
};
