import type {ReactNode} from 'react';

import type {Problem, Severity} from '../contract';
import {viewportName} from '../screens';
import {formatPlace, worst} from './problems';
import type {State} from './state';
import type {Translate} from './words';

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

interface Option<Value> {
  value: Value;
  label: string;
  /** What stands above it and its neighbours of the same group. */
  group?: string;
}

export const Choice = <Value extends string>({
  label,
  value,
  options,
  hideLabel = false,
  onChange,
}: {
  label: string;
  value: Value;
  options: readonly Option<Value>[];
  hideLabel?: boolean;
  onChange: (value: Value) => void;
}) => (
  <label className="choice">
    <span className={hideLabel ? 'unseen' : ''}>{label}</span>
    <select
      value={value}
      onChange={event => onChange(event.target.value as Value)}
    >
      {[...new Set(options.map(option => option.group))].map(group => {
        const own = options.filter(option => option.group === group);
        const listed = own.map(option => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ));
        return group === undefined ? listed : <optgroup key={group} label={group}>{listed}</optgroup>;
      })}
    </select>
  </label>
);

/** The number of problems something has, in the colour of the worst; nothing where there are none. */
export const Badge = ({found, t}: {found: readonly Problem[]; t: Translate}) => {
  const severity = worst(found);
  return severity ? <Count severity={severity} count={found.length} t={t} /> : null;
};

export const Count = ({severity, count, t}: {severity: Severity; count: number; t: Translate}) => (
  <span className={`badge ${severity}`}>
    {count}
    <span className="unseen"> {t('problems.of')}</span>
  </span>
);

/** A problem, and below it what can be done about it. */
export const ProblemCard = ({problem, t, children}: {problem: Problem; t: Translate; children?: ReactNode}) => (
  <article className={`problem ${problem.severity}`}>
    <p className="problem-head">
      <span className="severity">{t(problem.severity)}</span>
      <code>{problem.rule}</code>
    </p>
    <p className="problem-message"><Prose text={t(problem.message)} /></p>
    {t(problem.hint) && <p className="problem-hint"><Prose text={t(problem.hint)} /></p>}
    <p className="place">
      <code>{formatPlace(problem.place)}</code>
    </p>
    {children}
  </article>
);

/** A sentence of the server; names in backticks are code. */
export const Prose = ({text}: {text: string}) =>
  text.split('`').map((part, at) => (at % 2 ? <code key={at}>{part}</code> : part));

export const Row = ({name, children}: {name: string; children: ReactNode}) => (
  <div className="row">
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

/** What makes the place of a window a region that the keyboard scrolls, where the window is larger than its place. */
export const describeScroller = ({zoom, viewport, uiLanguage}: State, t: Translate) =>
  zoom === 'fit'
    ? {}
    : {
        'data-zoom': zoom,
        tabIndex: 0,
        role: 'region',
        'aria-label': `${viewportName(uiLanguage, viewport)}, ${t(`zoom.${zoom}`)}`,
      };
