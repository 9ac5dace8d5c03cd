import '../fonts.css';
import '@pexip/components/dist/components.css';
import '@pexip/media-components/dist/media-components.css';
import './guest.css';

import {Announcer, ThemeProvider} from '@pexip/components';
import {flushSync} from 'react-dom';
import {createRoot} from 'react-dom/client';

import {loadAnswers} from '../answers';
import type {Change, ServerEvent, Sketches} from '../contract';
import {isToGuest, type Barrier, type Draft, type Shown, type ToShell} from '../messages';
import {SHELL} from '../origins';
import {lookAddress, readLook, type Look} from '../screens';
import {languageFor, loadBrand, loadManifest, loadNode, loadServiceTheme, loadTexts, type Brand} from './brand';
import {ChangeQueue} from './changeQueue';
import {GuestProvider} from './context';
import {examine} from './examine';
import {keepUnfocused} from './focus';
import {offeredLanguages, pictures, renew, type Pictures} from './manifest';
import {startOnScreen} from './onScreen';
import {applyPage} from './page';
import {decode} from './pictures';
import {pretendPointer} from './pointer';
import {mergeDrafts, Progress} from './progress';
import {record} from './record';
import {Screen} from './screens/Screen';
import {paintScreens, renewScreens, serviceScreen} from './serviceTheme';
import {becomePicture, isStill} from './still';
import {startInspector, postToShell} from './inspector';
import {addTexts, replaceTranslations, startTranslations} from './translations';
import {markStandIns} from './unkeyed';

if (isStill) becomePicture();

let look: Look = readLook(window.location.search);
if (look.pointer) pretendPointer(look.pointer);

let brand: Brand = await loadBrand();
let language = languageFor(brand, look.lang);
const i18n = await startTranslations(brand.files, language);
const root = createRoot(document.getElementById('root') ?? document.body);
const inspector = startInspector(() => shown());
const onScreen = startOnScreen(() => shown());

/** The address of the theme that is shown, and whether it is still loading. */
let view = window.location.pathname;
let isLoading = false;
let progress = new Progress(brand.node.digest, brand.node.seq);
/** What is painted ahead of the server. */
let draft: Draft | null = null;

/** What is shown in place of pictures that aren't built yet. */
let sketches: Sketches = {};

/** The brand with draft and sketches on it. */
const shown = (): Brand => {
  const {manifest, serviceTheme} = brand;
  return {
    ...brand,
    manifest: {
      ...manifest,
      palette: draft?.palette ?? manifest.palette,
      backgroundColor: draft?.background ?? manifest.backgroundColor,
      hidden: draft?.hidden ? new Set(draft.hidden) : manifest.hidden,
      background: sketches.background ?? manifest.background,
      jumbotron: sketches.card ?? manifest.jumbotron,
    },
    serviceTheme: sketches.screen ? paintScreens(serviceTheme, sketches.screen) : serviceTheme,
  };
};

const draw = (): void => {
  if (isLoading) return;
  const now = shown();
  applyPage(now, language);
  root.render(
    <ThemeProvider colorScheme="dark">
      <GuestProvider value={{brand: now, look, language, goTo}}>
        <Announcer />
        <Screen key={look.screen} />
      </GuestProvider>
    </ThemeProvider>,
  );
};

