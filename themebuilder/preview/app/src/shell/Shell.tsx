import {lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState} from 'react';

import type {ServerEvent, ThemeSummary} from '../contract';
import type {TextOrigin, Page} from '../messages';
import {ownAddress} from '../origins';
import type {Look} from '../screens';
import {AllThemes, listLanguages} from './AllThemes';
import {Compare, compareOptions} from './Compare';
import {ShellProvider} from './context';
import {useServer} from './data';
import {mayEdit} from './edit/client';
import {collectFindings} from './edit/findings';
import {listMarks} from './edit/marks';
import {selectPart} from './edit/parts';
import {useAnyEditState, useSession} from './edit/useSession';
import {onGuestMessage, postEvent} from './frames';
import {Gallery} from './Gallery';
import {Panel} from './Panel';
import {Side} from './Side';
import {VisionFilters} from './vision';
import {Failure, ScreenView} from './ScreenView';
import type {Tab} from './state';
import {Tools, Top} from './Tools';
import {Unpublishable} from './Unpublishable';
import {useAddress} from './useAddress';
import {useKeptFocus} from './useKeptFocus';
import {useKeys} from './useKeys';
import {translateIn} from './words';

const Differences = lazy(() => import('./Differences'));
const Editor = lazy(() => import('./edit/Editor'));
const NewTheme = lazy(() => import('./edit/NewTheme'));

