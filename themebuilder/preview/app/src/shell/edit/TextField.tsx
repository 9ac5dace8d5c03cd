import {useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent} from 'react';

import type {ThemeDetail} from '../../contract';
import type {PartDetail, ScopeLevel} from '../../editContract';
import {languageName} from '../../guest/languages';
import {ProblemCard} from '../parts';
import type {Translate} from '../words';
import {paintValue} from './paint';
import {countLetters, findLost, findScope, insertAt, parsePart, splitMarked, startValue} from './parts';
import type {EditSession} from './session';
import {useCheck} from './useCheck';
import {useLeave} from './useLeave';
import type {TranslateEdit} from './words';

interface Props {
  theme: ThemeDetail;
  detail: PartDetail;
  level: ScopeLevel;
  session: EditSession;
  autoFocus: boolean;
  t: Translate;
  te: TranslateEdit;
}

/** The source of a text in one language. Enter or leaving keeps it, Escape restores it. */
export const TextField = ({theme, detail, level, session, autoFocus, t, te}: Props) => {
  const start = startValue(detail, level);
  const [typed, setTyped] = useState<string | null>(null);
  const value = typed ?? start;
  const field = useRef<HTMLTextAreaElement>(null);
  const part = parsePart(detail.part);
  const language = part?.kind === 'text' ? part.language : '';
  const scope = findScope(detail, level);
  const isChanged = typed !== null && typed !== start;
  const check = useCheck(
    isChanged ? {theme: theme.name, part: detail.part, scope: level, value} : null,
  );
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

  useLeave(keep);
  // The server has the new value now: the field follows it again, unless somebody is still typing in it.
  useEffect(() => {
    if (typed === null || typed === sent.current) setTyped(null);
    else if (sent.current === start) seen.current = start;
    sent.current = null;
  }, [start]);
  useEffect(() => {
    setTyped(null);
    sent.current = null;
  }, [level]);
  useLayoutEffect(() => {
    if (autoFocus) field.current?.focus();
  }, [autoFocus]);

  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      keep();
    } else if (event.key === 'Escape' && isChanged && sent.current !== value) {
      event.stopPropagation();
      restore();
    }
  };

  const insert = (placeholder: string): void => {
    const {selectionStart = value.length, selectionEnd = value.length} = field.current ?? {};
    const next = insertAt(value, placeholder, selectionStart, selectionEnd);
    type(next.value);
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(next.caret, next.caret);
    });
  };

  return (
    <section className="text-field">
      <label>
        <span>{languageName(language)}</span>
        <span className="layers">
          <span className="marks" aria-hidden="true">
            {splitMarked(value).map((run, at) =>
              run.isMarked ? <mark key={at}>{run.text}</mark> : <span key={at}>{run.text}</span>,
            )}{' '}
          </span>
          <textarea
            ref={field}
            lang={language}
            dir="auto"
            rows={1}
            spellCheck
            value={value}
            onChange={event => type(event.target.value)}
            onKeyDown={press}
            onBlur={keep}
          />
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
              title={te(lost.includes(name) ? 'lost' : 'insert', {name})}
              // The field keeps the focus, and with it what was typed.
              onMouseDown={event => event.preventDefault()}
              onClick={() => insert(name)}
            >
              {lost.includes(name) ? te('lost', {name}) : name}
            </button>
          ))}
        </div>
      )}
      <div aria-live="polite">
        {check?.problems.map((problem, at) => <ProblemCard key={at} problem={problem} t={t} />)}
      </div>
      {scope?.is_own && typed === null && hasWider(detail, level) && (
        <button
          type="button"
          className="link"
          onClick={() => commit(null)}
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
