/** What the server says, kept up to date by its events. */

import {useCallback, useEffect, useRef, useState} from 'react';

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

/** Follow the server; *onEvent* hears of every build, after the page knows of it. */
export const useServer = (theme: string, onEvent: (event: ServerEvent) => void): Server => {
  const [listed, setThemes] = useState<ThemeSummary[] | null>(null);
  const [detail, setDetail] = useState<ThemeDetail | null>(null);
  const [connected, setConnected] = useState(true);
  const [trouble, setTrouble] = useState('');
  const chosen = useRef(theme);
  chosen.current = theme;
  const handle = useRef(onEvent);
  handle.current = onEvent;

  const fetchThemes = useCallback(async () => {
    try {
      setThemes((await fetchJson<ThemeList>('/api/themes')).themes);
      setTrouble('');
    } catch (error) {
      setTrouble(String(error));
    }
  }, []);

  const fetchDetail = useCallback(async () => {
    const name = chosen.current;
    if (!name) return;
    try {
      const fetched = await fetchJson<ThemeDetail>(`/api/themes/${encodeURIComponent(name)}`);
      if (chosen.current === name) setDetail(fetched);
    } catch (error) {
      setTrouble(String(error));
    }
  }, []);

  useEffect(() => {
    const readAgain = (): void => {
      void fetchThemes();
      void fetchDetail();
    };
    let later = 0;
    const source = new EventSource('/api/events');
    source.addEventListener('open', () => {
      setConnected(true);
      synchroniseFrames();
      readAgain();
    });
    source.addEventListener('error', () => {
      setConnected(false);
    });
    source.addEventListener('message', event => {
      const happened = JSON.parse(event.data as string) as ServerEvent;
      // The frames first: they share this thread, and what the designer looks at is repainted before the
      // lists around it are read again. A failure is told at once, as nothing is repainted.
      handle.current(happened);
      if (happened.kind === 'palette') return;
      window.clearTimeout(later);
      later = window.setTimeout(readAgain, happened.kind === 'failed' ? 0 : AFTER_PAINT_MS);
    });
    return () => {
      window.clearTimeout(later);
      source.close();
    };
  }, [fetchThemes, fetchDetail]);

  useEffect(() => {
    void fetchDetail();
  }, [theme, fetchDetail]);

  // The chosen theme's entry is the theme itself: the list was read at another moment.
  const themes = listed?.map(one => (one.name === detail?.name ? detail : one)) ?? null;
  return {themes, detail: detail?.name === theme ? detail : null, connected, trouble};
};

const fetchJson = async <Answer,>(address: string): Promise<Answer> => {
  const response = await fetch(address, {cache: 'no-store'});
  if (!response.ok) throw new Error(`${address}: ${String(response.status)}`);
  return (await response.json()) as Answer;
};
