/** Requests about edits. The server puts the token that they carry into this page alone. */

import type {
  Check,
  Diff,
  Draft,
  NewEdit,
  PartDetail,
  Refusal,
  ThemePlan,
  ThemeRequest,
} from '../../editContract';

/** The server answered that it won't: its status and answer. */
export class RefusedError extends Error {
  constructor(
    readonly status: number,
    readonly answer: unknown,
  ) {
    super(String(status));
  }

  /** Why YAML can't hold the value, or the disk can't be written; null where it is something else. */
  get refusal(): Refusal | null {
    return this.status === 422 || this.status === 503 ? (this.answer as Refusal) : null;
  }
}

/** Whether the page may edit: the server gave it the token. */
export const mayEdit = (): boolean => readToken() !== '';

export const fetchDraft = async (): Promise<Draft> => (await get('/api/edit')) as Draft;

export const fetchPart = async (theme: string, part: string, signal: AbortSignal): Promise<PartDetail> =>
  (await get(`/api/themes/${encodeURIComponent(theme)}/parts/${encodeURIComponent(part)}`, signal)) as PartDetail;

export const fetchDiff = async (): Promise<Diff> => (await get('/api/edit/diff')) as Diff;

/** What *edits* would do; they are not kept. */
export const checkEdits = async (edits: readonly NewEdit[], signal: AbortSignal): Promise<Check> =>
  (await post('check', {edits}, signal)) as Check;

/** What a new theme would be called, and what prevents it; it isn't kept. */
export const planTheme = async (request: ThemeRequest, signal?: AbortSignal): Promise<ThemePlan> =>
  (await post('themes/plan', request, signal)) as ThemePlan;

/** Ask for *what*; throws `RefusedError`, or `TypeError` where nobody answers. */
export const post = async (what: string, body: object, signal?: AbortSignal): Promise<unknown> =>
  read(
    await fetch(`/api/edit/${what}`, {
      method: 'POST',
      headers: {'content-type': 'application/json', 'x-themebuilder-edit': readToken()},
      body: JSON.stringify(body),
      // Also when the page is being left.
      keepalive: true,
      signal,
    }),
  );

const get = async (address: string, signal?: AbortSignal): Promise<unknown> =>
  read(await fetch(address, {cache: 'no-store', signal}));

const read = async (response: Response): Promise<unknown> => {
  if (response.ok) return response.json();
  throw new RefusedError(response.status, await response.json().catch(() => null));
};

export const readToken = (): string =>
  document.querySelector<HTMLMetaElement>('meta[name="themebuilder-edit"]')?.content ?? '';
