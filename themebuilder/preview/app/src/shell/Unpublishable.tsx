import type {Problem, ThemeDetail} from '../contract';
import type {Findings} from './edit/findings';
import {ProblemCard} from './parts';
import type {Translate} from './words';

/** Whether the theme can be published, in the same words wherever it is said; nothing where it can. */
export const Verdict = ({findings, t}: {findings: Findings; t: Translate}) => {
  const count = findings.errors.length;
  if (findings.checking.size > 0) return <span className="verdict checking">{t('checking')}</span>;
  if (count === 0) return null;
  const things = count === 1 ? t('unpublishable.one') : `${String(count)} ${t('unpublishable.many')}`;
  return (
    <span className="verdict">
      {t('unpublishable')}: {things}
    </span>
  );
};

/** Why what is shown can't be published; out of the picture's way, which is meant to be judged. */
export const Unpublishable = ({
  detail, findings, show, t,
}: {
  detail: ThemeDetail;
  findings: Findings;
  /** Shows what a problem is about; undefined where nothing can be edited. */
  show: ((part: string) => void) | undefined;
  t: Translate;
}) => {
  const isChecked = detail.problems.error > 0 && findings.checking.size > 0;
  if (findings.errors.length === 0 && !isChecked) return null;
  return (
    <details className="unpublishable" data-testid="unpublishable">
      <summary>
        <span role="status">
          <Verdict {...{findings, t}} />
        </span>
      </summary>
      <div className="failure-list">
        {findings.errors.map((problem, index) => (
          <ProblemCard key={index} problem={problem} t={t}>
            {show && findings.findPart(problem) && <ShowButton {...{problem, findings, show, t}} />}
          </ProblemCard>
        ))}
      </div>
    </details>
  );
};

const ShowButton = ({
  problem, findings, show, t,
}: {
  problem: Problem;
  findings: Findings;
  show: (part: string) => void;
  t: Translate;
}) => (
  <button type="button" className="button fix" onClick={() => show(findings.findPart(problem))}>
    {t('unpublishable.show')}
  </button>
);
