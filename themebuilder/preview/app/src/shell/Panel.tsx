import {screenAbout, screenName} from '../screens';
import {useId, type ComponentProps, type KeyboardEvent} from 'react';

import type {Page} from '../messages';

import {AboutText} from './AboutText';
import {Barriers} from './Barriers';
import {useShell} from './context';
import {Badge, Choice, PlaceLine, ProblemCards, Prose, Swatch} from './controls';
import {problemsAt, formatPlace} from './problems';
import {Prompts} from './Prompts';
import {type Tab, TABS} from './state';
import {explainBrand, nameService} from './words';

interface Props extends ComponentProps<typeof AboutText> {
  tab: Tab;
  setTab: (tab: Tab) => void;
  page: Page | null;
}

/** What there is to know about the theme, beside the screen. */
export const Panel = (props: Props) => {
  const {detail, tab, setTab} = props;
  const {t} = useShell();
  const id = useId();
  const step = (event: KeyboardEvent): void => {
    const move = {ArrowRight: 1, ArrowLeft: -1}[event.key];
    if (!move) return;
    const next = TABS[(TABS.indexOf(tab) + move + TABS.length) % TABS.length] ?? 'screen';
    setTab(next);
    document.getElementById(`${id}-${next}`)?.focus();
  };
  return (
    <aside className="panel" aria-label={t('panel')}>
      <div className="tabs" role="tablist" aria-label={t('panel')} onKeyDown={step}>
        {TABS.map(name => (
          <button
            key={name}
            id={`${id}-${name}`}
            role="tab"
            type="button"
            aria-selected={name === tab}
            aria-controls={`${id}-panel`}
            tabIndex={name === tab ? 0 : -1}
            onClick={() => setTab(name)}
          >
            {t(`tab.${name}`)}
            {name === 'problems' && <Badge found={detail.found} />}
          </button>
        ))}
      </div>
      <div
        className="panel-body"
        id={`${id}-panel`}
        role="tabpanel"
        aria-labelledby={`${id}-${tab}`}
        tabIndex={0}
      >
        {tab === 'screen' && <AboutScreen {...props} />}
        {tab === 'text' && <AboutText {...props} />}
        {tab === 'settings' && <Settings {...props} />}
        {tab === 'problems' && <Problems {...props} />}
      </div>
    </aside>
  );
};

const AboutScreen = ({detail, page}: Props) => {
  const {state, t, set} = useShell();
  const written = [
    ...Object.keys(detail.screens),
    ...detail.prompts.flatMap(prompt => prompt.screens),
    state.service,
  ];
  return (
    <>
      <h2>{screenName(state.uiLanguage, state.screen)}</h2>
      <p>{screenAbout(state.uiLanguage, state.screen)}</p>
      {state.screen === 'waiting-video' && (
        <Choice
          label={t('serviceScreen')}
          value={state.service}
          options={[...new Set(written)].map(id => ({value: id, label: nameService(state.uiLanguage, id)}))}
          onChange={service => set({service})}
        />
      )}
      {page && (
        <div className="browser-tab">
          <span className="unseen">{t('browserTab')}</span>
          {page.icon ? <img src={page.icon} alt="" width={16} height={16} /> : <span className="no-icon" />}
          <span>{page.title}</span>
        </div>
      )}
      <Prompts detail={detail} />
    </>
  );
};

const Settings = ({detail}: Props) => {
  const {state, t} = useShell();
  return <>
    {detail.settings.length === 0 && <p className="quiet">{t('settings.none')}</p>}
    <ul className="settings">
      {detail.settings.map(setting => (
        <li key={setting.name}>
          <p className="setting-head">
            <strong>{t(setting.title)}</strong>
            <Badge found={problemsAt(detail, setting.place)} />
          </p>
          <p><Prose text={t(setting.effect)} /></p>
          <p className="quiet"><Prose text={t(setting.cannot)} /></p>
          <p className="quiet">
            {setting.organisation ? `${t('settings.from')} ${setting.organisation}` : t('settings.default')}
            {setting.locked && `, ${t('settings.locked')}`}
          </p>
          <p className="place">
            <code>
              {setting.name}: {setting.value || '–'}
            </code>
            {setting.organisation && <><br /><code>{formatPlace(setting.place)}</code></>}
          </p>
        </li>
      ))}
    </ul>
    <h3>{t('brand')}</h3>
    <ul className="settings">
      {detail.brand.map(value => {
        const {name, effect} = explainBrand(state.uiLanguage, value.name);
        return (
          <li key={value.name}>
            <p className="setting-head">
              <strong>{name}</strong>
              <Badge found={problemsAt(detail, value.place)} />
              {/^#[0-9a-f]{6}$/iu.test(value.value) && <Swatch color={value.value} />}
              <code>{value.value}</code>
            </p>
            {effect && <p>{effect}</p>}
            <PlaceLine place={value.place} />
          </li>
        );
      })}
    </ul>
  </>;
};

const Problems = ({detail}: Props) => {
  const {t} = useShell();
  return (
    <>
      {detail.found.length === 0 && <p className="quiet">{t('problems.none')}</p>}
      <ProblemCards found={detail.found} />
      <Barriers detail={detail} />
    </>
  );
};