const goTo = (change: Partial<Look>): void => {
  look = {...look, ...change};
  const address = lookAddress(window.location.pathname, look);
  // In a frame the shell makes the step that the browser's Back undoes.
  if (window.parent === window) history.pushState(null, '', address);
  else history.replaceState(null, '', address);
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

/** Show the theme at *asked* as a page that is loaded would; nothing of the one before stays. */
const openView = async (asked: string, wanted: Look): Promise<void> => {
  [view, look, isLoading] = [asked, wanted, true];
  root.render(null);
  document.documentElement.hidden = true;
  document.documentElement.removeAttribute('data-ready');
  history.replaceState(null, '', lookAddress(view, look));
  // Without them it asks one by one.
  await loadAnswers(view).catch(() => undefined);
  const loaded = await loadBrand();
  if (view !== asked) return;
  brand = loaded;
  version = brand.node.digest;
  progress = new Progress(version, brand.node.seq);
  [draft, sketches] = [null, {}];
  queue.clear();
  language = languageFor(brand, look.lang);
  await replaceTranslations(i18n, brand.files, language);
  if (view === asked) begin();
};

/** Paint an edit at once, without the server. */
const paintDraft = (newer: Draft): void => {
  if (!progress.admit(newer)) return;
  draft = mergeDrafts(draft, newer);
  // Colours are variables: nothing is drawn for them.
  if (!newer.texts && !newer.hidden) {
    applyPage(shown(), language);
    return;
  }
  // In the frame at hand, not in one of the next.
  flushSync(() => {
    for (const [code, texts] of Object.entries(newer.texts ?? {})) addTexts(i18n, code, texts);
    draw();
  });
};

/** Read what changed, in place; settings may be anywhere. */
const takeIn = async (changed: readonly Change[]): Promise<void> => {
  const has = (change: Change): boolean => changed.includes(change) || changed.includes('settings');
  const viewBefore = view;
  // What the shell painted ahead up to here is in the package.
  const passed = draft && draft.seq <= progress.taken ? draft : null;
  // Of the manifest only colours and pictures change here; where there is trouble, everything is read again.
  const isRedrawn = has('pictures') || brand.notice !== '';
  const isKnown = !has('palette') && !isRedrawn;
  const [manifest, notice] = isKnown ? [brand.manifest, ''] : await loadManifest();
  if (viewBefore !== view) return;
  const languages = offeredLanguages(manifest);
  brand = {...brand, manifest: {...manifest, ...pictures(brand.manifest)}, languages, notice};
  if (draft === passed) draft = null;
  // Colours are variables: they are painted before anything else is fetched.
  applyPage(shown(), language);
  const serviceTheme = has('screens') ? await loadScreens() : brand.serviceTheme;
  if (viewBefore !== view) return;
  brand = {...brand, serviceTheme};
  if (has('texts') || passed?.texts) {
    const [[files, missing], node] = await Promise.all([loadTexts(manifest), loadNode()]);
    if (viewBefore !== view) return;
    brand = {...brand, files, node, notice: [notice, ...missing].filter(Boolean).join(' ')};
    language = languageFor(brand, look.lang);
    await replaceTranslations(i18n, files, language);
    for (const [code, texts] of Object.entries(draft?.texts ?? {})) addTexts(i18n, code, texts);
  }
  draw();
  ready();
  requestAnimationFrame(() => {
    postToShell({to: 'shell', kind: 'painted', at: performance.timeOrigin + performance.now()});
  });
  // Not awaited: a text that is edited meanwhile must not wait for a picture.
  if (isRedrawn) void swapPictures(pictures(manifest), progress.digest);
};

const queue = new ChangeQueue(takeIn);

/** Take in what changed on the server; null where the page paints something newer. */
const refresh = async (changed: readonly Change[] | null): Promise<void> => {
  if (changed) await queue.add(changed);
};

/** The digest that the addresses of pictures carry, so that the browser fetches new ones. */
let version = brand.node.digest;

const loadScreens = async (): Promise<Brand['serviceTheme']> =>
  renewScreens(await loadServiceTheme(), version);

/** Show new pictures once they can be shown without a gap. */
const swapPictures = async (named: Pictures, digest: string): Promise<void> => {
  version = digest;
  const after = renew(named, digest);
  const screen = serviceScreen(renewScreens(brand.serviceTheme, digest), look.service);
  await Promise.all([...Object.values(after), screen.background].map(decode));
  if (version !== digest) return;
  const serviceTheme = renewScreens(brand.serviceTheme, digest);
  brand = {...brand, manifest: {...brand.manifest, ...after}, serviceTheme};
  sketches = {};
  draw();
  ready();
};

/** Show small versions of new pictures until these are built, or won't be. */
const showSketches = async (pictures: Sketches): Promise<void> => {
  const built = version;
  const named = Object.entries(pictures).map(([slot, path]) => [slot, new URL(path, document.baseURI).href] as const);
  await Promise.all(named.map(([, address]) => decode(address)));
  // The pictures themselves came first.
  if (version !== built) return;
  sketches = Object.fromEntries(named);
  draw();
};

/** Catch up with the server after events may have been lost. */
const synchronise = async (): Promise<void> => {
  const viewBefore = view;
  const {digest, seq} = await loadNode();
  if (viewBefore !== view) return;
  // Without a digest the server has nothing to show, or isn't there yet.
  if (!digest) return;
  const changed = progress.resume(digest, seq);
  if (changed.length > 0 || draft) await refresh(changed);
};

/** Record what this screen shows; the screen is drawn again as it was. */
const recordScreen = async (): Promise<Shown> => {
  const kept = draft;
  const shown = await record(brand.manifest, () => {
    draft = {seq: progress.taken, ...kept, hidden: []};
    draw();
  });
  draft = kept;
  draw();
  return shown;
};

const ready = (): void => {
  if (isLoading) return;
  postToShell({
    to: 'shell',
    kind: 'ready',
    view,
    title: document.title,
    digest: progress.digest,
    seq: progress.taken,
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
  const asker = event.source ?? window;
  const answer = (said: ToShell): void => asker.postMessage(said, {targetOrigin: event.origin});
  if (message.kind === 'refresh') {
    void refresh(progress.take(message));
  } else if (message.kind === 'draft') {
    paintDraft(message);
  } else if (message.kind === 'sketch') {
    void showSketches(message.pictures);
  } else if (message.kind === 'synchronise') {
    void synchronise();
  } else if (message.kind === 'look' && message.view !== view) {
    void openView(message.view, message.look);
  } else if (message.kind === 'look') {
    if (lookAddress('', message.look) === lookAddress('', look)) return;
    look = message.look;
    history.replaceState(null, '', lookAddress(window.location.pathname, look));
    void follow();
  } else if (message.kind === 'edit') {
    onScreen.set(message.on, message.selected, message.marks);
  } else if (message.kind === 'record') {
    void recordScreen().then(shown => answer({to: 'shell', kind: 'recorded', shown}));
  } else if (message.kind === 'examine') {
    const {screen} = look;
    const viewBefore = view;
    const report = (barriers: Barrier[] | null): void => {
      if (viewBefore === view) answer({to: 'shell', kind: 'examined', screen, barriers});
    };
    examine(message.uiLanguage).then(report, (error: unknown) => {
      console.error(error);
      report(null);
    });
  } else {
    inspector.set(message.on);
  }
});

// On its own, without the shell around it, the page listens for itself.
if (window.parent === window) {
  const theme = /\/themes\/([^/]+)\/view\//u.exec(window.location.pathname)?.[1];
  const source = new EventSource('/api/events');
  source.addEventListener('open', () => void synchronise());
  source.addEventListener('message', event => {
    const happened = JSON.parse(event.data as string) as ServerEvent;
    if (!('theme' in happened) || happened.theme !== theme) return;
    if (happened.kind === 'built') void refresh(progress.take(happened));
    if (happened.kind === 'palette') paintDraft(happened);
  });
}

/** Draw a theme for the first time. */
const begin = (): void => {
  isLoading = false;
  document.documentElement.hidden = false;
  keepUnfocused();
  draw();
  requestAnimationFrame(() => {
    if (isLoading) return;
    document.documentElement.setAttribute('data-ready', '');
    ready();
  });
};

requestAnimationFrame(() => {
  markStandIns(document.body);
});
begin();
