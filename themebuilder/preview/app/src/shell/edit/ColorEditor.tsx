import {useState} from 'react';
import {Label, Slider, SliderOutput, SliderThumb, SliderTrack} from 'react-aria-components';

import {LinkButton} from '../controls';
import {parseHex} from './color';
import {useEditing} from './context';
import {fromOklch, toOklch, type Oklch} from './oklch';
import {PartFindings} from './PartFindings';
import {recolor} from './painting';
import {formatRatio, isEnough, measure, type Measured} from './pairs';
import {parsePart, writeValue} from './parts';
import {NearestColor, Shades} from './Shades';
import {useCheck} from './useCheck';
import {usePartLevel, type PartLevel} from './usePartLevel';
import {useKeepSoon} from './useKeepSoon';
import {useTypedValue} from './useTypedValue';
import type {EditWord} from './words';

const AXES: readonly {axis: keyof Oklch; word: EditWord; most: number; step: number}[] = [
  {axis: 'l', word: 'lightness', most: 1, step: 0.01},
  {axis: 'c', word: 'chroma', most: 0.32, step: 0.005},
  {axis: 'h', word: 'hue', most: 360, step: 1},
];

/** A colour of the brand, with what it is seen against. */
const ColorEditor = (partLevel: PartLevel) => {
  const {theme, state, te} = useEditing();
  const part = parsePart(partLevel.detail.part);
  const name = part?.kind === 'color' ? part.name : 'color';
  const {scope, start: kept, hasWider, commit, paint} = usePartLevel(partLevel);
  // A background that nobody set is the darkest shade.
  const start = parseHex(writeValue(kept)) || recolor(theme, 'none', '').background;
  const {typed, value: color, type, keep, restore, press} = useTypedValue({
    ...partLevel,
    start,
    read: text => parseHex(text) || start,
    commit,
    paint: text => {
      if (parseHex(text)) paint(parseHex(text));
    },
  });
  const keepSoon = useKeepSoon(() => keep());
  const isWrong = typed !== null && !parseHex(typed);
  // Lightness and hue of a grey, or of what the screen can't show, are lost in its code.
  const [chosen, setChosen] = useState<Oklch | null>(null);
  const axes = chosen && fromOklch(chosen) === color ? chosen : toOklch(color);
  const {palette, background} = recolor(theme, name, color);
  const pairs = measure(name, palette, background);
  const check = useCheck(partLevel, color);
  const nearest = check?.problems.flatMap(one => one.fixes)[0]?.value;

  return (
    <section className="color-editor" onKeyDown={press} onBlur={() => (isWrong ? restore() : keep())}>
      <label className="hex">
        <span>{te('hex')}</span>
        <span className="swatch-large" style={{background: color}} aria-hidden="true" />
        <input
          value={typed ?? start}
          spellCheck={false}
          autoComplete="off"
          aria-invalid={isWrong}
          onChange={event => type(event.target.value)}
        />
      </label>
      {isWrong && <p className="measure over">{te('hex.wrong')}</p>}
      {name === 'color' && theme.brand.some(one => one.name === 'palette') && <p className="notice">{te('ownShades')}</p>}
      {AXES.map(({axis, word, most, step}) => (
        <Slider
          key={axis}
          className="axis"
          minValue={0}
          maxValue={most}
          step={step}
          value={Math.min(most, axes[axis])}
          onChange={value => {
            const next = {...axes, [axis]: value as number};
            setChosen(next);
            type(fromOklch(next));
          }}
          onChangeEnd={keepSoon}
        >
          <Label>{te(word)}</Label>
          <SliderOutput>{formatAxis(axis, axes[axis], state.uiLanguage)}</SliderOutput>
          <SliderTrack className="axis-track" style={{background: gradient(axis, most, axes)}}>
            <SliderThumb className="axis-thumb" style={{background: color}} />
          </SliderTrack>
        </Slider>
      ))}
      {name === 'color' && (
        <figure>
          <figcaption>{te('shades')}</figcaption>
          <Shades palette={palette} />
        </figure>
      )}
      <section className="pairs" aria-label={te('pairs')}>
        <h3>{te('pairs')}</h3>
        {!check && !pairs.every(isEnough) && <p className="quiet checking">{te('checking')}</p>}
        {nearest !== undefined && (
          <NearestColor
            color={String(nearest)}
            onChoose={() => {
              type(String(nearest));
              keep(String(nearest));
            }}
          />
        )}
        <ul>
          {[...pairs]
            .sort((one, other) => one.ratio - one.needed - (other.ratio - other.needed))
            .map(pair => <PairItem key={pair.key} pair={pair} />)}
        </ul>
        <p className="quiet">{te('unmeasured')}</p>
      </section>
      {/* The list of pairs says the others. */}
      {check && <PartFindings check={check} shows={({rule}) => !rule.startsWith('contrast-')} />}
      {scope && scope.value !== null && typed === null && hasWider && (
        <LinkButton onClick={() => void commit(null)}>{te('useSharedColor')}</LinkButton>
      )}
    </section>
  );
};

export default ColorEditor;

const PairItem = ({pair}: {pair: Measured}) => {
  const {state: {uiLanguage}, te} = useEditing();
  return (
    <li className={isEnough(pair) ? '' : 'faint'}>
      <span className="sample" style={{background: pair.below, color: pair.above}} aria-hidden="true">
        Aa
      </span>
      <span>
        <strong>{pair.name[uiLanguage]}</strong>
        <br />
        {te(isEnough(pair) ? 'enough' : 'faint', {
          ratio: formatRatio(pair.ratio, uiLanguage),
          needed: pair.needed.toLocaleString(uiLanguage),
          below: pair.below === '#FFFFFF' ? te('white') : pair.below,
        })}
      </span>
    </li>
  );
};

const formatAxis = (axis: keyof Oklch, value: number, uiLanguage: string): string =>
  axis === 'h'
    ? `${String(Math.round(value))}°`
    : (axis === 'l' ? value : value / 0.4).toLocaleString(uiLanguage, {style: 'percent'});

const gradient = (axis: keyof Oklch, most: number, axes: Oklch): string => {
  const stops = [0, 1, 2, 3, 4, 5, 6, 7, 8].map(step => fromOklch({...axes, [axis]: (most * step) / 8}));
  return `linear-gradient(to right, ${stops.join(', ')})`;
};
