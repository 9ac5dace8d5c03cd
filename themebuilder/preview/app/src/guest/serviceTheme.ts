/** A service theme's screens, as far as a client can show them. */

import {versioned} from './manifest';

export const THEME_CONFIG = './service-theme/themeconfig.json';

export interface ServiceScreen {
  text: string;
  /** Absolute address of the background picture. */
  background: string;
}

export type ServiceTheme = ReadonlyMap<string, ServiceScreen>;

/** The same screens with addresses of pictures that the browser doesn't know yet. */
export const renewScreens = (theme: ServiceTheme, digest: string): ServiceTheme =>
  new Map(
    [...theme].map(([id, screen]) => [
      id,
      {...screen, background: versioned(screen.background, digest)},
    ]),
  );

/** The same screens, all with the picture at *background*. */
export const paintScreens = (theme: ServiceTheme, background: string): ServiceTheme =>
  new Map([...theme].map(([id, screen]) => [id, {...screen, background}]));

const STOCK_BACKGROUND = 'background.jpg';

/** Texts that Pexip's own SDKs test with; shown where the theme leaves a screen alone. */
const STOCK_TEXTS: Readonly<Record<string, string>> = {
  direct_media_welcome: 'Welcome',
  direct_media_waiting_for_host: 'Waiting for the host...',
  direct_media_other_participants_audio_only: 'The other participants\n are audio only',
  direct_media_escalate: 'You are about to be transferred\ninto a multi-party conference',
  direct_media_deescalate: 'You are about to be transferred\ninto a one-to-one call',
};

/** Read *json*, fetched from *address*: screen id -> what it shows. The text is that of the first element, as in the clients. */
export const parseServiceTheme = (json: unknown, address: string): ServiceTheme => {
  const screens = dig(dig(json, 'splash_screens'), 'screens');
  const found = new Map<string, ServiceScreen>();
  if (typeof screens !== 'object' || screens === null) return found;
  for (const [id, screen] of Object.entries(screens)) {
    const path = dig(dig(screen, 'background'), 'path');
    const elements = dig(screen, 'elements');
    const first: unknown = Array.isArray(elements) ? elements[0] : undefined;
    const text = dig(first, 'text');
    found.set(id, {
      text: typeof text === 'string' ? text : '',
      background: new URL(typeof path === 'string' ? path : STOCK_BACKGROUND, address).href,
    });
  }
  return found;
};

/** What *id* shows; a screen the theme does not have gets the stock text, without a picture. */
export const serviceScreen = (theme: ServiceTheme, id: string): ServiceScreen => {
  const own = theme.get(id);
  const text = own?.text || STOCK_TEXTS[id] || '';
  return {text, background: own?.background ?? ''};
};

const dig = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)[name]
    : undefined;
