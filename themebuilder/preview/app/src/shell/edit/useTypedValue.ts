import {useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent} from 'react';

import {findCommand, readKey} from '../../shortcuts';
import {useEditing} from './context';
import {findScope} from './parts';
import type {PartLevel} from './usePartLevel';

interface Options extends PartLevel {
  start: string;
  /** The value that a text means. */
  read?: (text: string) => string;
  /** Keeps *value*; *seen* is the value of the level on which the typing began, null where it had none. */
  commit: (value: string, seen: string | null | undefined) => Promise<void> | void;
  /** Shows what is being typed. */
  paint?: (text: string) => void;
}

/** A value that people type. Enter or leaving keeps it, Escape restores it. */
export const useTypedValue = ({detail, level, start, read = text => text, commit, paint}: Options) => {
  const {session} = useEditing();
  const [typed, setTyped] = useState<string | null>(null);
  const seen = useRef<string | null>(start);
  const sent = useRef<string | null>(null);
  const value = read(typed ?? start);
  const isChanged = value !== start;
  const type = (text: string): void => {
    if (typed === null) seen.current = findScope(detail, level)?.value === null ? null : start;
    setTyped(text === start ? null : text);
    paint?.(text);
  };
  const seenFirst = typed === null ? undefined : seen.current;
  /** Keep what is typed, once; a *chosen* value again, as the server may have refused it. */
  const keep = (chosen?: string): void => {
    const to = chosen ?? value;
    if (chosen === undefined && (to === start || to === sent.current)) return;
    sent.current = to;
    void Promise.resolve(commit(to, seenFirst)).then(() => {
      if (sent.current !== to || !session.read().refusal) return;
      // What was refused isn't shown any more, and Escape restores what there was.
      sent.current = null;
      paint?.(start);
    });
  };
  const restore = (): void => {
    setTyped(null);
    paint?.(start);
  };
  const press = (event: KeyboardEvent): void => {
    const command = findCommand(readKey(event));
    // The browser undoes what is typed and isn't kept.
    const isKept = typed === null || value === sent.current;
    // A button that has the focus is pressed.
    if (event.key === 'Enter' && !event.nativeEvent.isComposing && !(event.target instanceof HTMLButtonElement)) {
      event.preventDefault();
      keep();
    } else if (event.key === 'Escape' && isChanged && sent.current !== value) {
      event.stopPropagation();
      // Nor does a dialog close.
      event.preventDefault();
      restore();
    } else if (isKept && (command === 'undo' || command === 'redo')) {
      event.stopPropagation();
      event.preventDefault();
      void session[command]();
    } else if (command === 'undo' && event.target instanceof HTMLInputElement && event.target.type === 'range') {
      // A step that isn't kept yet.
      event.stopPropagation();
      restore();
    }
  };

  useLeave(() => keep());
  useEffect(() => {
    if (!isChanged) return;
    session.write(detail.part);
    return () => session.write('');
  }, [session, detail.part, isChanged]);
  // The server has the new value now: the field follows it again, unless somebody is still typing in it.
  // Before the next key: a reset that comes after it would undo it.
  useLayoutEffect(() => {
    if (typed === null || read(typed) === sent.current) setTyped(null);
    else if (sent.current === start) seen.current = start;
    sent.current = null;
  }, [start]);
  // What was undone before its answer was read has changed nothing here.
  useLayoutEffect(() => {
    if (sent.current === null || read(typed ?? start) !== sent.current || session.read().unsent.length > 0) return;
    setTyped(null);
    sent.current = null;
  }, [detail]);
  useLayoutEffect(() => {
    setTyped(null);
    sent.current = null;
  }, [level]);
  return {typed, value, isChanged, seenFirst, type, keep, restore, press};
};

/** Call *keep* when the field goes away, with its part or with the page: what was typed isn't lost. */
const useLeave = (keep: () => void): void => {
  const latest = useRef(keep);
  latest.current = keep;
  useEffect(() => {
    const leave = (): void => latest.current();
    window.addEventListener('pagehide', leave);
    return () => {
      window.removeEventListener('pagehide', leave);
      leave();
    };
  }, []);
};
