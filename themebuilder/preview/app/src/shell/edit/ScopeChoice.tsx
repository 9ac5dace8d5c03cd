import {useId} from 'react';

import type {PartDetail, Scope, ScopeLevel} from '../../editContract';
import type {TranslateEdit} from './words';

const AUDIENCES = {citizen: 'scope.citizen', clinician: 'scope.clinician'} as const;

const nameScope = (scope: Scope, te: TranslateEdit): string => {
  if (scope.level === 'theme') return te('scope.theme');
  if (scope.level === 'all') return scope.title || te('scope.all');
  const audience = AUDIENCES[scope.title as keyof typeof AUDIENCES];
  return scope.level === 'audience' && audience ? te(audience) : scope.title;
};

/** Where the change goes, narrow to wide, and how many themes that reaches. */
export const ScopeChoice = ({
  detail,
  level,
  te,
  onChange,
  onRemoveOwn,
}: {
  detail: PartDetail;
  level: ScopeLevel;
  te: TranslateEdit;
  onChange: (level: ScopeLevel) => void;
  onRemoveOwn: () => void;
}) => {
  const name = useId();
  const chosen = detail.scopes.find(one => one.level === level);
  return (
    <fieldset className="scopes">
      <legend>{te('scope')}</legend>
      {detail.scopes.map(scope => (
        <label key={scope.level} className={scope.level === level ? 'on' : ''}>
          <input
            type="radio"
            name={name}
            checked={scope.level === level}
            onChange={() => onChange(scope.level)}
          />
          <span>
            {nameScope(scope, te)}
            {scope.level !== 'theme' && ` (${String(scope.themes.length)})`}
          </span>
          {scope.is_here && <small>{te('here')}</small>}
        </label>
      ))}
      {chosen?.overridden_by && (
        <div className="notice warning">
          <p>{te(chosen.overridden_by === 'theme' ? 'hidden' : 'hidden.nearer')}</p>
          {chosen.overridden_by === 'theme' && (
            <button type="button" className="button" onClick={onRemoveOwn}>
              {te('removeOwn')}
            </button>
          )}
        </div>
      )}
      {chosen && (
        <p className="place">
          <code>{chosen.file}</code>
        </p>
      )}
    </fieldset>
  );
};
