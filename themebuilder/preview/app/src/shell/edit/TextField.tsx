import {
  useLayoutEffect, useRef, useState, type ChangeEvent, type FocusEvent, type KeyboardEvent,
} from 'react';
import {createPortal} from 'react-dom';

import type {ThemeDetail} from '../../contract';
import type {Fix, PartDetail, ScopeLevel} from '../../editContract';
import {languageName} from '../../guest/languages';
import type {Translate} from '../words';
import {paintValue} from './paint';
import {PartFindings} from './PartFindings';
import {countLetters, findLost, findScope, insertAt, parsePart, splitMarked, startValue} from './parts';
import type {EditSession} from './session';
import {useStageHost} from './stageHost';
import {useCheck} from './useCheck';
import {useLeave} from './useLeave';
import {useEditState} from './useSession';
import {useWriting} from './useWriting';
import type {TranslateEdit} from './words';

interface Props {
  theme: ThemeDetail;
  detail: PartDetail;
  level: ScopeLevel;
  session: EditSession;
  autoFocus: boolean;
  /** What is written, where it isn't the one text of its language. */
  label?: string;
  /** Whether the value is checked also before it is changed. */
  isWatched: boolean;
  /** How often the text was clicked on the stage; then the field lies over it. */
  clicks?: number;
  t: Translate;
  te: TranslateEdit;
}

/**
 * The source of a text in one language. Enter or leaving keeps it, Escape restores it.
 *
 * A click on the text lays a second field over it, with the same value, until it is left.
 */
