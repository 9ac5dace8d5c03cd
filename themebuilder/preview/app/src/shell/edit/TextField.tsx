import {useLayoutEffect, useRef, useState, type ChangeEvent, type FocusEvent, type KeyboardEvent} from 'react';
import {createPortal} from 'react-dom';

import type {Fix} from '../../editContract';
import {languageName} from '../../guest/languages';
import {useShell} from '../context';
import {FieldButton, LinkButton, MarkedRuns} from '../controls';
import {PartFindings} from './PartFindings';
import {cleanTyped, countLetters, findLost, insertAt, parsePart, splitMarked, writeValue} from './parts';
import {useCheck} from './useCheck';
import {usePartLevel, type PartLevel} from './usePartLevel';
import {useTypedValue} from './useTypedValue';
import {useEditWords} from './words';

interface Props extends PartLevel {
  autoFocus?: boolean;
  /** What is written, where it isn't the one text of its language. */
  label?: string;
  /** Whether the value is checked also before it is changed. */
  isWatched: boolean;
  /** How often the text was clicked on the stage; then the field lies over it. */
  clicks?: number;
}

/** The source of a text in one language. A click on the text lays a second field over it, until that is left. */
export const TextField = ({autoFocus = false, label, isWatched, clicks = 0, ...partLevel}: Props) => {
  const te = useEditWords();
  const {detail} = partLevel;
  const {scope, start: kept, hasWider, commit, commitPart, paint} = usePartLevel(partLevel);
  const start = writeValue(kept);
  const field = useRef<HTMLTextAreaElement>(null);
  const onStage = useRef<HTMLTextAreaElement>(null);
  const [clicked, setClicked] = useState(0);
  const {stageHost} = useShell();
  const host = clicks > clicked ? stageHost : null;
  const part = parsePart(detail.part);
  const language = part && 'language' in part ? part.language : '';
  const {typed, value, isChanged, seenFirst, type, keep, restore, press} = useTypedValue({
    ...partLevel,
    start,
    commit,
    paint,
  });
  const isAsked = isChanged || (isWatched && value !== '');
  const check = useCheck(partLevel, isAsked ? value : null);
  const lost = findLost(detail.placeholders, value);
  const count = countLetters(value);
  const lix = check?.lix[detail.part];

  const share = (): void => {
    // The shared text may be the one that the field started with.
    restore();
    if (scope?.value !== null) void commit(null, seenFirst);
  };
  const fix = (chosen: Fix): void => {
    if (chosen.part === detail.part) {
      type(String(chosen.value));
      keep(String(chosen.value));
    } else {
      keep();
      void commitPart(chosen.part, chosen.value);
    }
  };

  useLayoutEffect(() => {
    if (autoFocus) focusEnd(field.current);
  }, [autoFocus]);
  useLayoutEffect(() => {
    if (host) focusEnd(onStage.current);
  }, [host]);

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
    onChange: (event: ChangeEvent<HTMLTextAreaElement>) => type(cleanTyped(event.target.value, '\n')),
    onKeyDown: (event: KeyboardEvent) => {
      // A new line.
      if (event.key === 'Enter' && event.shiftKey) return;
      press(event);
      // What was written is seen as the guest sees it.
      if (event.key === 'Enter' && event.isDefaultPrevented() && host) field.current?.focus();
    },
    onBlur: leave,
  };

  return (
    <section className="text-field">
      <label>
        <span>{label ?? languageName(language)}</span>
        <span className="layers">
          <span className="marks" aria-hidden="true">
            <MarkedRuns runs={splitMarked(value)} />{' '}
          </span>
          <textarea ref={field} {...input} />
        </span>
      </label>
      <p className={detail.budget > 0 && count > detail.budget ? 'measure over' : 'measure'}>
        {[
          te(detail.budget > 0 ? 'characters' : 'noBudget', {count, budget: detail.budget}),
          ...(lix === undefined ? [] : [te('lix', {lix})]),
          ...(detail.value === null && typed === null ? [te('noText')] : []),
        ].join(' · ')}
      </p>
      {detail.placeholders.length > 0 && (
        <div className="placeholders" role="group" aria-label={te('placeholders')}>
          {detail.placeholders.map(name => (
            <FieldButton
              key={name}
              className={lost.includes(name) ? 'button lost' : 'button'}
              aria-label={te(lost.includes(name) ? 'lost' : 'insert', {name})}
              onClick={() => insert(name)}
            >
              {name}
            </FieldButton>
          ))}
        </div>
      )}
      {host &&
        createPortal(
          <textarea ref={onStage} {...input} aria-label={te('onStage', {language: languageName(language)})} />,
          host,
        )}
      {isAsked && <PartFindings check={check} onFix={fix} onShare={hasWider ? share : undefined} />}
      {typed === null && hasWider && <LinkButton onClick={share}>{te('useShared')}</LinkButton>}
    </section>
  );
};

const focusEnd = (field: HTMLTextAreaElement | null): void => {
  field?.focus();
  field?.setSelectionRange(field.value.length, field.value.length);
};
