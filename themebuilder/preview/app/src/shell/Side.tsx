import type {ThemeDetail, ThemeSummary} from '../contract';
import {type Screen, screenName, SCREENS} from '../screens';
import {useShell} from './context';
import {Badge, Button, Choice} from './controls';
import {problemsAt} from './problems';
import {groupThemes, ThemeList} from './ThemeList';

interface Props {
  themes: readonly ThemeSummary[];
  theme: ThemeSummary | undefined;
  detail: ThemeDetail | null;
  choose: (theme: ThemeSummary) => void;
  /** Starts a new theme; missing where nothing can be edited. */
  create: (() => void) | undefined;
}

/** The themes, and the screens to look at them on: as lists, or as two choices where there is little size. */
export const Side = (props: Props) => (
  <nav className="side" aria-label={useShell().t('themes')}>
    <div className="side-long">
      <Lists {...props} />
    </div>
    <div className="side-short">
      <Choices {...props} />
    </div>
  </nav>
);

const Lists = ({themes, theme, detail, choose, create}: Props) => {
  const {state, t, set} = useShell();
  return <>
    <div className="side-head">
      <h2>{t('themes')}</h2>
      {create && <Button onClick={create}>+ {t('newTheme')}</Button>}
    </div>
    <ThemeList {...{themes, theme, choose}} />
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
                {detail && <ScreenBadge {...{detail, screen}} />}
              </button>
            </li>
          ))}
        </ul>
      </>
    )}
  </>;
};

const Choices = ({themes, theme, choose, create}: Props) => {
  const {state, t, set} = useShell();
  return <>
    {create && <Button onClick={create}>+ {t('newTheme')}</Button>}
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
  </>;
};

const SERVICE: Partial<Record<Screen, string>> = {
  waiting: 'direct_media_waiting_for_host',
  'waiting-video': 'waiting_for_host',
};

const ScreenBadge = ({detail, screen}: {detail: ThemeDetail; screen: Screen}) => {
  const text = detail.screens[SERVICE[screen] ?? ''];
  return text && <Badge found={problemsAt(detail, text.place)} />;
};
