import type {ReactNode} from 'react';

import type {SettingChoice, SettingDetail} from '../../editContract';
import {postDraft} from '../frames';
import {LinkButton, Prose} from '../controls';
import {useEditing} from './context';
import {LanguageList} from './LanguageList';
import {writeValue} from './parts';
import {usePickedValue, type PartLevel} from './usePartLevel';
import {ValueField} from './ValueField';

/** A setting of an organisation: its value, and what that does in the app and on the server. */
export const SettingEditor = ({setting, ...partLevel}: PartLevel & {setting: SettingDetail}) => {
  const {theme, session, t, te} = useEditing();
  const {scope, start, value, pick} = usePickedValue(partLevel);
  const isLocked = Boolean(scope?.locked_by);
  const current = value ?? setting.default;
  // Publishing follows what the user's own files say.
  const isDecided = partLevel.detail.scopes.some(one => one.is_own) || value !== start;
  const choice = setting.choices.find(one => one.value === current);

  const choose = (one: SettingChoice): void => {
    // Other themes hide other parts: they are painted once they are built.
    if (!scope?.overridden_by) postDraft(theme.view, {seq: session.nextSeq, hidden: one.hidden});
    pick(one.value);
  };

  return (
    <section className="setting-editor">
      <p><Prose text={setting.languages.length > 0 ? te('languages.about') : t(setting.about)} /></p>
      {isLocked && <p className="notice">{te('locked.here', {organisation: scope?.locked_by ?? ''})}</p>}
      <fieldset className="choices" disabled={isLocked}>
        <legend className="unseen">{t(setting.title)}</legend>
        {setting.choices.map(one => (
          <Card key={one.value} isOn={one === choice} onChoose={() => choose(one)} name={partLevel.detail.part}>
            {t(one.effect)}
          </Card>
        ))}
        {setting.languages.length > 0 && (
          <LanguageList key={writeValue(current)} value={current} codes={setting.languages} onChange={pick} />
        )}
        {setting.choices.length === 0 && setting.languages.length === 0 && (
          <ValueField {...partLevel} label={t(setting.title)} start={writeValue(current)} onKeep={pick} />
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
      {scope?.is_own && <LinkButton onClick={() => pick(null)}>{te('useSharedSetting')}</LinkButton>}
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
    <dd><Prose text={text} /></dd>
  </div>
);
