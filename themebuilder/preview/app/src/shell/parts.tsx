import type {ReactNode} from 'react';

import type {Problem, Severity} from '../contract';
import {formatPlace, worst} from './problems';
import type {Say} from './words';

/** A choice of a few, as a row of radio buttons that look like one control. */
export const Segments = <Value extends string>({
  name,
  legend,
  value,
  options,
  onChange,
}: {
  name: string;
  legend: string;
  value: Value;
  options: readonly {value: Value; label: string}[];
  onChange: (value: Value) => void;
}) => (
  <fieldset className="segments">
    <legend className="unseen">{legend}</legend>
    {options.map(option => (
      <label key={option.value} className={option.value === value ? 'on' : ''}>
        <input
          type="radio"
          name={name}
          value={option.value}
          checked={option.value === value}
          onChange={() => onChange(option.value)}
        />
        <span>{option.label}</span>
      </label>
    ))}
  </fieldset>
);

export const Choice = <Value extends string>({
  label,
  value,
  options,
  hideLabel = false,
  onChange,
}: {
  label: string;
  value: Value;
  options: readonly {value: Value; label: string}[];
  hideLabel?: boolean;
  onChange: (value: Value) => void;
}) => (
  <label className="choice">
    <span className={hideLabel ? 'unseen' : ''}>{label}</span>
    <select
      value={value}
      onChange={event => onChange(event.target.value as Value)}
    >
      {options.map(option => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  </label>
);

/** The number of problems something has, in the colour of the worst; nothing where there are none. */
export const Badge = ({found, say}: {found: readonly Problem[]; say: Say}) => {
  const severity = worst(found);
  return severity ? <Count severity={severity} count={found.length} say={say} /> : null;
};

export const Count = ({severity, count, say}: {severity: Severity; count: number; say: Say}) => (
  <span className={`badge ${severity}`}>
    {count}
    <span className="unseen"> {say('problems.of')}</span>
  </span>
);

export const ProblemCard = ({problem, say}: {problem: Problem; say: Say}) => (
  <article className={`problem ${problem.severity}`}>
    <p className="problem-head">
      <span className="severity">{say(problem.severity)}</span>
      <code>{problem.rule}</code>
    </p>
    <p className="problem-message">{problem.message}</p>
    {problem.hint && <p className="problem-hint">{problem.hint}</p>}
    <p className="place">
      <code>{formatPlace(problem.place)}</code>
    </p>
  </article>
);

export const Row = ({name, children}: {name: string; children: ReactNode}) => (
  <div className="row">
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);
