/** The screens of the guest page and its viewports; the server reads the same list. */

import views from '../../views.json';

export type Screen = keyof typeof views.screens;
export type ViewportName = keyof typeof views.viewports;

export const SCREENS = Object.keys(views.screens) as Screen[];

export const isScreen = (value: string | null): value is Screen =>
  SCREENS.some(screen => screen === value);

export interface Viewport {
  name: ViewportName;
  /** In CSS pixels. */
  width: number;
  height: number;
  /** Decides which toolbar Webapp3 draws. */
  pointer: 'coarse' | 'fine';
}

export const findViewport = (name: ViewportName): Viewport => {
  const {width, height, touch} = views.viewports[name];
  return {name, width, height, pointer: touch ? 'coarse' : 'fine'};
};

export const VIEWPORTS = (Object.keys(views.viewports) as ViewportName[]).map(findViewport);

export type Language = 'da' | 'en';

export const screenName = (language: Language, screen: Screen): string =>
  views.screens[screen][language][0] ?? '';
export const screenAbout = (language: Language, screen: Screen): string =>
  views.screens[screen][language][1] ?? '';
export const viewportName = (language: Language, name: ViewportName): string =>
  views.viewports[name][language];

/** What a guest page's address asks for. */
export interface Look {
  screen: Screen;
  /** Language code, or empty: the browser's own choice, as in Webapp3. */
  lang: string;
  /** Service-theme screen that `waiting-video` shows. */
  service: string;
  pointer: 'coarse' | 'fine' | '';
}

export const readLook = (search: string): Look => {
  const asked = new URLSearchParams(search);
  const screen = asked.get('screen');
  const pointer = asked.get('pointer');
  return {
    screen: isScreen(screen) ? screen : 'landing',
    lang: asked.get('lang') ?? '',
    service: asked.get('service') ?? 'waiting_for_host',
    pointer: pointer === 'coarse' || pointer === 'fine' ? pointer : '',
  };
};

/** The address of a look below *view*; defaults are left out so that links stay short. */
export const lookAddress = (view: string, look: Partial<Look>): string => {
  const asked = new URLSearchParams();
  if (look.screen) asked.set('screen', look.screen);
  if (look.lang) asked.set('lang', look.lang);
  if (look.service && look.service !== 'waiting_for_host') asked.set('service', look.service);
  if (look.pointer) asked.set('pointer', look.pointer);
  const query = asked.toString();
  return query ? `${view}?${query}` : view;
};