export const TextField = ({
  theme, detail, level, session, autoFocus, label, isWatched, clicks = 0, t, te,
}: Props) => {
  const start = startValue(detail, level);
  const [typed, setTyped] = useState<string | null>(null);
  const value = typed ?? start;
  const field = useRef<HTMLTextAreaElement>(null);
  const onStage = useRef<HTMLTextAreaElement>(null);
  const [clicked, setClicked] = useState(0);
  const found = useStageHost();
  const host = clicks > clicked ? found : null;
  const {seq} = useEditState(session).draft;
  const part = parsePart(detail.part);
  const language = part && 'language' in part ? part.language : '';
  const scope = findScope(detail, level);
  const isChanged = typed !== null && typed !== start;
  const asked =
    isChanged || (isWatched && value)
      ? {theme: theme.name, part: detail.part, scope: level, value}
      : null;
  const check = useCheck(asked, seq);
  const lost = findLost(detail.placeholders, value);
  const count = countLetters(value);
  const lix = check?.lix[detail.part];

  const paint = (text: string): void => {
    if (part) paintValue(part, text, {detail: theme, seq: session.nextSeq, scope});
  };
  const type = (text: string): void => {
    if (typed === null) seen.current = start;
    setTyped(text);
    paint(text);
  };
  /** The value on which the typing began. */
  const seen = useRef(start);
  const commit = (to: string | null): void => {
    void session.commit(
      {theme: theme.name, part: detail.part, scope: level, value: to},
      scope ? {[scope.file]: scope.digest} : {},
      typed === null ? undefined : seen.current,
    );
  };
  const sent = useRef<string | null>(null);
  const keep = (): void => {
    if (!isChanged || sent.current === value) return;
    sent.current = value;
    commit(value);
  };
  const restore = (): void => {
    setTyped(null);
    paint(start);
  };
  const share = (): void => {
    // The shared text may be the one that the field started with.
    restore();
    if (scope?.value !== null) commit(null);
  };
  const fix = (chosen: Fix): void => {
    if (chosen.part !== detail.part) {
      keep();
      void session.commit({theme: theme.name, part: chosen.part, scope: level, value: chosen.value}, {});
      return;
    }
    const next = String(chosen.value);
    type(next);
    sent.current = next;
    commit(next);
  };

  useLeave(keep);
  useWriting(session, detail.part, isChanged);
  // The server has the new value now: the field follows it again, unless somebody is still typing in it.
  // Before the next key: a reset that comes after it would undo it.
  useLayoutEffect(() => {
    if (typed === null || typed === sent.current) setTyped(null);
    else if (sent.current === start) seen.current = start;
    sent.current = null;
  }, [start]);
  useLayoutEffect(() => {
    setTyped(null);
    sent.current = null;
  }, [level]);
  useLayoutEffect(() => {
    if (autoFocus) field.current?.focus();
  }, [autoFocus]);
  useLayoutEffect(() => {
    if (!host) return;
    onStage.current?.focus();
    onStage.current?.setSelectionRange(value.length, value.length);
  }, [host]);

  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      keep();
      // What was written is seen as the guest sees it.
      if (host) field.current?.focus();
    } else if (event.key === 'Escape' && isChanged && sent.current !== value) {
      event.stopPropagation();
      restore();
    }
  };

  const leave = (event: FocusEvent): void => {
    const isOther = [field.current, onStage.current].some(one => one === event.relatedTarget);
    if (!isOther) keep();
    if (event.target === onStage.current) setClicked(clicks);
  };
  const insert = (placeholder: string): void => {
    const used = onStage.current ?? field.current;
    const {selectionStart = value.length, selectionEnd = value.length} = used ?? {};
    const next = insertAt(value, placeholder, selectionStart, selectionEnd);
    type(next.value);
    requestAnimationFrame(() => {
      used?.focus();
      used?.setSelectionRange(next.caret, next.caret);
    });
  };
  const input = {
    lang: language,
    dir: 'auto',
    rows: 1,
    spellCheck: true,
    value,
    onChange: (event: ChangeEvent<HTMLTextAreaElement>) => type(event.target.value),
    onKeyDown: press,
    onBlur: leave,
  };

  return (
    <section className="text-field">
      <label>
        <span>{label ?? languageName(language)}</span>
        <span className="layers">
          <span className="marks" aria-hidden="true">
            {splitMarked(value).map((run, at) =>
              run.isMarked ? <mark key={at}>{run.text}</mark> : <span key={at}>{run.text}</span>,
            )}{' '}
          </span>
          <textarea ref={field} {...input} />
        </span>
      </label>
      <p className={detail.budget > 0 && count > detail.budget ? 'measure over' : 'measure'}>
        {[
          detail.budget > 0
            ? te('characters', {count, budget: detail.budget})
            : te('noBudget', {count}),
          ...(lix === undefined ? [] : [te('lix', {lix})]),
          ...(detail.value === null && typed === null ? [te('noText')] : []),
        ].join(' · ')}
      </p>
      {detail.placeholders.length > 0 && (
        <div className="placeholders" role="group" aria-label={te('placeholders')}>
          {detail.placeholders.map(name => (
            <button
              key={name}
              type="button"
              className={lost.includes(name) ? 'button lost' : 'button'}
              aria-label={te(lost.includes(name) ? 'lost' : 'insert', {name})}
              // The field keeps the focus, and with it what was typed.
              onMouseDown={event => event.preventDefault()}
              onClick={() => insert(name)}
            >
              {name}
            </button>
          ))}
        </div>
      )}
      {host &&
        createPortal(
          <textarea ref={onStage} {...input} aria-label={te('onStage', {language: languageName(language)})} />,
          host,
        )}
      {asked && (
        <PartFindings
          check={check}
          onFix={fix}
          onShare={scope && hasWider(detail, level) ? share : undefined}
          t={t}
          te={te}
        />
      )}
      {scope?.is_own && typed === null && hasWider(detail, level) && (
        <button
          type="button"
          className="link"
          onClick={share}
        >
          {te('useShared')}
        </button>
      )}
    </section>
  );
};

/** Whether the own value can be removed, as another one would apply without it. */
export const hasWider = (detail: PartDetail, level: ScopeLevel): boolean => {
  const scope = findScope(detail, level);
  return Boolean(scope?.is_own && scope.has_wider);
};
