/** The screens of the guest page and the windows they are looked at through; shared by page and shell. */

export const SCREENS = [
  'landing',
  'custom-step',
  'device-check',
  'pin',
  'waiting',
  'waiting-video',
  'meeting',
  'participants',
  'chat',
  'chat-hidden',
  'chat-disabled',
  'breakout',
  'breakout-move',
  'settings',
  'disconnected',
  'error',
] as const;

export type Screen = (typeof SCREENS)[number];

export const isScreen = (value: string | null): value is Screen =>
  SCREENS.some(screen => screen === value);

export interface Viewport {
  name: string;
  width: number;
  height: number;
  /** What the finger or mouse of that machine is like; decides which toolbar Webapp3 draws. */
  pointer: 'coarse' | 'fine';
}

export const VIEWPORTS = [
  {name: 'phone', width: 390, height: 844, pointer: 'coarse'},
  {name: 'phone-landscape', width: 844, height: 390, pointer: 'coarse'},
  {name: 'tablet', width: 820, height: 1180, pointer: 'coarse'},
  {name: 'laptop', width: 1366, height: 768, pointer: 'fine'},
  {name: 'citrix', width: 1024, height: 768, pointer: 'fine'},
] as const satisfies readonly Viewport[];

export type ViewportName = (typeof VIEWPORTS)[number]['name'];

export const viewportNamed = (name: ViewportName): Viewport =>
  VIEWPORTS.find(viewport => viewport.name === name) ?? VIEWPORTS[3];

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
