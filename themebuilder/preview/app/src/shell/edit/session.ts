/** The draft as this page knows it: what the server keeps, and what still has to be sent there. */

import type {
  Conflict,
  Draft,
  Edit,
  EditValue,
  NewEdit,
  Refusal,
  Saved,
  ThemeRequest,
} from '../../editContract';
import {fetchDraft, post, RefusedError} from './client';
import {nameTarget} from './parts';

export interface EditState {
  draft: Draft;
  /** Edits that the server hasn't confirmed yet. */
  unsent: readonly NewEdit[];
  /** Nobody answers; what is unsent is kept and sent again. */
  isLost: boolean;
  /** The disk is full or can't be written; what is unsent is kept and sent again. */
  isBlocked: boolean;
  isSaving: boolean;
  /** Number of files of the save just done; 0 after the next change, of whichever window. */
  saved: number;
  /** The step just undone or redone, by the part that it changes; null after the next change. */
  replayed: {which: 'undo' | 'redo'; part: string} | null;
  /** Why the last request was refused; null when it wasn't. */
  refusal: Refusal | null;
  /** Values that the file has changed as well, so that the last edit or save wasn't done. */
  disputed: readonly Conflict[];
  /** Part -> number of the change that gave it another value than it had. */
  touched: Readonly<Record<string, number>>;
  /** The part whose editor has a value that isn't kept yet; empty where none has. */
  writing: string;
}

/** Between two requests while nobody answers. */
export const RETRY_MS = 2000;
/** What means another step after each change of the draft. */
const IS_RELATIVE = /^(undo|redo|parked)$/u;
/** Of a conflict with an edit of another window: the server gives its edits other ids. */
const NO_EDIT = -1;
const NO_NEWS = {saved: 0, replayed: null, refusal: null, disputed: []} as const;

export class EditSession {
  private state: EditState;
  private readonly listeners = new Set<() => void>();
  private running: Promise<void> = Promise.resolve();
  /** The edit sent last, which the server may not have taken. */
  private sent: NewEdit | null = null;
  /** The values that this page gave. */
  private readonly own = new Set<string>();

