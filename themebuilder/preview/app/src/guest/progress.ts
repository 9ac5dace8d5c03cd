/** Which of the server's events are painted, and in what order with the edits that the shell paints ahead. */

import type {Change} from '../contract';
import type {Draft, Refresh} from '../messages';

/** What a page that missed something takes in: with the settings, it reads all that it shows. */
export const EVERYTHING: readonly Change[] = ['settings'];

export class Progress {
  readonly #waiting = new Set<Change>();
  /** Of the newest edit that is painted. */
  #painted: number;

  /** A page that shows the package with *digest*, built with the edits up to *taken*. */
  constructor(
    public digest: string,
    public taken: number,
  ) {
    this.#painted = taken;
  }

  /** Whether a draft may be painted; later, no event of an earlier edit may. */
  admit(draft: Draft): boolean {
    if (draft.seq < this.#painted) return false;
    this.#painted = draft.seq;
    return true;
  }

  /** What to take in now; null while a newer edit is painted. Its own event will come. */
  take({changed, digest, before, seq}: Refresh): Change[] | null {
    const isKnown = digest !== '' && digest === this.digest;
    const news = before === this.digest ? changed : EVERYTHING;
    if (!isKnown) for (const change of news) this.#waiting.add(change);
    this.digest = digest;
    if (seq < this.#painted) return null;
    return this.#flush(seq);
  }

  /** What to take in after the connection was lost: the server's number counts, also a lower one. */
  resume(digest: string, seq: number): Change[] {
    if (digest !== this.digest) for (const change of EVERYTHING) this.#waiting.add(change);
    this.digest = digest;
    return this.#flush(seq);
  }

  #flush(seq: number): Change[] {
    this.#painted = seq;
    this.taken = seq;
    const now = [...this.#waiting];
    this.#waiting.clear();
    return now;
  }
}

/** What is painted ahead of the server, once *newer* came on top of *before*. */
export const mergeDrafts = (before: Draft | null, newer: Draft): Draft => ({
  ...before,
  ...newer,
  texts: Object.fromEntries(
    [...new Set([...Object.keys(before?.texts ?? {}), ...Object.keys(newer.texts ?? {})])].map(
      language => [language, {...before?.texts?.[language], ...newer.texts?.[language]}],
    ),
  ),
});
