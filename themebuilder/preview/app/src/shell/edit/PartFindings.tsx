import type {Check, Fix, Found} from '../../editContract';
import {FieldButton, ProblemCard, Prose} from '../controls';
import {useEditing} from './context';
import {useCheck} from './useCheck';
import {usePartLevel, type PartLevel} from './usePartLevel';

/** What is found on the value of a part as it is written, each with what a button can do about it. */
export const PartFindings = ({
  check, shows = () => true, onFix, onShare,
}: {
  /** null while the value is being checked. */
  check: Check | null;
  shows?: (problem: Found) => boolean;
  onFix?: (fix: Fix) => void;
  /** Uses the shared value again; missing where there is none. */
  onShare?: (() => void) | undefined;
}) => {
  const {t, te} = useEditing();
  return (
    <>
      {!check && <p className="quiet checking" aria-hidden="true">{te('checking')}</p>}
      <div className="findings" aria-live="polite" aria-busy={!check}>
        {check?.problems.filter(shows).map((problem, at) => (
          <ProblemCard key={at} problem={problem}>
            {onFix && problem.fixes.map(fix => (
              <FieldButton key={t(fix.label)} className="button fix" onClick={() => onFix(fix)}>
                <Prose text={t(fix.label)} />
              </FieldButton>
            ))}
            {onShare && problem.fixes.length === 0 && problem.severity === 'error' && (
              <FieldButton className="button fix" onClick={onShare}>{te('useShared')}</FieldButton>
            )}
          </ProblemCard>
        ))}
      </div>
    </>
  );
};

/** What is found on the value that a part has in the draft. */
export const KeptFindings = (partLevel: PartLevel) => {
  const {edit} = useEditing();
  const {start, commitPart} = usePartLevel(partLevel);
  const isKept = start !== null && edit.writing !== partLevel.detail.part;
  const check = useCheck(partLevel, isKept ? start : null);
  return isKept && <PartFindings check={check} onFix={({part, value}) => void commitPart(part, value)} />;
};
