import type {Check, Fix, Found} from '../../editContract';
import {ProblemCard, Prose} from '../parts';
import type {Translate} from '../words';
import type {TranslateEdit} from './words';

/** What is found on the value of a part as it is written, each with what a button can do about it. */
export const PartFindings = ({
  check,
  shows = () => true,
  onFix,
  onShare,
  t,
  te,
}: {
  /** null while the value is being checked. */
  check: Check | null;
  shows?: (problem: Found) => boolean;
  onFix: (fix: Fix) => void;
  /** Uses the shared value again; undefined where there is none. */
  onShare: (() => void) | undefined;
  t: Translate;
  te: TranslateEdit;
}) => (
  <>
    {!check && (
      <p className="quiet checking" aria-hidden="true">
        {te('checking')}
      </p>
    )}
    <div className="findings" aria-live="polite" aria-busy={!check}>
      {check?.problems.filter(shows).map((problem, at) => (
        <ProblemCard key={at} problem={problem} t={t}>
          {problem.fixes.map(fix => (
            <FixButton key={t(fix.label)} onClick={() => onFix(fix)}>
              {t(fix.label)}
            </FixButton>
          ))}
          {onShare && problem.fixes.length === 0 && problem.severity === 'error' && (
            <FixButton onClick={onShare}>{te('useShared')}</FixButton>
          )}
        </ProblemCard>
      ))}
    </div>
  </>
);

const FixButton = ({children, onClick}: {children: string; onClick: () => void}) => (
  <button
    type="button"
    className="button fix"
    // The field keeps the focus, so that what is wrong isn't kept first.
    onMouseDown={event => event.preventDefault()}
    onClick={onClick}
  >
    <Prose text={children} />
  </button>
);
