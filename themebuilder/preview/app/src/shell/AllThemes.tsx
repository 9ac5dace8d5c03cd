import {useLayoutEffect} from 'react';

import type {ThemeSummary} from '../contract';
import {screenAbout, screenName} from '../screens';
import {useShell} from './context';
import {GroupedThemes} from './ThemeList';
import {Tile} from './Tile';
import {useSize} from './useSize';

interface Props {
  themes: readonly ThemeSummary[];
  theme: ThemeSummary;
  open: (theme: ThemeSummary) => void;
}

/** The languages that any of *themes* offers, in the order in which they come up. */
export const listLanguages = (themes: readonly ThemeSummary[]): string[] => [
  ...new Set(themes.flatMap(one => one.languages)),
];

/** Room for the organisation's name, in pixels. */
const ABOVE = 60;

/** One screen in every theme, by organisation. */
export const AllThemes = ({themes, theme, open}: Props) => {
  const {state, t} = useShell();
  const [element, size] = useSize();
  const isMeasured = size.width > 0;
  useLayoutEffect(() => {
    // Whoever comes back from a theme finds it again.
    const gallery = isMeasured ? element.current : null;
    const tile = gallery?.querySelector('[aria-current]');
    if (!gallery || !tile) return;
    gallery.scrollTop += tile.getBoundingClientRect().top - gallery.getBoundingClientRect().top - ABOVE;
  }, [element, isMeasured]);
  return (
    <div className="gallery all-themes" ref={element}>
      <header>
        <h2>{screenName(state.uiLanguage, state.screen)}</h2>
        <p>{screenAbout(state.uiLanguage, state.screen)}</p>
      </header>
      <GroupedThemes
        themes={themes}
        isFolded={themes.some(one => !one.is_shipped)}
        isOpen={theme.is_shipped}
        draw={group => (
          <section key={group.title}>
            <h3>{group.title}</h3>
            <ul className="tiles">
              {group.themes.map(one => (
                <Tile
                  key={one.name}
                  view={one.view}
                  look={{
                    screen: state.screen,
                    lang: one.languages.includes(state.lang) ? state.lang : (one.languages[0] ?? ''),
                    service: state.service,
                    pointer: '',
                  }}
                  viewport={state.viewport}
                  width={size.width}
                  label={one.built ? one.title : `${one.title} (${t('notBuilt')})`}
                  isCurrent={one.name === theme.name}
                  open={() => open(one)}
                />
              ))}
            </ul>
          </section>
        )}
      />
    </div>
  );
};
