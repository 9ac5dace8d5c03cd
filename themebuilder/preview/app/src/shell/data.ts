/** What the server says, kept up to date by its events. */

import {useCallback, useEffect, useRef, useState} from 'react';

import {dropAnswers, fetchJson, takeJson} from '../answers';
import type {ServerEvent, ThemeDetail, ThemeList, ThemeSummary} from '../contract';
import {synchroniseFrames} from './frames';

interface Server {
  themes: ThemeSummary[] | null;
  detail: ThemeDetail | null;
  connected: boolean;
  /** An answer of the server that can't be used: its address and status, or the browser's error. */
  trouble: string;
}

const AFTER_PAINT_MS = 150;
const NOTHING = {themes: 0, detail: 0};

/** What came with the page: the first thing that is drawn has it. */
const readStart = (theme: string): {list: ThemeList | null; detail: ThemeDetail | null} => {
  const list = takeJson<ThemeList>('/api/themes');
  const shown = list?.themes.find(one => one.name === theme) ?? list?.themes[0];
  return {list, detail: shown ? takeJson<ThemeDetail>(`/api/themes/${shown.name}`) : null};
};

/** Follow the server; *onEvent* hears of every build, after the page knows of it. */
export const useServer = (theme: string, onEvent: (event: ServerEvent) => void): Server => {
  const [start] = useState(() => readStart(theme));
  const [listed, setThemes] = useState(start.list?.themes ?? null);
  const [detail, setDetail] = useState(start.detail);
  const [connected, setConnected] = useState(true);
  const [trouble, setTrouble] = useState('');
  const chosen = useRef(theme);
  chosen.current = theme;
  const known = useRef(start.list?.themes.map(one => one.name));
  const handle = useRef(onEvent);
  handle.current = onEvent;

  /** Revisions of what was read last. */
  const read = useRef({themes: start.list?.revision ?? 0, detail: start.detail?.revision ?? 0});

  /** Whether the list may lack more than the build of the chosen theme, which its detail tells. */
  const isListOld = useRef(false);

  /** Use the answer at *address*; tell where it can't be used. */
  const ask = useCallback(async <Answer,>(address: string, take: (answer: Answer) => void): Promise<void> => {
    try {
      take(await fetchJson<Answer>(address));
    } catch (error) {
      read.current = {...NOTHING};
      setTrouble(String(error));
    }
  }, []);

  const fetchThemes = useCallback(async () => {
    isListOld.current = false;
    await ask<ThemeList>('/api/themes', ({themes, revision}) => {
      read.current.themes = revision;
      known.current = themes.map(one => one.name);
      setThemes(themes);
      setTrouble('');
    });
  }, [ask]);

  const readDetail = useCallback(async () => {
    const name = chosen.current;
    // The list may have lost it, and the page chooses another.
    if (!name || known.current?.includes(name) === false) return;
    await ask<ThemeDetail>(`/api/themes/${encodeURIComponent(name)}`, fetched => {
      setThemes(listed => listed?.map(one => (one.name === name ? fetched : one)) ?? null);
      if (chosen.current !== name) return;
      read.current.detail = fetched.revision;
      setDetail(fetched);
    });
  }, [ask]);

  const reading = useRef<Promise<void>>(Promise.resolve());
  const fetchDetail = useCallback(() => {
    reading.current = readDetail();
  }, [readDetail]);

  useEffect(() => {
    const readAgain = async (revision: number): Promise<void> => {
      if (isListOld.current && read.current.themes < revision) await fetchThemes();
      await reading.current;
      if (read.current.detail < revision) fetchDetail();
    };
    if (!start.list) void fetchThemes();
    let later = 0;
    const source = new EventSource('/api/events');
    source.addEventListener('open', () => setConnected(true));
    source.addEventListener('error', () => setConnected(false));
    source.addEventListener('message', event => {
      const happened = JSON.parse(event.data as string) as ServerEvent;
      // The frames first: they share this thread, and what the designer looks at is repainted before the
      // lists around it are read again. A failure is told at once, as nothing is repainted.
      handle.current(happened);
      if (happened.kind === 'palette' || happened.kind === 'sketch') return;
      window.clearTimeout(later);
      if (happened.kind === 'connected') {
        dropAnswers();
        // Nothing was lost if nothing happened since.
        if (happened.revision === read.current.themes) return;
        isListOld.current = true;
        if (happened.revision < read.current.themes) read.current = {...NOTHING};
        synchroniseFrames();
        void readAgain(happened.revision);
        return;
      }
      // The first build of a theme changes no other one; before it was added, or when it goes, the list changes.
      const isFirst =
        happened.kind === 'built' && happened.theme === chosen.current && !happened.before && !happened.changed.includes('themes');
      isListOld.current ||= !isFirst;
      const wait = happened.kind === 'failed' ? 0 : AFTER_PAINT_MS;
      later = window.setTimeout(readAgain, wait, happened.revision);
    });
    return () => {
      window.clearTimeout(later);
      source.close();
    };
  }, [start, fetchThemes, fetchDetail]);

  /** The theme whose detail came with the page, until a theme is shown. */
  const given = useRef(start.detail?.name);
  useEffect(() => {
    const isGiven = given.current === theme;
    if (known.current?.includes(theme)) given.current = undefined;
    if (!isGiven) fetchDetail();
  }, [theme, fetchDetail]);

  // The chosen theme's entry is the theme itself: the list was read at another moment.
  const themes = listed?.map(one => (one.name === detail?.name ? detail : one)) ?? null;
  return {themes, detail: detail?.name === theme ? detail : null, connected, trouble};
};

