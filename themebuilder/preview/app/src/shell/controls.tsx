import type {ComponentProps, ReactNode} from 'react';

import type {Place, Problem, Severity} from '../contract';
import {viewportName} from '../screens';
import {useShell} from './context';
import {formatPlace, worst} from './problems';

export const Button = (props: ComponentProps<'button'>) => <button type="button" className="button" {...props} />;

/** A button that looks like a link. */
export const LinkButton = (props: ComponentProps<'button'>) => <button type="button" className="link" {...props} />;

/** A button that leaves the focus in the field, so that what is written there isn't kept first. */
export const FieldButton = (props: ComponentProps<'button'>) => (
  <Button onMouseDown={event => event.preventDefault()} {...props} />
);

/** A choice of a few, as a row of radio buttons that look like one control. */
export const Segments = <Value extends string>({
  name, legend, value, options, onChange,
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
  label, value, options, hideLabel = false, onChange,
}: {
  label: string;
  value: Value;
  options: readonly Option<Value>[];
  hideLabel?: boolean;
  onChange: (value: Value) => void;
}) => (
  <label className="choice">
    <span className={hideLabel ? 'unseen' : ''}>{label}</span>
    <select value={value} onChange={event => onChange(event.target.value as Value)}>
      <Options options={options} />
    </select>
  </label>
);

export const Options = ({options}: {options: readonly Option<string>[]}) =>
  [...new Set(options.map(option => option.group))].map(group => {
    const own = options.filter(option => option.group === group);
    const listed = own.map(({value, label}) => <option key={value} value={value}>{label}</option>);
    return group === undefined ? listed : <optgroup key={group} label={group}>{listed}</optgroup>;
  });

export const Checkbox = ({children, ...input}: ComponentProps<'input'>) => (
  <label className="tick">
    <input type="checkbox" {...input} />
    {children}
  </label>
);

/** The number of problems something has, in the colour of the worst; nothing where there are none. */
export const Badge = ({found}: {found: readonly Problem[]}) => {
  const severity = worst(found);
  return severity && <Count severity={severity} count={found.length} />;
};

export const Count = ({severity, count}: {severity: Severity; count: number}) => (
  <span className={`badge ${severity}`}>
    {count}
    <span className="unseen"> {useShell().t(count === 1 ? 'problems.one' : 'problems.of')}</span>
  </span>
);

/** A problem, and below it what can be done about it. */
export const ProblemCard = ({problem, children}: {problem: Problem; children?: ReactNode}) => {
  const {t} = useShell();
  return (
    <article className={`problem ${problem.severity}`}>
      <p className="problem-head">
        <span className="severity">{t(problem.severity)}</span>
        <code>{problem.rule}</code>
      </p>
      <p className="problem-message"><Prose text={t(problem.message)} /></p>
      {t(problem.hint) && <p><Prose text={t(problem.hint)} /></p>}
      <PlaceLine place={problem.place} />
      {children}
    </article>
  );
};

export const ProblemCards = ({found}: {found: readonly Problem[]}) =>
  found.map((problem, at) => <ProblemCard key={at} problem={problem} />);

export const PlaceLine = ({place}: {place: Place}) => <p className="place"><code>{formatPlace(place)}</code></p>;

/** A sentence of the server; names in backticks are code. */
export const Prose = ({text}: {text: string}) =>
  text.split('`').map((part, at) => (at % 2 ? <code key={at}>{part}</code> : part));

/** A line whose *runs* stand out where they are marked. */
export const MarkedRuns = ({runs}: {runs: readonly {text: string; isMarked: boolean}[]}) =>
  runs.map(({text, isMarked}, at) => (isMarked ? <mark key={at}>{text}</mark> : <span key={at}>{text}</span>));

export const Swatch = ({color}: {color: string}) => (
  <span className="swatch" style={{background: color}} aria-hidden="true" />
);

export const Row = ({name, children}: {name: string; children: ReactNode}) => (
  <div className="row">
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

/** What makes the place of a window a region that the keyboard scrolls, where the window is larger than its place. */
export const useScroller = () => {
  const {state: {zoom, viewport, uiLanguage}, t} = useShell();
  if (zoom === 'fit') return {};
  const label = `${viewportName(uiLanguage, viewport)}, ${t(`zoom.${zoom}`)}`;
  return {'data-zoom': zoom, tabIndex: 0, role: 'region', 'aria-label': label};
};
