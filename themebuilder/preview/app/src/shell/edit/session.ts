/** The draft as this page knows it: what the server keeps, and what still has to be sent there. */

import type {Conflict, Draft, NewEdit, Refusal} from '../../editContract';
import {fetchDraft, post, RefusedError} from './client';

export interface EditState {
  draft: Draft;
  /** Edits that the server hasn't confirmed yet. */
  unsent: readonly NewEdit[];
  /** Nobody answers; what is unsent is kept and sent again. */
  isLost: boolean;
  isSaving: boolean;
  /** Number of files of the save just done; 0 after the next change. */
  saved: number;
  /** Why the last request was refused; null when it wasn't. */
  refusal: Refusal | null;
  /** Values that another window or the file changed, so that an edit wasn't taken. */
  disputed: readonly Conflict[];
}

const RETRY_MS = 2000;
const NOTHING_SAVED = {saved: 0, refusal: null, disputed: []} as const;

export class EditSession {
  private state: EditState;
  private readonly listeners = new Set<() => void>();
  private running: Promise<void> = Promise.resolve();

  constructor(
    draft: Draft,
    private readonly wait: (ms: number) => Promise<void> = pause,
  ) {
    this.state = {draft, unsent: [], isLost: false, isSaving: false, ...NOTHING_SAVED};
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly read = (): EditState => this.state;

  /** Keep *edit* in the draft; without an answer it is sent again until there is one. */
  commit(edit: NewEdit): Promise<void> {
    this.change({unsent: [...this.state.unsent, edit], ...NOTHING_SAVED});
    return this.enqueue(async () => {
      const {draft} = this.state;
      try {
        await this.ask('edits', {edits: [edit], base: draft.files});
      } finally {
        this.change({unsent: this.state.unsent.filter(one => one !== edit)});
      }
    });
  }

  undo(): Promise<void> {
    return this.enqueue(() => this.ask('undo', {}));
  }

  redo(): Promise<void> {
    return this.enqueue(() => this.ask('redo', {}));
  }

  /** Take back the edits *ids*. */
  discard(ids: readonly number[]): Promise<void> {
    return this.enqueue(() => this.ask('discard', {ids}));
  }

  /** Write the edits *ids* to their files. */
  save(ids: readonly number[]): Promise<void> {
    return this.enqueue(async () => {
      const files = new Set(
        this.state.draft.edits.filter(({id}) => ids.includes(id)).map(({file}) => file),
      );
      this.change({isSaving: true});
      try {
        const isDone = await this.ask('save', {ids});
        if (isDone) this.change({saved: files.size});
      } finally {
        this.change({isSaving: false});
      }
    });
  }

  /** Another window or a file changed the draft: read it again. */
  refresh(): Promise<void> {
    return this.enqueue(async () => {
      const draft = await fetchDraft().catch(() => null);
      if (draft) this.change({draft});
    });
  }

  /** Do one request after the other, so that each one builds on the state that the last one left. */
  private enqueue(work: () => Promise<unknown>): Promise<void> {
    this.running = this.running.then(work).then(
      () => undefined,
      (error: unknown) => {
        console.error(error);
      },
    );
    return this.running;
  }

  /** Whether *what* was done. The draft is the server's afterwards, also where it refused. */
  private async ask(what: string, body: object): Promise<boolean> {
    const seq = this.state.draft.seq + 1;
    this.change(NOTHING_SAVED);
    for (;;) {
      try {
        const draft = (await post(what, {...body, seq})) as Draft;
        this.change({draft, isLost: false});
        return true;
      } catch (error) {
        if (error instanceof RefusedError) {
          this.change({isLost: false, ...describeRefusal(error)});
          const draft = await fetchDraft().catch(() => null);
          if (draft) this.change({draft});
          return false;
        }
        this.change({isLost: true});
        await this.wait(RETRY_MS);
      }
    }
  }

  private change(change: Partial<EditState>): void {
    this.state = {...this.state, ...change};
    for (const listener of this.listeners) listener();
  }
}

const describeRefusal = (error: RefusedError): Partial<EditState> => {
  if (error.refusal) return {refusal: error.refusal};
  const conflicts = (error.answer as {conflicts?: Conflict[]} | null)?.conflicts;
  if (error.status === 409 && conflicts) return {disputed: conflicts};
  const why = (error.answer as Partial<Refusal> | null)?.why;
  return {refusal: {why: why ?? {en: `HTTP ${error.message}`, da: `HTTP ${error.message}`}, yaml: ''}};
};

const pause = (ms: number): Promise<void> =>
  new Promise(resolve => {
    setTimeout(resolve, ms);
  });
