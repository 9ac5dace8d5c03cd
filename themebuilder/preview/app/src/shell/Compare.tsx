import {useState} from 'react';

import type {Source, ThemeSummary} from '../contract';
import {viewportNamed, type Look} from '../screens';
import {Frame} from './Frame';
import {Choice, Segments} from './parts';
import type {State} from './state';
import {fit, useRoom} from './useRoom';
import type {Say} from './words';

/** Two packages on the same screen: beside each other, or one over the other with a slider between them. */
export const Compare = ({
  theme,
  sources,
  themes,
  state,
  look,
  say,
  set,
}: {
  theme: ThemeSummary;
  sources: readonly Source[];
  themes: readonly ThemeSummary[];
  state: State;
  look: Look;
  say: Say;
  set: (change: Partial<State>) => void;
}) => {
  const options = [
    ...sources.map(source => ({
      value: source.view,
      label: source.title && source.kind !== 'live' ? `${say(source.kind)}: ${source.title}` : say(source.kind),
    })),
    ...themes
      .filter(other => other.name !== theme.name && !sources.some(source => source.view === other.view))
      .map(other => ({value: other.view, label: other.title})),
  ];
  const against = options.find(option => option.value === state.against) ?? options[0];
  return (
    <div className="compare">
      <div className="compare-choices">
        <Choice
          label={say('against')}
          value={against?.value ?? ''}
          options={options}
          onChange={view => {
            set({against: view});
          }}
        />
        <Segments
          name="layout"
          legend={say('layout')}
          value={state.layout}
          options={[
            {value: 'side', label: say('side')},
            {value: 'slider', label: say('slider')},
          ]}
          onChange={layout => {
            set({layout});
          }}
        />
      </div>
      {against ? (
        <Pair
          {...{state, look, say}}
          left={{title: theme.title, view: theme.view}}
          right={{title: against.label, view: against.value}}
        />
      ) : (
        <p className="quiet">{say('against.none')}</p>
      )}
    </div>
  );
};

interface Side {
  title: string;
  view: string;
}

const Pair = ({
  left,
  right,
  state,
  look,
  say,
}: {
  left: Side;
  right: Side;
  state: State;
  look: Look;
  say: Say;
}) => {
  const viewport = viewportNamed(state.viewport);
  const [element, room] = useRoom();
  const [share, setShare] = useState(50);
  const common = {look, viewport, sight: state.sight};
  if (state.layout === 'side') {
    const half = {width: (room.width - 24) / 2, height: room.height - 32};
    const scale = fit(half, viewport.width, viewport.height);
    return (
      <div className="pair" ref={element}>
        {[left, right].map(side => (
          <figure key={side.view}>
            <figcaption>{side.title}</figcaption>
            <Frame {...common} view={side.view} scale={scale} title={side.title} />
          </figure>
        ))}
      </div>
    );
  }
  const scale = fit({width: room.width, height: room.height - 64}, viewport.width, viewport.height);
  return (
    <div className="pair stacked" ref={element}>
      <div className="over" style={{width: viewport.width * scale, height: viewport.height * scale}}>
        <Frame {...common} still view={right.view} scale={scale} title={right.title} />
        <div className="upper" style={{clipPath: `inset(0 ${String(100 - share)}% 0 0)`}}>
          <Frame {...common} still view={left.view} scale={scale} title={left.title} />
        </div>
        <span className="seam" style={{left: `${String(share)}%`}} aria-hidden="true" />
      </div>
      <label className="slider" style={{width: viewport.width * scale}}>
        <span>{left.title}</span>
        <input
          type="range"
          min={0}
          max={100}
          value={share}
          aria-label={`${say('slider.label')} ${left.title}`}
          onChange={event => {
            setShare(event.target.valueAsNumber);
          }}
        />
        <span>{right.title}</span>
      </label>
    </div>
  );
};
