/** Checks the server's answers where the page would otherwise stumble later, far from the cause. */

import type {ServerEvent, ThemeDetail, ThemeList} from '../contract';

const SUMMARY = {
  name: 'string',
  title: 'string',
  organisation: 'string',
  organisation_title: 'string',
  audience: 'string',
  reach: 'string',
  languages: 'array',
  path: 'string',
  parent: 'string',
  digest: 'string',
  built: 'boolean',
  view: 'string',
  problems: 'object',
  failure: 'array',
} as const;

const DETAIL = {
  ...SUMMARY,
  texts: 'object',
  screens: 'object',
  settings: 'array',
  brand: 'array',
  prompts: 'array',
  found: 'array',
  compare: 'array',
} as const;

export const parseThemeList = (json: unknown): ThemeList => {
  const list = need(json, {themes: 'array'}, '/api/themes') as {themes: unknown[]};
  list.themes.forEach((theme, index) => need(theme, SUMMARY, `themes[${String(index)}]`));
  return json as ThemeList;
};

export const parseThemeDetail = (json: unknown): ThemeDetail =>
  need(json, DETAIL, 'theme') as unknown as ThemeDetail;

/** The event in *data*, or null for a kind this page does not know. */
export const parseEvent = (data: string): ServerEvent | null => {
  let json: unknown;
  try {
    json = JSON.parse(data);
  } catch {
    return null;
  }
  if (typeof json !== 'object' || json === null || !('kind' in json)) return null;
  return json.kind === 'built' || json.kind === 'failed' ? (json as ServerEvent) : null;
};

const need = (
  json: unknown,
  fields: Readonly<Record<string, string>>,
  name: string,
): Record<string, unknown> => {
  if (typeof json !== 'object' || json === null) throw new Error(`${name} is not an object`);
  const record = json as Record<string, unknown>;
  for (const [field, kind] of Object.entries(fields)) {
    const value = record[field];
    const found = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
    if (found !== kind) throw new Error(`${name}.${field} is ${found}, not ${kind}`);
  }
  return record;
};
