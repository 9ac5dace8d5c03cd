import type {ThemeSummary} from '../contract';
import {screenName, findViewport} from '../screens';
import {Frame} from './Frame';
import {ProblemCard} from './parts';
import {fit, useSize} from './useSize';
import type {Translate} from './words';
import type {ShellProps} from './state';

/** One screen of one theme. */
export const ScreenView = ({
  theme, state, look, inspecting,
}: Pick<ShellProps, 'theme' | 'state' | 'look'> & {inspecting: boolean}) => {
  const viewport = findViewport(state.viewport);
  const [element, size] = useSize();
  return (
    <div className="stage" ref={element}>
      <Frame
        view={theme.view}
        look={look}
        viewport={viewport}
        scale={fit(size, viewport.width, viewport.height)}
        vision={state.vision}
        title={`${theme.title}: ${screenName(state.uiLanguage, state.screen)}`}
        inspecting={inspecting}
      />
    </div>
  );
};

/** Why the newest source could not be built, laid over the last good state; folded up, it leaves that in view. */
export const Failure = ({theme, t}: {theme: ThemeSummary; t: Translate}) => (
  <section className="failure" role="alert" data-testid="failure">
    <details open>
      <summary>
        <h2>{t('failed')}</h2>
      </summary>
      <div className="failure-list">
        {theme.failure.map((problem, index) => (
          <ProblemCard key={index} problem={problem} t={t} />
        ))}
        <p className="quiet">{t('failed.hint')}</p>
      </div>
    </details>
  </section>
);
