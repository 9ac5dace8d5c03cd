import type {Change} from '../contract';

/** Changes on the server that wait to be taken in. What comes while that is going on is taken in together, afterwards. */
export class ChangeQueue {
  #waiting = new Set<Change>();
  #isBusy = false;

  constructor(private readonly takeIn: (changes: readonly Change[]) => Promise<void>) {}

  /** Take in *changes*; what can't be taken in waits for the next ones. */
  async add(changes: readonly Change[]): Promise<void> {
    for (const change of changes) this.#waiting.add(change);
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      do await this.#takeWaiting();
      while (this.#waiting.size > 0);
    } finally {
      this.#isBusy = false;
    }
  }

  /** Forget what waits: another theme is shown. */
  clear(): void {
    this.#waiting = new Set();
  }

  async #takeWaiting(): Promise<void> {
    const now = [...this.#waiting];
    const later = (this.#waiting = new Set<Change>());
    try {
      await this.takeIn(now);
    } catch (error) {
      // What came meanwhile has no event left that would take it in.
      const isAlone = this.#waiting.size === 0;
      // Not those of a theme that was left meanwhile: its set is no longer the one that waits.
      for (const change of now) later.add(change);
      if (isAlone) throw error;
    }
  }
}
