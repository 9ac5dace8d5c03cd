import type {ThemeDetail} from '../contract';
import {useShell} from './context';
import type {Findings} from './edit/findings';
import {Button, ProblemCard} from './controls';

/** Whether the theme can be published, in the same words wherever it is said; nothing where it can. */
export const Verdict = ({findings}: {findings: Findings}) => {
  const {t} = useShell();
  const count = findings.errors.length;
  if (findings.checking.size > 0) return <span className="verdict checking">{t('checking')}</span>;
  if (findings.isWriting) return <span className="verdict checking">{t('writing')}</span>;
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
  detail, findings, show,
}: {
  detail: ThemeDetail;
  findings: Findings;
  /** Shows what a problem is about; undefined where nothing can be edited. */
  show: ((part: string) => void) | undefined;
}) => {
  const {t} = useShell();
  const isUnknown = detail.problems.error > 0 && (findings.isWriting || findings.checking.size > 0);
  if (findings.errors.length === 0 && !isUnknown) return null;
  return (
    <details className="unpublishable" data-testid="unpublishable">
      <summary><span role="status"><Verdict findings={findings} /></span></summary>
      <div className="failure-list">
        {findings.errors.map((problem, index) => {
          const part = findings.findPart(problem);
          return (
            <ProblemCard key={index} problem={problem}>
              {show && part && (
                <Button className="button fix" onClick={() => show(part)}>{t('unpublishable.show')}</Button>
              )}
            </ProblemCard>
          );
        })}
      </div>
    </details>
  );
};
