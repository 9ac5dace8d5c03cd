/**
 * Which text on the page came from which translation key.
 *
 * Texts are not marked on the page, as that would change widths, line breaks and what a screen reader says.
 * Instead every text that i18next hands out is remembered with its key, and looked up by its words.
 */

import type {PostProcessorModule} from 'i18next';

import type {TextOrigin} from '../messages';

/** Text -> the keys that gave it, each with the language in which it was found. */
const origins = new Map<string, Map<string, string>>();
const unkeyed = new Set<string>();

/** i18next's hook: sees every text after interpolation, and returns it untouched. */
export const registry: PostProcessorModule = {
  type: 'postProcessor',
  name: 'registry',
  process(value: unknown, key: string | string[], options: unknown) {
    if (typeof value === 'string') {
      remember(value, Array.isArray(key) ? (key.at(-1) ?? '') : key, usedLanguage(options));
    }
    return value as string;
  },
};

const remember = (text: string, key: string, language: string): void => {
  for (const piece of pieces(text)) {
    origins.set(piece, (origins.get(piece) ?? new Map<string, string>()).set(key, language));
  }
};

/** A text of Webapp3 whose key is not published. */
export const rememberUnkeyed = (text: string): string => {
  for (const piece of pieces(text)) unkeyed.add(piece);
  return text;
};

export const forgetAll = (): void => {
  origins.clear();
  unkeyed.clear();
};

/** Where *text*, as read off the page, came from; null when nobody handed it out. */
export const lookUp = (text: string): TextOrigin | null => {
  const piece = squeeze(text);
  const known = [...(origins.get(piece) ?? [])];
  const isUnkeyed = known.length === 0;
  if (isUnkeyed && !unkeyed.has(piece)) return null;
  return {text: piece, keys: known.map(([key]) => key), service: '', unkeyed: isUnkeyed, language: known[0]?.[1] ?? ''};
};

/** A text and the runs between its `<1>…</1>` tags and line breaks: what becomes text nodes on the page. */
export const pieces = (text: string): string[] => {
  const runs = text.split(/<\/?\w+\s*\/?>|\n/u).map(squeeze);
  return [...new Set([squeeze(text), ...runs])].filter(Boolean);
};

export const squeeze = (text: string): string => text.replace(/\s+/gu, ' ').trim();

const usedLanguage = (options: unknown): string => {
  const resolved = (options as {i18nResolved?: {res?: unknown; usedLng?: string}} | undefined)
    ?.i18nResolved;
  return resolved?.res === undefined ? '' : (resolved.usedLng ?? '');
};