export const Shell = () => {
  const [state, set] = useAddress();
  const t = useMemo(() => translateIn(state.uiLanguage), [state.uiLanguage]);
  const [tab, setTab] = useState<Tab>('screen');
  const [page, setPage] = useState<Page | null>(null);
  const [found, setFound] = useState<TextOrigin | null>(null);
  const [inspecting, setInspecting] = useState(false);
  const [shown, setShown] = useState<TextOrigin[]>([]);
  const [news, setNews] = useState('');
  const [gone, setGone] = useState('');
  const [isCreating, setCreating] = useState(false);
  const [session, followDraft] = useSession(mayEdit() && (state.edit === '1' || isCreating));
  const edit = useAnyEditState(session);
  const isEditing = session !== null && state.edit === '1' && state.mode === 'screen';
  const toggleEditing = (): void => set({mode: 'screen', edit: isEditing ? '' : '1', part: ''});
  useKeys({
    'key.edit': mayEdit()
      ? () => {
          toggleEditing();
          setNews(t(isEditing ? 'edit.off' : 'edit.on'));
        }
      : undefined,
    'key.zoom': () => set({zoom: state.zoom === 'fit' ? '100' : 'fit'}),
  });
  const editButton = useRef<HTMLButtonElement>(null);
  const stage = useRef<HTMLElement>(null);
  const [stageHost, setStageHost] = useState<HTMLElement | null>(null);
  useKeptFocus(state.mode, isEditing, editButton, stage);

  const listed = useRef<readonly ThemeSummary[]>([]);
  const repaint = useCallback(
    (event: ServerEvent) => {
      if (event.kind === 'edited' || event.kind === 'connected') {
        followDraft(event.seq);
        return;
      }
      const view =
        listed.current.find(one => one.name === event.theme)?.view ??
        `/themes/${event.theme}/view/`;
      // The pages of a theme that came or went load, or go, with the list of themes.
      if (event.kind !== 'built' || !event.changed.includes('themes')) postEvent(view, event);
      if (event.kind === 'built') setNews(t('updated'));
    },
    [t, followDraft],
  );

  const asked = state.theme;
  const [name, setName] = useState(asked);
  const server = useServer(name, repaint);
  const themes = server.themes ?? [];
  listed.current = themes;
  const theme = themes.find(one => one.name === asked) ?? themes[0];
  const isComing = edit?.draft.edits.some(one => one.part === `theme:${asked}` && one.value !== null);
  const isGone = Boolean(theme && asked && theme.name !== asked && !isComing);
  useEffect(() => {
    if (theme) setName(theme.name);
  }, [theme]);
  useEffect(() => {
    if (!theme || !isGone) return;
    setGone(asked);
    // What was edited of the one must not be edited of the other.
    set({theme: theme.name, against: '', part: ''});
  }, [theme, asked, isGone, set]);

  const detail = server.detail;
  const language = theme?.languages.includes(state.lang) ? state.lang : (theme?.languages[0] ?? '');
  const languages = state.mode === 'themes' ? listLanguages(themes) : (theme?.languages ?? []);
  const options = theme ? compareOptions(theme, detail?.compare ?? [], themes, t) : [];
  const against = options.find(option => option.view === state.against) ?? options[0];
  const findings = useMemo(() => detail && collectFindings(detail, edit), [detail, edit]);
  const titleOf = (one: string): string => themes.find(({name: own}) => own === one)?.title ?? one;
  const look: Look = {screen: state.screen, lang: language, service: state.service, pointer: ''};

  const choose = (one: ThemeSummary): void => {
    // Where all are shown, one is chosen to look at it alone.
    const mode = state.mode === 'themes' ? 'screen' : state.mode;
    const lang = one.languages.includes(state.lang) ? state.lang : '';
    set({theme: one.name, mode, lang, against: '', part: ''});
    setFound(null);
    setGone('');
  };

  const inspect = (): void => {
    setInspecting(!inspecting);
    setTab('text');
  };

  useEffect(
    () =>
      onGuestMessage((message, view) => {
        if (view !== theme?.view) return;
        if (message.kind === 'found') {
          setFound(message.found);
          setTab('text');
        } else if (message.kind === 'texts') {
          setShown(message.texts);
        } else if (message.kind === 'ready') {
          setPage({...message, icon: ownAddress(message.icon)});
        } else if (message.kind === 'moved' && state.mode === 'screen') {
          set({screen: message.look.screen, lang: message.look.lang});
        }
      }),
    [theme?.view, state.mode, set],
  );

  useEffect(() => {
    document.documentElement.lang = state.uiLanguage;
    document.documentElement.dataset.appearance = state.appearance;
    document.title = theme ? `${theme.title} · themebuilder` : 'themebuilder';
  }, [state.uiLanguage, state.appearance, theme]);

  return (
    <ShellProvider value={{state, set, t, titleOf, language, stageHost, setStageHost}}>
      <div className={isEditing ? 'shell editing' : 'shell'}>
        <a className="skip" href="#stage">
          {t('skip')}
        </a>
        <VisionFilters />
        <Top
          isConnected={server.connected}
          {...{isEditing, editButton}}
          toggleEditing={mayEdit() ? toggleEditing : undefined}
        />
        <Side
          {...{themes, theme, detail, choose}}
          create={mayEdit() ? () => setCreating(true) : undefined}
        />
        <main id="stage" tabIndex={-1} ref={stage}>
          {server.trouble && (
            <p className="trouble" role="alert">
              {server.connected ? `${t('trouble')} (${server.trouble})` : t('disconnected')}
            </p>
          )}
          {server.themes === null && !server.trouble && <p className="quiet">{t('loading')}</p>}
          {server.themes?.length === 0 && <p className="quiet">{t('empty')}</p>}
          {theme && gone && !themes.some(one => one.name === gone) && (
            <p className="trouble" role="alert">{t('gone', {theme: gone, other: theme.title})}</p>
          )}
          {theme && (
            <>
              <Tools {...{theme, languages, look, options, against, inspecting}} inspect={isEditing ? undefined : inspect} />
              {state.mode !== 'themes' && theme.failure.length === 0 && detail && findings && (
                <Unpublishable
                  {...{detail, findings}}
                  show={mayEdit() ? part => set({mode: 'screen', edit: '1', part}) : undefined}
                />
              )}
              <div className="scene">
                {state.mode === 'screen' && (
                  <ScreenView
                    {...{theme, look}}
                    inspecting={inspecting || isEditing}
                    selected={isEditing ? selectPart(state.part) : undefined}
                    marks={isEditing && findings ? listMarks(findings.byPart, detail, language) : []}
                  />
                )}
                {state.mode === 'gallery' && <Gallery theme={theme} />}
                {state.mode === 'themes' && <AllThemes {...{themes, theme}} open={choose} />}
                {state.mode === 'compare' && <Compare {...{theme, against, look}} />}
                {state.mode !== 'themes' && theme.failure.length > 0 && <Failure theme={theme} />}
              </div>
            </>
          )}
          <p className="unseen" aria-live="polite">
            {news}
          </p>
        </main>
        {detail && findings && isEditing && (
          <Suspense fallback={<aside className="panel" aria-busy="true" />}>
            <Editor key={detail.name} {...{session, detail, findings}} texts={shown} />
          </Suspense>
        )}
        {theme && against && state.mode === 'compare' && !state.differences && (
          <Suspense fallback={<aside className="panel" aria-busy="true" />}>
            <Differences
              left={theme}
              right={against}
              version={[detail?.revision, ...themes.map(one => one.digest)].join()}
            />
          </Suspense>
        )}
        {session && isCreating && (
          <Suspense fallback={null}>
            <NewTheme {...{session, detail}} onClose={() => setCreating(false)} />
          </Suspense>
        )}
        {detail && state.mode === 'screen' && !isEditing && (
          <Panel {...{detail, tab, setTab, page, found, setFound}} />
        )}
      </div>
    </ShellProvider>
  );
};
