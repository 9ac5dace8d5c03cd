import {useId} from 'react';

import type {PartDetail, Scope, ScopeLevel} from '../../editContract';
import {Button} from '../controls';
import {useEditing} from './context';
import {findScope} from './parts';
import {usePartLevel, type PartLevel} from './usePartLevel';
import type {EditWord, TranslateEdit} from './words';

const AUDIENCES = {citizen: 'scope.citizen', clinician: 'scope.clinician'} as const;

const nameScope = (scope: Scope, te: TranslateEdit): string => {
  if (scope.level === 'theme') return te('scope.theme');
  if (scope.level === 'all') return scope.title || te('scope.all');
  const audience = AUDIENCES[scope.title as keyof typeof AUDIENCES];
  return scope.level === 'audience' && audience ? te(audience) : scope.title;
};

/** Why a change isn't visible in the theme: *nearer* is the level that hides it, where it is offered. */
const describeHidden = (detail: PartDetail, nearer: Scope | undefined): EditWord => {
  if (nearer?.level === 'theme') return detail.part.startsWith('text:') ? 'hidden' : 'hidden.own';
  return nearer && detail.part.startsWith('setting:') ? 'hidden.setting' : 'hidden.nearer';
};

/** Where the change goes, narrow to wide, and how many themes that reaches. */
export const ScopeChoice = ({
  detail, level, onChange,
}: PartLevel & {onChange: (level: ScopeLevel) => void}) => {
  const {te, titleOf} = useEditing();
  const name = useId();
  const chosen = findScope(detail, level);
  const nearer = detail.scopes.find(one => one !== chosen && one.level === chosen?.overridden_by);
  const {commit} = usePartLevel({detail, level: nearer?.level ?? level});
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
          {scope.locked_by && <small>{te('locked', {organisation: scope.locked_by})}</small>}
          {scope.is_here && <small>{te('here')}</small>}
        </label>
      ))}
      {chosen?.overridden_by && (
        <div className="notice warning">
          <p>{te(describeHidden(detail, nearer), {organisation: nearer?.title ?? ''})}</p>
          {nearer?.is_own && (
            <Button onClick={() => void commit(null)}>
              {te(nearer.level === 'theme' ? 'removeOwn' : 'removeNearer')}
            </Button>
          )}
        </div>
      )}
      {chosen && chosen.level !== 'theme' && chosen.themes.length > 0 && (
        <details>
          <summary>
            {te(chosen.themes.length === 1 ? 'reach.one' : 'reach.many', {count: chosen.themes.length})}
          </summary>
          <ul>
            {chosen.themes.map(theme => (
              <li key={theme}>
                {titleOf(theme)}
                {chosen.hidden_in.includes(theme) && <small>: {te('reach.own')}</small>}
              </li>
            ))}
          </ul>
          <p className="quiet">{te('reach.note')}</p>
        </details>
      )}
      {chosen && <p className="place"><code>{chosen.file}</code></p>}
    </fieldset>
  );
};