  constructor(
    draft: Draft,
    private readonly wait: (ms: number) => Promise<void> = pause,
  ) {
    this.state = {
      draft, unsent: [], isLost: false, isBlocked: false, isSaving: false, touched: {}, writing: '', ...NO_NEWS,
    };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly read = (): EditState => this.state;

  /** The number of the edit that is being written, once it is sent. */
  get nextSeq(): number {
    return this.state.draft.seq + this.state.unsent.length + 1;
  }

  /**
   * Keep *edit* in the draft; *base* has the digest of the file that the page saw, and *seen* the value where it was
   * written for a while.
   */
  commit(edit: NewEdit, base: Record<string, string>, seen?: EditValue | null): Promise<void> {
    this.change({unsent: [...this.state.unsent, edit], ...NO_NEWS});
    return this.enqueue(async () => {
      this.sent = edit;
      const theirs = findEdit(this.state.draft, edit);
      const isOwn = theirs !== undefined && this.own.has(nameValue(theirs));
      const dispute = seen === undefined || isOwn ? null : findDispute(edit, seen, this.state.draft);
      this.own.add(nameValue(edit));
      if (dispute) {
        this.change({disputed: [dispute], unsent: this.state.unsent.filter(one => one !== edit)});
        return;
      }
      try {
        await this.ask('edits', {edits: [edit], base});
      } finally {
        this.change({unsent: this.state.unsent.filter(one => one !== edit)});
      }
    });
  }

  /** Let the edit of *conflict* apply whatever the file has, or else the file's value. */
  settle({id, file, part, mine}: Conflict, answer: 'mine' | 'theirs'): Promise<void> {
    const kept = this.state.draft.edits.find(edit => edit.id === id && edit.part === part);
    if (answer === 'theirs') {
      this.change({disputed: this.state.disputed.filter(one => one.part !== part || one.file !== file)});
      return kept ? this.discard([id]) : Promise.resolve();
    }
    const edit = kept ?? this.sent;
    // Without a base it applies to the file as it is now.
    return edit ? this.commit({theme: edit.theme, part, scope: edit.scope, value: mine}, {}) : Promise.resolve();
  }

  /** Create a theme in the draft; its name, empty where it was refused. */
  async create(request: ThemeRequest): Promise<string> {
    let theme = '';
    await this.enqueue(async () => {
      const before = new Set(this.state.draft.edits.map(({part}) => part));
      const answer = await this.ask('themes', request);
      const made = answer?.edits.findLast(({part}) => part.startsWith('theme:') && !before.has(part));
      theme = made?.theme ?? '';
    });
    return theme;
  }

  /** Put the edits that were put aside on another branch on top of the draft, or give them up. */
  answerParked(number: number, keep: boolean): Promise<void> {
    return this.enqueue(() => this.ask('parked', {number, keep}));
  }

  /** The editor of *part* has another value than the draft; empty when it hasn't any more. */
  write(part: string): void {
    this.change({writing: part});
  }

  undo(): Promise<void> {
    return this.replay('undo');
  }

  redo(): Promise<void> {
    return this.replay('redo');
  }

  private replay(which: 'undo' | 'redo'): Promise<void> {
    return this.enqueue(async () => {
      const part = this.state.draft[which];
      if ((await this.ask(which, {})) && part) this.change({replayed: {which, part}});
    });
  }

  /** Take back the edits *ids*. */
  discard(ids: readonly number[]): Promise<void> {
    return this.enqueue(() => this.ask('discard', {ids}));
  }

  /** Write the edits *ids* to their files. */
  save(ids: readonly number[]): Promise<void> {
    return this.enqueue(async () => {
      this.change({isSaving: true});
      try {
        const answer = await this.ask('save', {ids});
        if (answer) this.change({saved: answer.saved.length});
      } finally {
        this.change({isSaving: false});
      }
    });
  }

  /** Another window or a file changed the draft: read it again. */
  refresh(): Promise<void> {
    return this.enqueue(async () => {
      const draft = await fetchDraft().catch(() => null);
      if (!draft) return;
      const news = isSame(draft.edits, this.state.draft.edits) ? {} : {saved: 0, replayed: null};
      this.change({draft, touched: this.touch(draft), ...news});
    });
  }

  /** Do one request after the other, so that each one builds on the state that the last one left. */
  private enqueue(work: () => Promise<unknown>): Promise<void> {
    this.running = this.running.then(work).then(
      () => undefined,
      (error: unknown) => console.error(error),
    );
    return this.running;
  }

  /** The answer to *what*, null where it was refused; without an answer it is asked again. */
  private async ask(what: string, body: object): Promise<Saved | null> {
    let {seq} = this.state.draft;
    this.change(NO_NEWS);
    for (;;) {
      try {
        const draft = (await post(what, {...body, seq})) as Saved;
        // Saving changes no value.
        const touched = what === 'save' ? this.state.touched : this.touch(draft);
        this.change({draft, touched, isLost: false, isBlocked: false, refusal: null});
        return draft;
      } catch (error) {
        if (!(error instanceof RefusedError)) {
          this.change({isLost: true});
          await this.wait(RETRY_MS);
          continue;
        }
        const {status, answer} = error;
        const isBlocked = status === 503 && what === 'edits';
        this.change({isLost: false, isBlocked});
        if (status !== 409) {
          this.change({refusal: error.refusal ?? describeStatus(status)});
          if (!isBlocked) return null;
          await this.wait(RETRY_MS);
          continue;
        }
        const now = answer as Draft;
        if (now.seq !== seq) {
          const disputed = what === 'edits' && this.sent ? findDispute(this.sent, findEdit(this.state.draft, this.sent)?.value, now) : null;
          // Another window was faster: the same change is meant on what it left, unless that is another one now.
          if (!disputed && (!IS_RELATIVE.test(what) || isSame(now.edits, this.state.draft.edits))) {
            seq = now.seq;
            continue;
          }
          this.change({draft: now, disputed: disputed ? [disputed] : []});
          return null;
        }
        this.change({draft: {...now, conflicts: this.state.draft.conflicts}, disputed: now.conflicts});
        return null;
      }
    }
  }

  /** The parts that have other values in *draft* than in the one before it. */
  private touch(draft: Draft): EditState['touched'] {
    const [before, after] = [this.state.draft, draft].map(
      ({edits}) => new Map(edits.map(edit => [JSON.stringify([edit.file, edit.part, edit.value]), edit.part])),
    ) as [Map<string, string>, Map<string, string>];
    const changed = [...before, ...after].filter(([name]) => before.has(name) !== after.has(name));
    return {...this.state.touched, ...Object.fromEntries(changed.map(([, part]) => [part, draft.seq]))};
  }

  private change(change: Partial<EditState>): void {
    this.state = {...this.state, ...change};
    for (const listener of this.listeners) listener();
  }
}

const nameValue = ({theme, part, scope, value}: NewEdit): string => JSON.stringify([theme, part, scope, value]);

const findEdit = ({edits}: Draft, edit: NewEdit): Edit | undefined =>
  edits.find(one => nameTarget(one) === nameTarget(edit));

/** The conflict of *sent* with the edit of the same value in *draft*, if another window made it since *seen*. */
const findDispute = (sent: NewEdit, seen: EditValue | null | undefined, draft: Draft): Conflict | null => {
  const theirs = findEdit(draft, sent);
  if (!theirs || isSame(theirs.value, seen) || isSame(theirs.value, sent.value)) return null;
  const was = seen === undefined ? theirs.was : seen;
  return {id: NO_EDIT, file: theirs.file, part: sent.part, was, mine: sent.value, theirs: theirs.value, is_unreadable: false};
};

/** Whether *conflict* is with the edit of another window, and not with the file. */
export const isOfWindow = ({id}: Conflict): boolean => id === NO_EDIT;

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

const describeStatus = (status: number): Refusal => ({
  why: {
    en: `The server refused the change (${String(status)}). Load the page again.`,
    da: `Serveren afviste ændringen (${String(status)}). Genindlæs siden.`,
  },
  yaml: '',
});

const pause = (ms: number): Promise<void> =>
  new Promise(resolve => setTimeout(resolve, ms));
