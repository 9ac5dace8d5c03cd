import type {ThemeSummary} from '../contract';
import {SCREENS, VIEWPORTS, viewportNamed, type Look, type Screen, type ViewportName} from '../screens';
import {languageName} from '../guest/languages';
import {Frame} from './Frame';
import type {State} from './state';
import {screenAbout, screenName, viewportName, type Say} from './words';

const TILE_HEIGHT = 216;

/** All screens × the chosen languages × the chosen windows. */
export const Gallery = ({
  theme,
  state,
  say,
  set,
}: {
  theme: ThemeSummary;
  state: State;
  say: Say;
  set: (change: Partial<State>) => void;
}) => {
  const offered = theme.languages.length > 0 ? theme.languages : ['en'];
  const chosen = state.languages.filter(code => offered.includes(code));
  const languages = chosen.length > 0 ? chosen : offered.slice(0, 1);
  return (
    <div className="gallery">
      <div className="gallery-choices">
        <Ticks
          legend={say('gallery.languages')}
          options={offered.map(code => ({value: code, label: languageName(code)}))}
          chosen={languages}
          onChange={next => {
            set({languages: next});
          }}
        />
        <Ticks
          legend={say('gallery.viewports')}
          options={VIEWPORTS.map(({name}) => ({value: name, label: viewportName(state.tongue, name)}))}
          chosen={state.viewports}
          onChange={next => {
            set({viewports: next as ViewportName[]});
          }}
        />
      </div>
      {SCREENS.map(screen => (
        <section key={screen} className="gallery-row" aria-labelledby={`gallery-${screen}`}>
          <header>
            <h2 id={`gallery-${screen}`}>{screenName(state.tongue, screen)}</h2>
            <p>{screenAbout(state.tongue, screen)}</p>
          </header>
          <ul className="tiles">
            {languages.flatMap(lang =>
              state.viewports.map(viewport => (
                <Tile
                  key={`${lang} ${viewport}`}
                  {...{theme, state, screen, lang, viewport}}
                  open={() => {
                    set({mode: 'screen', screen, lang, viewport});
                  }}
                />
              )),
            )}
          </ul>
        </section>
      ))}
    </div>
  );
};

const Tile = ({
  theme,
  state,
  screen,
  lang,
  viewport: name,
  open,
}: {
  theme: ThemeSummary;
  state: State;
  screen: Screen;
  lang: string;
  viewport: ViewportName;
  open: () => void;
}) => {
  const viewport = viewportNamed(name);
  const look: Look = {screen, lang, service: state.service, pointer: ''};
  const label = `${viewportName(state.tongue, name)}, ${languageName(lang)}`;
  return (
    <li className="tile">
      <Frame
        still
        view={theme.view}
        look={look}
        viewport={viewport}
        scale={TILE_HEIGHT / viewport.height}
        sight={state.sight}
        title={`${screenName(state.tongue, screen)}, ${label}`}
      />
      <button type="button" onClick={open}>
        <span className="unseen">{screenName(state.tongue, screen)}, </span>
        {label}
      </button>
    </li>
  );
};

const Ticks = ({
  legend,
  options,
  chosen,
  onChange,
}: {
  legend: string;
  options: readonly {value: string; label: string}[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}) => (
  <fieldset className="ticks">
    <legend>{legend}</legend>
    {options.map(({value, label}) => (
      <label key={value}>
        <input
          type="checkbox"
          checked={chosen.includes(value)}
          onChange={event => {
            const next = options
              .map(option => option.value)
              .filter(one => (one === value ? event.target.checked : chosen.includes(one)));
            if (next.length > 0) onChange(next);
          }}
        />
        <span>{label}</span>
      </label>
    ))}
  </fieldset>
);
