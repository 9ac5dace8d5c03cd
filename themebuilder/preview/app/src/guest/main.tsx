import '../fonts.css';
import '@pexip/components/dist/components.css';
import '@pexip/media-components/dist/media-components.css';
import './guest.css';

import {Announcer, ThemeProvider} from '@pexip/components';
import {createRoot} from 'react-dom/client';

import type {Change, ServerEvent} from '../contract';
import {isToGuest, type Barrier, type ToShell} from '../messages';
import {readFrameName} from '../frameName';
import {SHELL} from '../origins';
import {lookAddress, readLook, type Look} from '../screens';
import {
  languageFor,
  loadBrand,
  loadManifest,
  loadNode,
  loadServiceTheme,
  loadTexts,
  type Brand,
} from './brand';
import {GuestProvider} from './context';
import {examine} from './examine';
import {applyPage} from './page';
import {pretendPointer} from './pointer';
import {restoreScroll, saveScroll} from './scroll';
import {Screen} from './screens/Screen';
import {serviceScreen} from './serviceTheme';
import {startInspector, postToShell} from './inspector';
import {replaceTranslations, startTranslations} from './translations';
import {markStandIns} from './unkeyed';

// In the gallery the page is a picture: its dialogs must not take the focus from the shell.
if (readFrameName().still) HTMLElement.prototype.focus = () => undefined;

let look: Look = readLook(window.location.search);
if (look.pointer) pretendPointer(look.pointer);

let brand: Brand = await loadBrand();
let language = languageFor(brand, look.lang);
const i18n = await startTranslations(brand.files, language);
const root = createRoot(document.getElementById('root') ?? document.body);
const inspector = startInspector(id => serviceScreen(brand.serviceTheme, id).text);

const draw = (): void => {
  applyPage(brand, language);
  root.render(
    <ThemeProvider colorScheme="dark">
      <GuestProvider value={{brand, look, language, goTo}}>
        <Announcer />
        <Screen key={look.screen} />
      </GuestProvider>
    </ThemeProvider>,
  );
};

const goTo = (change: Partial<Look>): void => {
  look = {...look, ...change};
  history.pushState(null, '', lookAddress(window.location.pathname, look));
  postToShell({to: 'shell', kind: 'moved', look});
  void follow();
};

/** Draw what the address now asks for. */
const follow = async (): Promise<void> => {
  const asked = languageFor(brand, look.lang);
  if (asked !== language) {
    language = asked;
    await i18n.changeLanguage(language);
  }
  draw();
};

const SOFT: readonly Change[] = ['palette', 'texts', 'screens'];
const HARD: readonly Change[] = ['pictures', 'settings'];

const waiting = new Set<Change>();
let busy = false;

/** Take in what changed on the server. What comes while that is going on is taken in together, afterwards. */
const refresh = async (changed: readonly Change[]): Promise<void> => {
  for (const change of changed) waiting.add(change);
  if (busy) return;
  busy = true;
  while (waiting.size > 0) {
    const now = [...waiting];
    waiting.clear();
    await takeIn(now);
  }
  busy = false;
};

/** In place where that is possible, else by loading the page again where it stands. */
const takeIn = async (changed: readonly Change[]): Promise<void> => {
  if (changed.some(change => HARD.includes(change))) {
    reload();
    return;
  }
  if (!changed.some(change => SOFT.includes(change))) return;
  // Of the manifest only colours change here; where there is trouble, everything is read again.
  const isKnown = !changed.includes('palette') && brand.notice === '';
  const [manifest, notice] = isKnown ? [brand.manifest, ''] : await loadManifest();
  brand = {...brand, manifest, notice};
  // Colours are variables: they are painted before anything else is fetched.
  applyPage(brand, language);
  if (changed.includes('screens')) brand = {...brand, serviceTheme: await loadServiceTheme()};
  if (changed.includes('texts')) {
    const [[files, missing], node] = await Promise.all([loadTexts(manifest), loadNode()]);
    brand = {...brand, files, node, notice: [notice, ...missing].filter(Boolean).join(' ')};
    await replaceTranslations(i18n, files, language);
  }
  draw();
  ready();
  requestAnimationFrame(() => {
    postToShell({to: 'shell', kind: 'painted', at: performance.timeOrigin + performance.now()});
  });
};

const reload = (): void => {
  saveScroll();
  window.location.reload();
};

const ready = (): void => {
  postToShell({
    to: 'shell',
    kind: 'ready',
    title: document.title,
    icon: brand.manifest.favicon,
    notice: brand.notice,
  });
};

window.addEventListener('popstate', () => {
  look = readLook(window.location.search);
  void follow();
});

window.addEventListener('message', event => {
  // Whoever opened a page that stands alone asks as itself.
  const isOwn = event.source === window;
  if (!(isOwn || event.origin === SHELL) || !isToGuest(event.data)) return;
  const message = event.data;
  if (message.kind === 'refresh') {
    void refresh(message.changed);
  } else if (message.kind === 'look') {
    if (lookAddress('', message.look) === lookAddress('', look)) return;
    look = message.look;
    history.replaceState(null, '', lookAddress(window.location.pathname, look));
    void follow();
  } else if (message.kind === 'examine') {
    const {screen} = look;
    const asker = event.source ?? window;
    const answer = (barriers: Barrier[] | null): void => {
      const said: ToShell = {to: 'shell', kind: 'examined', screen, barriers};
      asker.postMessage(said, {targetOrigin: event.origin});
    };
    examine(message.uiLanguage).then(answer, (error: unknown) => {
      console.error(error);
      answer(null);
    });
  } else {
    inspector.set(message.on);
  }
});

// On its own, without the shell around it, the page listens for itself.
if (window.parent === window) {
  const theme = /\/themes\/([^/]+)\/view\//u.exec(window.location.pathname)?.[1];
  new EventSource('/api/events').addEventListener('message', event => {
    const happened = JSON.parse(event.data as string) as ServerEvent;
    if (happened.kind === 'built' && happened.theme === theme) void refresh(happened.changed);
  });
}

// Panels take the focus when they open. Nobody has opened them here, and a ring would look like a part of them.
const keepUnfocused = (event: FocusEvent): void => {
  if (event.target instanceof HTMLElement) event.target.blur();
};
const letFocus = (): void => {
  document.removeEventListener('focusin', keepUnfocused);
};
document.addEventListener('focusin', keepUnfocused);
document.addEventListener('pointerdown', letFocus, {once: true, capture: true});
document.addEventListener('keydown', letFocus, {once: true, capture: true});

draw();
requestAnimationFrame(() => {
  restoreScroll();
  markStandIns(document.body);
  document.documentElement.setAttribute('data-ready', '');
  ready();
});
