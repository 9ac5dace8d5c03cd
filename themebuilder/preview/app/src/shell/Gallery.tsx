import type {ThemeSummary} from '../contract';
import {screenAbout, screenName, SCREENS, viewportName, type ViewportName, VIEWPORTS} from '../screens';
import {languageName} from '../guest/languages';
import {useShell} from './context';
import {Checkbox} from './controls';
import type {State} from './state';
import {Tile} from './Tile';

/** Which languages and windows the gallery shows. */
export const GalleryChoices = ({theme}: {theme: ThemeSummary}) => {
  const {state, t, set} = useShell();
  return (
    <>
      <Ticks
        legend={t('gallery.languages')}
        options={offeredBy(theme).map(code => ({value: code, label: languageName(code)}))}
        chosen={galleryLanguages(theme, state)}
        onChange={languages => set({languages})}
      />
      <Ticks
        legend={t('gallery.viewports')}
        options={VIEWPORTS.map(({name}) => ({value: name, label: viewportName(state.uiLanguage, name)}))}
        chosen={state.viewports}
        onChange={viewports => set({viewports: viewports as ViewportName[]})}
      />
    </>
  );
};

const offeredBy = (theme: ThemeSummary): string[] =>
  theme.languages.length > 0 ? theme.languages : ['en'];

const galleryLanguages = (theme: ThemeSummary, state: State): string[] => {
  const offered = offeredBy(theme);
  const chosen = state.languages.filter(code => offered.includes(code));
  return chosen.length > 0 ? chosen : offered.slice(0, 1);
};

/** All screens × the chosen languages × the chosen windows. */
export const Gallery = ({theme}: {theme: ThemeSummary}) => {
  const {state, set} = useShell();
  return <div className="gallery">
    {SCREENS.map(screen => (
      <section key={screen} className="gallery-row" aria-labelledby={`gallery-${screen}`}>
        <header>
          <h2 id={`gallery-${screen}`}>{screenName(state.uiLanguage, screen)}</h2>
          <p>{screenAbout(state.uiLanguage, screen)}</p>
        </header>
        <ul className="tiles">
          {galleryLanguages(theme, state).flatMap(lang =>
            state.viewports.map(viewport => (
              <Tile
                key={`${lang} ${viewport}`}
                viewport={viewport}
                view={theme.view}
                look={{screen, lang, service: state.service, pointer: ''}}
                context={screenName(state.uiLanguage, screen)}
                label={`${viewportName(state.uiLanguage, viewport)}, ${languageName(lang)}`}
                open={() => set({mode: 'screen', screen, lang, viewport})}
              />
            )),
          )}
        </ul>
      </section>
    ))}
  </div>;
};

const Ticks = ({
  legend, options, chosen, onChange,
}: {
  legend: string;
  options: readonly {value: string; label: string}[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}) => (
  <fieldset className="ticks">
    <legend>{legend}</legend>
    {options.map(({value, label}) => (
      <Checkbox
        key={value}
        checked={chosen.includes(value)}
        onChange={event => {
          const next = options
            .map(option => option.value)
            .filter(one => (one === value ? event.target.checked : chosen.includes(one)));
          if (next.length > 0) onChange(next);
        }}
      >
        {label}
      </Checkbox>
    ))}
  </fieldset>
);
