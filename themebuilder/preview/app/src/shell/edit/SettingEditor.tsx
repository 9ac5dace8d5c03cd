import {useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode} from 'react';

import type {ThemeDetail} from '../../contract';
import type {EditValue, PartDetail, ScopeLevel, SettingChoice, SettingDetail} from '../../editContract';
import {postDraft} from '../frames';
import {ProblemCard, Prose} from '../parts';
import type {Translate} from '../words';
import {LanguageList} from './LanguageList';
import {findScope, findStart, writeValue} from './parts';
import type {EditSession} from './session';
import {useCheck} from './useCheck';
import {useLeave} from './useLeave';
import {useEditState} from './useSession';
import {useWriting} from './useWriting';
import {usePick} from './usePick';
import type {TranslateEdit} from './words';

interface Props {
  theme: ThemeDetail;
  detail: PartDetail;
  setting: SettingDetail;
  level: ScopeLevel;
  session: EditSession;
  t: Translate;
  te: TranslateEdit;
}

/** A setting of an organisation: its value, and what that does in the app and on the server. */
export const SettingEditor = (props: Props) => {
  const {theme, detail, setting, level, session, t, te} = props;
  const scope = findScope(detail, level);
  const isLocked = Boolean(scope?.locked_by);
  const start = findStart(detail, level);
  const {value, pick} = usePick({theme, detail, level, session}, start);
  const current = value ?? setting.default;
  // Publishing follows what the user's own files say.
  const isDecided = detail.scopes.some(one => one.is_own) || value !== start;
  const choice = setting.choices.find(one => one.value === current);

  const choose = (one: SettingChoice): void => {
    // Other themes hide other parts: they are painted once they are built.
    if (!scope?.overridden_by) postDraft(theme.view, {seq: session.nextSeq, hidden: one.hidden});
    pick(one.value);
  };

  return (
    <section className="setting-editor">
      <p>
        <Prose text={setting.languages.length > 0 ? te('languages.about') : t(setting.about)} />
      </p>
      {isLocked && (
        <p className="notice">{te('locked.here', {organisation: scope?.locked_by ?? ''})}</p>
      )}
      <fieldset className="choices" disabled={isLocked}>
        <legend className="unseen">{t(setting.title)}</legend>
        {setting.choices.map(one => (
          <Card key={one.value} isOn={one === choice} onChoose={() => choose(one)} name={detail.part}>
            {t(one.effect)}
          </Card>
        ))}
        {setting.languages.length > 0 && (
          <LanguageList
            key={writeValue(current)}
            value={current}
            codes={setting.languages}
            te={te}
            onChange={pick}
          />
        )}
        {setting.choices.length === 0 && setting.languages.length === 0 && (
          <ValueField {...props} label={t(setting.title)} start={writeValue(current)} onKeep={pick} />
        )}
      </fieldset>
      <dl className="consequences">
        <Consequence title={te('setting.app')} text={t((choice ?? setting).app)} />
        <Consequence
          title={te('setting.server')}
          text={t(isDecided ? (choice ?? setting).server : setting.undecided)}
        />
        <Consequence title={te('setting.cannot')} text={t(setting.cannot)} />
      </dl>
      {scope?.is_own && (
        <button type="button" className="link" onClick={() => pick(null)}>
          {te('useSharedSetting')}
        </button>
      )}
    </section>
  );
};

/** One of a few values, as a card that can be chosen. */
export const Card = ({
  name, isOn, onChoose, children,
}: {name: string; isOn: boolean; onChoose: () => void; children: ReactNode}) => (
  <label className={isOn ? 'card on' : 'card'}>
    <input type="radio" name={name} checked={isOn} onChange={onChoose} />
    <span>{children}</span>
  </label>
);

const Consequence = ({title, text}: {title: string; text: string}) => (
  <div>
    <dt>{title}</dt>
    <dd>
      <Prose text={text} />
    </dd>
  </div>
);

/** A value that people write. Enter or leaving keeps it, Escape restores it; an empty one is removed. */
export const ValueField = ({
  theme, detail, level, label, session, start, onKeep, t, te,
}: Omit<Props, 'setting'> & {
  label: string;
  start: string;
  onKeep: (value: EditValue | null) => void;
}) => {
  const [typed, setTyped] = useState<string | null>(null);
  const id = useId();
  const value = typed ?? start;
  const isChanged = typed !== null && typed !== start;
  const check = useCheck(
    isChanged && value ? {theme: theme.name, part: detail.part, scope: level, value} : null,
    useEditState(session).draft.seq,
  );
  const sent = useRef<string | null>(null);
  const keep = (): void => {
    if (!isChanged || sent.current === value) return;
    sent.current = value;
    onKeep(value.trim() || null);
  };
  useLeave(keep);
  useWriting(session, detail.part, isChanged);
  // Before the next key: a reset that comes after it would undo it.
  useLayoutEffect(() => {
    setTyped(null);
    sent.current = null;
  }, [start, level]);
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault();
      keep();
    } else if (event.key === 'Escape' && isChanged && sent.current !== value) {
      event.stopPropagation();
      setTyped(null);
    }
  };
  return (
    <>
      <input
        id={id}
        className="value-field"
        value={value}
        placeholder={te('setting.none')}
        aria-label={label}
        autoComplete="off"
        onChange={event => setTyped(event.target.value)}
        onKeyDown={press}
        onBlur={keep}
      />
      <div aria-live="polite">
        {check?.problems.map((problem, at) => <ProblemCard key={at} problem={problem} t={t} />)}
      </div>
    </>
  );
};
