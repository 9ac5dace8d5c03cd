import type {ThemeDetail, ThemeSummary} from '../contract';
import {type Screen, screenName, SCREENS} from '../screens';
import {Choice, Count} from './parts';
import {problemsAt, worst} from './problems';
import type {State} from './state';
import {groupThemes, ThemeList} from './ThemeList';
import type {Translate} from './words';

interface Props {
  themes: readonly ThemeSummary[];
  theme: ThemeSummary | undefined;
  detail: ThemeDetail | null;
  state: State;
  t: Translate;
  set: (change: Partial<State>) => void;
  choose: (theme: ThemeSummary) => void;
  /** Starts a new theme; missing where nothing can be edited. */
  create: (() => void) | undefined;
}

/** The themes, and the screens to look at them on: as lists, or as two choices where there is little size. */
export const Side = (props: Props) => (
  <nav className="side" aria-label={props.t('themes')}>
    <div className="side-long">
      <Lists {...props} />
    </div>
    <div className="side-short">
      <Choices {...props} />
    </div>
  </nav>
);

const Lists = ({themes, theme, detail, state, t, set, choose, create}: Props) => (
  <>
    <div className="side-head">
      <h2>{t('themes')}</h2>
      {create && <NewThemeButton create={create} t={t} />}
    </div>
    <ThemeList {...{themes, theme, t, choose}} />
    {state.mode !== 'gallery' && (
      <>
        <h2>{t('screens')}</h2>
        <ul className="screens">
          {SCREENS.map(screen => (
            <li key={screen}>
              <button
                type="button"
                aria-current={screen === state.screen ? 'true' : undefined}
                onClick={() => set({screen})}
              >
                <span>{screenName(state.uiLanguage, screen)}</span>
                {detail && <ScreenBadge {...{detail, screen, t}} />}
              </button>
            </li>
          ))}
        </ul>
      </>
    )}
  </>
);

const NewThemeButton = ({create, t}: {create: () => void; t: Translate}) => (
  <button type="button" className="button" onClick={create}>
    + {t('newTheme')}
  </button>
);

const Choices = ({themes, theme, state, t, set, choose, create}: Props) => (
  <>
    {create && <NewThemeButton create={create} t={t} />}
    <Choice
      label={t('themes')}
      value={theme?.name ?? ''}
      options={groupThemes(themes, t).flatMap(({title, themes: own}) =>
        own.map(one => ({value: one.name, label: one.title, group: title})),
      )}
      onChange={name => {
        const chosen = themes.find(one => one.name === name);
        if (chosen) choose(chosen);
      }}
    />
    {state.mode !== 'gallery' && (
      <Choice
        label={t('screens')}
        value={state.screen}
        options={SCREENS.map(screen => ({value: screen, label: screenName(state.uiLanguage, screen)}))}
        onChange={screen => set({screen})}
      />
    )}
  </>
);

const SERVICE: Partial<Record<Screen, string>> = {
  waiting: 'direct_media_waiting_for_host',
  'waiting-video': 'waiting_for_host',
};

const ScreenBadge = ({detail, screen, t}: {detail: ThemeDetail; screen: Screen; t: Translate}) => {
  const id = SERVICE[screen];
  const text = id ? detail.screens[id] : undefined;
  const found = text ? problemsAt(detail.found, text.place) : [];
  const severity = worst(found);
  return severity && <Count severity={severity} count={found.length} t={t} />;
};
