import type {ThemeDetail, ThemeSummary} from '../contract';
import {SCREENS, type Screen} from '../screens';
import {Count} from './parts';
import {problemsAt, worst} from './places';
import type {State} from './state';
import {screenName, type Say} from './words';

/** The themes, and the screens to look at them on. */
export const Side = ({
  themes,
  theme,
  detail,
  state,
  say,
  set,
  choose,
}: {
  themes: readonly ThemeSummary[];
  theme: ThemeSummary | undefined;
  detail: ThemeDetail | null;
  state: State;
  say: Say;
  set: (change: Partial<State>) => void;
  choose: (theme: ThemeSummary) => void;
}) => (
  <nav className="side" aria-label={say('themes')}>
    <h2>{say('themes')}</h2>
    <ul>
      {themes.map(one => (
        <li key={one.name}>
          <button
            type="button"
            aria-current={one.name === theme?.name ? 'true' : undefined}
            onClick={() => {
              choose(one);
            }}
          >
            <span className="item">
              <span>{one.title}</span>
              <span className="quiet">
                {one.built ? `${say(one.audience)}, ${say(one.reach)}` : say('notBuilt')}
              </span>
            </span>
            <ThemeBadge theme={one} say={say} />
          </button>
        </li>
      ))}
    </ul>
    {state.mode !== 'gallery' && (
      <>
        <h2>{say('screens')}</h2>
        <ul className="screens">
          {SCREENS.map(screen => (
            <li key={screen}>
              <button
                type="button"
                aria-current={screen === state.screen ? 'true' : undefined}
                onClick={() => {
                  set({screen});
                }}
              >
                <span>{screenName(state.tongue, screen)}</span>
                {detail && <ScreenBadge {...{detail, screen, say}} />}
              </button>
            </li>
          ))}
        </ul>
      </>
    )}
  </nav>
);

const ThemeBadge = ({theme, say}: {theme: ThemeSummary; say: Say}) => {
  if (theme.failure.length > 0) {
    return <Count severity="error" count={theme.failure.length} say={say} />;
  }
  const {error, warning, info} = theme.problems;
  const severity = error ? 'error' : warning ? 'warning' : info ? 'info' : null;
  return severity && <Count severity={severity} count={error + warning + info} say={say} />;
};

const SERVICE: Partial<Record<Screen, string>> = {
  waiting: 'direct_media_waiting_for_host',
  'waiting-video': 'waiting_for_host',
};

const ScreenBadge = ({detail, screen, say}: {detail: ThemeDetail; screen: Screen; say: Say}) => {
  const id = SERVICE[screen];
  const text = id ? detail.screens[id] : undefined;
  const found = text ? problemsAt(detail.found, text.place) : [];
  const severity = worst(found);
  return severity && <Count severity={severity} count={found.length} say={say} />;
};
