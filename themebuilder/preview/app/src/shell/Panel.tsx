import {screenAbout, screenName} from '../screens';
import {useId, type KeyboardEvent} from 'react';

import {AboutText} from './AboutText';
import {Barriers} from './Barriers';
import {explainBrand} from './explain';
import {Badge, Choice, ProblemCard, Prose} from './parts';
import {problemsAt, formatPlace} from './problems';
import {Prompts} from './Prompts';
import {type PanelProps, TABS} from './state';

/** What there is to know about the theme, beside the screen. */
export const Panel = (props: PanelProps) => {
  const {detail, t, tab, setTab} = props;
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
            {name === 'problems' && <Badge found={detail.found} t={t} />}
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

const AboutScreen = ({detail, state, t, set, page}: PanelProps) => {
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
          options={[...new Set(written)].map(id => ({value: id, label: id}))}
          onChange={service => set({service})}
        />
      )}
      {page && (
        <div className="browser-tab">
          <span className="unseen">{t('browserTab')}</span>
          {page.icon ? (
            <img src={page.icon} alt="" width={16} height={16} />
          ) : (
            <span className="no-icon" />
          )}
          <span>{page.title}</span>
        </div>
      )}
      <Prompts {...{detail, state, t, set}} />
    </>
  );
};

const Settings = ({detail, state, t}: PanelProps) => (
  <>
    {detail.settings.length === 0 && <p className="quiet">{t('settings.none')}</p>}
    <ul className="settings">
      {detail.settings.map(setting => {
        const {title, effect, cannot} = setting;
        return (
          <li key={setting.name}>
            <p className="setting-head">
              <strong>{t(title)}</strong>
              <Badge found={problemsAt(detail.found, setting.place)} t={t} />
            </p>
            <p>
              <Prose text={t(effect)} />
            </p>
            <p className="quiet">
              <Prose text={t(cannot)} />
            </p>
            <p className="quiet">
              {setting.organisation && `${t('settings.from')} ${setting.organisation}`}
              {setting.locked && `, ${t('settings.locked')}`}
            </p>
            <p className="place">
              <code>
                {setting.name}: {setting.value || '–'}
              </code>
              <br />
              <code>{formatPlace(setting.place)}</code>
            </p>
          </li>
        );
      })}
    </ul>
    <h3>{t('brand')}</h3>
    <ul className="settings">
      {detail.brand.map(value => {
        const {name, effect} = explainBrand(state.uiLanguage, value.name);
        return (
          <li key={value.name}>
            <p className="setting-head">
              <strong>{name}</strong>
              <Badge found={problemsAt(detail.found, value.place)} t={t} />
              {/^#[0-9a-f]{6}$/iu.test(value.value) && (
                <span className="swatch" style={{background: value.value}} aria-hidden="true" />
              )}
              <code>{value.value}</code>
            </p>
            {effect && <p>{effect}</p>}
            <p className="place">
              <code>{formatPlace(value.place)}</code>
            </p>
          </li>
        );
      })}
    </ul>
  </>
);

const Problems = ({detail, state, language, t}: PanelProps) => (
  <>
    {detail.found.length === 0 && <p className="quiet">{t('problems.none')}</p>}
    {detail.found.map((problem, index) => (
      <ProblemCard key={index} problem={problem} t={t} />
    ))}
    <Barriers {...{detail, state, language, t}} />
  </>
);
