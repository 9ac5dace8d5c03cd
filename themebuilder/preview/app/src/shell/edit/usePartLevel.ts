import {useLayoutEffect, useRef, useState} from 'react';

import type {EditValue, PartDetail, Scope, ScopeLevel} from '../../editContract';
import {postDraft} from '../frames';
import {useEditing} from './context';
import {describePaint} from './painting';
import {findScope, findStart, parsePart} from './parts';

/** A part, and the level at which it is edited. */
export interface PartLevel {
  detail: PartDetail;
  level: ScopeLevel;
}

interface Level {
  scope: Scope | undefined;
  /** What the editor starts with. */
  start: EditValue | null;
  /** Whether the own value can be removed, as another one would apply without it. */
  hasWider: boolean;
  /** Keep *value* in the draft; null removes it. *seen* is the value where it was written for a while. */
  commit: (value: EditValue | null, seen?: EditValue | null) => Promise<void>;
  /** Keep *value* of another part at the same level. */
  commitPart: (part: string, value: EditValue) => Promise<void>;
  /** Show *value* on all pages that it reaches, before it is kept: of this theme, and for a text of those that share it. */
  paint: (value: string) => void;
}

/** What is known of a part at a level, and how it is changed there. */
export const usePartLevel = ({detail, level}: PartLevel): Level => {
  const {session, theme} = useEditing();
  const scope = findScope(detail, level);
  const send = (part: string, value: EditValue | null, base: Record<string, string>, seen?: EditValue | null) =>
    session.commit({theme: theme.name, part, scope: level, value}, base, seen);
  const paint = (value: string): void => {
    const part = parsePart(detail.part);
    const draft = part && describePaint(part, value, theme, session.nextSeq);
    if (!draft) return;
    const shared = part.kind === 'text' ? theme.texts[part.language]?.[part.key]?.used_by : [];
    const others = (shared ?? []).filter(name => scope?.themes.includes(name));
    for (const name of new Set([...others, ...(scope?.overridden_by ? [] : [theme.name])])) {
      postDraft(`/themes/${name}/view/`, draft);
    }
  };
  return {
    scope,
    start: findStart(detail, level),
    hasWider: Boolean(scope?.is_own && scope.has_wider),
    commit: (value, seen) => send(detail.part, value, scope ? {[scope.file]: scope.digest} : {}, seen),
    commitPart: (part, value) => send(part, value, {}),
    paint,
  };
};

interface Picked extends Level {
  value: EditValue | null;
  /** *seen* is the value where it was written for a while. */
  pick: (value: EditValue | null, seen?: EditValue | null) => void;
}

/** A value that is kept as soon as it is chosen, and shown as chosen until the server has it. */
export const usePickedValue = (partLevel: PartLevel): Picked => {
  const {session} = useEditing();
  const level = usePartLevel(partLevel);
  const [picked, setPicked] = useState<{value: EditValue | null} | null>(null);
  const outstanding = useRef(0);
  // Before the next choice: a reset that comes after it would undo it.
  useLayoutEffect(() => setPicked(null), [partLevel.level]);
  useLayoutEffect(() => {
    // An answer to an earlier choice must not undo a later one.
    if (outstanding.current === 0) setPicked(null);
  }, [JSON.stringify(level.start)]);
  const pick = (value: EditValue | null, seen?: EditValue | null): void => {
    // What applies once the value is removed is known when the server answers.
    if (value !== null) setPicked({value});
    outstanding.current += 1;
    void level.commit(value, seen).then(() => {
      outstanding.current -= 1;
      const {refusal, disputed} = session.read();
      if (refusal || disputed.length > 0) setPicked(null);
    });
  };
  return {...level, value: picked ? picked.value : level.start, pick};
};
