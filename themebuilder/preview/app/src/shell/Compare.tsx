import {type PointerEvent, useRef, useState} from 'react';

import type {Source, ThemeSummary} from '../contract';
import {findViewport, type Look} from '../screens';
import {Frame} from './Frame';
import {useShell} from './context';
import {Button, Choice, Segments, useScroller} from './controls';
import {fit, useSize} from './useSize';
import type {Translate} from './words';

/** What *theme* can be compared with: its parent and what is live first, then every other theme. */
export const compareOptions = (
  theme: ThemeSummary,
  sources: readonly Source[],
  themes: readonly ThemeSummary[],
  t: Translate,
): Side[] => [
  ...sources.map(source => ({
    view: source.view,
    title: [t(source.kind), source.title].filter(Boolean).join(': '),
  })),
  ...themes.filter(
    other => other.name !== theme.name && !sources.some(source => source.view === other.view),
  ),
];

export const CompareChoices = ({options, against}: {options: readonly Side[]; against: Side | undefined}) => {
  const {state, t, set} = useShell();
  return (
    <>
      <Choice
        label={t('against')}
        value={against?.view ?? ''}
        options={options.map(option => ({value: option.view, label: option.title}))}
        onChange={view => set({against: view})}
      />
      <Segments
        name="layout"
        legend={t('layout')}
        value={state.layout}
        options={(['side', 'slider'] as const).map(value => ({value, label: t(value)}))}
        onChange={layout => set({layout})}
      />
      <Button
        aria-pressed={state.differences === ''}
        onClick={() => set({differences: state.differences ? '' : 'hidden'})}
      >
        {t('differences')}
      </Button>
    </>
  );
};

/** Below this many pixels two windows stand one above the other. */
const NARROW = 560;

/** Two packages on the same screen: beside each other, or one over the other with a slider between them. */
export const Compare = ({theme, against, look}: {theme: Side; against: Side | undefined; look: Look}) => {
  const {t} = useShell();
  return (
    <div className="compare">
      {against ? <Pair left={theme} right={against} look={look} /> : <p className="quiet">{t('against.none')}</p>}
    </div>
  );
};

/** A guest page to compare, and what it is called. */
export interface Side {
  title: string;
  view: string;
}

const Pair = ({left, right, look}: {left: Side; right: Side; look: Look}) => {
  const {state, t} = useShell();
  const scroller = useScroller();
  const viewport = findViewport(state.viewport);
  const [element, size] = useSize();
  const [share, setShare] = useState(50);
  const slider = useRef<HTMLInputElement>(null);
  const isFitted = state.zoom === 'fit';
  const common = {look, viewport};
  if (state.layout === 'side') {
    const isNarrow = size.width < NARROW;
    const half = isNarrow
      ? {width: size.width, height: (size.height - 12) / 2 - 32}
      : {width: (size.width - 24) / 2, height: size.height - 32};
    const scale = isFitted ? fit(half, viewport.width, viewport.height) : 1;
    return (
      <div className={isNarrow ? 'pair above' : 'pair'} ref={element} {...scroller}>
        {[left, right].map(side => (
          <figure key={side.view}>
            <figcaption>{side.title}</figcaption>
            <Frame {...common} view={side.view} scale={scale} title={side.title} />
          </figure>
        ))}
      </div>
    );
  }
  const whole = {width: size.width, height: size.height - 64};
  const scale = isFitted ? fit(whole, viewport.width, viewport.height) : 1;
  return (
    <div className="pair stacked" ref={element} {...scroller}>
      <div className="over" style={{width: viewport.width * scale, height: viewport.height * scale}}>
        <Frame {...common} still view={right.view} scale={scale} title={right.title} />
        <div className="upper" style={{clipPath: `inset(0 ${String(100 - share)}% 0 0)`}}>
          <Frame {...common} still view={left.view} scale={scale} title={left.title} />
        </div>
        <div
          className="seam-track"
          onPointerDown={event => {
            // The arrow keys go on from where the mouse leaves it.
            event.preventDefault();
            slider.current?.focus();
            event.currentTarget.setPointerCapture(event.pointerId);
            setShare(measureShare(event));
          }}
          onPointerMove={event => {
            if (event.currentTarget.hasPointerCapture(event.pointerId)) setShare(measureShare(event));
          }}
        >
          <span className="seam" style={{left: `${String(share)}%`}} aria-hidden="true" />
        </div>
      </div>
      <label className="slider" style={{width: viewport.width * scale}}>
        <span>{left.title}</span>
        <input
          ref={slider}
          type="range"
          min={0}
          max={100}
          value={share}
          aria-label={`${t('slider.label')} ${left.title}`}
          onChange={event => setShare(event.target.valueAsNumber)}
        />
        <span>{right.title}</span>
      </label>
    </div>
  );
};

/** How much of the track lies left of the pointer, in percent. */
const measureShare = ({clientX, currentTarget}: PointerEvent<HTMLElement>): number => {
  const {left, width} = currentTarget.getBoundingClientRect();
  return Math.round(Math.max(0, Math.min(100, ((clientX - left) / width) * 100)));
};
