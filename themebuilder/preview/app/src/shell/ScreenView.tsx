import type {ThemeDetail, ThemeSummary} from '../contract';
import {screenName, findViewport} from '../screens';
import {Frame} from './Frame';
import {ProblemCard} from './parts';
import {fit, useSize} from './useSize';
import type {Translate} from './words';
import type {ShellProps} from './state';

/** One screen of one theme. */
export const ScreenView = ({
  theme, state, look, inspecting, selected,
}: Pick<ShellProps, 'theme' | 'state' | 'look'> & {inspecting: boolean; selected: string | undefined}) => {
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
        uiLanguage={state.uiLanguage}
        title={`${theme.title}: ${screenName(state.uiLanguage, state.screen)}`}
        inspecting={inspecting}
        selected={selected}
      />
    </div>
  );
};

/** Why what is shown can't be published; out of the picture's way, which is meant to be judged. */
export const Unpublishable = ({theme, detail, t}: {theme: ThemeSummary; detail: ThemeDetail | null; t: Translate}) => {
  const errors = detail?.found.filter(problem => problem.severity === 'error') ?? [];
  const count = theme.problems.error;
  const things = count === 1 ? t('unpublishable.one') : `${String(count)} ${t('unpublishable.many')}`;
  return (
    <details className="unpublishable" data-testid="unpublishable">
      <summary role="status">
        {t('unpublishable')}: {things}
      </summary>
      <div className="failure-list">
        {errors.map((problem, index) => (
          <ProblemCard key={index} problem={problem} t={t} />
        ))}
      </div>
    </details>
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
