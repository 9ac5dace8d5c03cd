import {useLayoutEffect, useRef, useState, type KeyboardEvent} from 'react';
import {Label, Slider, SliderOutput, SliderThumb, SliderTrack} from 'react-aria-components';

import type {ThemeDetail} from '../../contract';
import type {PartDetail, ScopeLevel} from '../../editContract';
import type {Translate, UiLanguage} from '../words';
import {contrast, parseHex} from './color';
import {fromOklch, toOklch, type Oklch} from './oklch';
import {paintValue} from './paint';
import {PartFindings} from './PartFindings';
import {recolor} from './painting';
import {formatRatio, isEnough, measure} from './pairs';
import {findScope, parsePart, startValue} from './parts';
import type {EditSession} from './session';
import {hasWider} from './TextField';
import {useCheck} from './useCheck';
import {useLeave} from './useLeave';
import {useEditState} from './useSession';
import {useWriting} from './useWriting';
import type {EditWord, TranslateEdit} from './words';

const AXES: readonly {axis: keyof Oklch; word: EditWord; most: number; step: number}[] = [
  {axis: 'l', word: 'lightness', most: 1, step: 0.01},
  {axis: 'c', word: 'chroma', most: 0.32, step: 0.005},
  {axis: 'h', word: 'hue', most: 360, step: 1},
];

interface Props {
  theme: ThemeDetail;
  detail: PartDetail;
  level: ScopeLevel;
  session: EditSession;
  uiLanguage: UiLanguage;
  t: Translate;
  te: TranslateEdit;
}

/** A colour of the brand, with what it is seen against. */
const ColorEditor = ({theme, detail, level, session, uiLanguage, t, te}: Props) => {
  const part = parsePart(detail.part);
  const name = part?.kind === 'color' ? part.name : 'color';
  const scope = findScope(detail, level);
  // A background that nobody set is the darkest shade.
  const start = parseHex(startValue(detail, level)) || recolor(theme, 'none', '').background;
  const [hex, setHex] = useState<string | null>(null);
  // Lightness and hue of a grey, or of what the screen can't show, are lost in its code.
  const [chosen, setChosen] = useState<Oklch | null>(null);
  const color = parseHex(hex ?? '') || start;
  const {palette, background} = recolor(theme, name, color);
  const pairs = measure(name, palette, background);
  const place = chosen ?? toOklch(color);
  const hasOwnShades = name === 'color' && theme.brand.some(one => one.name === 'palette');
  const check = useCheck(
    {theme: theme.name, part: detail.part, scope: level, value: color},
    useEditState(session).draft.seq,
  );
  const fixes = check?.problems.flatMap(one => one.fixes).map(one => String(one.value)) ?? [];
  const nearest = fixes[0];

  const show = (next: string): void => {
    if (part) paintValue(part, next, {detail: theme, seq: session.nextSeq, scope});
  };
  const type = (text: string): void => {
    setHex(text);
    setChosen(null);
    if (parseHex(text)) show(parseHex(text));
  };
  const commit = (to: string | null): void => {
    void session.commit(
      {theme: theme.name, part: detail.part, scope: level, value: to},
      scope ? {[scope.file]: scope.digest} : {},
    );
  };
  const sent = useRef('');
  const keep = (value: string): void => {
    if (value === start || value === sent.current) return;
    sent.current = value;
    commit(value);
  };
  const restore = (): void => {
    setHex(null);
    setChosen(null);
    show(start);
  };
  useLeave(() => keep(color));
  useWriting(session, detail.part, color !== start);
  // Before the next key: a reset that comes after it would undo it.
  useLayoutEffect(() => {
    setHex(null);
    sent.current = '';
  }, [start, level]);

  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') {
      event.preventDefault();
      keep(color);
    } else if (event.key === 'Escape' && color !== start && sent.current !== color) {
      event.stopPropagation();
      restore();
    }
  };

  return (
    <section className="color-editor" onKeyDown={press}>
      <label className="hex">
        <span>{te('hex')}</span>
        <span className="swatch-large" style={{background: color}} aria-hidden="true" />
        <input
          value={hex ?? start}
          spellCheck={false}
          autoComplete="off"
          aria-invalid={hex !== null && !parseHex(hex)}
          onChange={event => type(event.target.value)}
          onBlur={() => {
            if (hex !== null && !parseHex(hex)) restore();
            else keep(color);
          }}
        />
      </label>
      {hex !== null && !parseHex(hex) && <p className="measure over">{te('hex.wrong')}</p>}
      {hasOwnShades && <p className="notice">{te('ownShades')}</p>}
      {AXES.map(({axis, word, most, step}) => (
        <Slider
          key={axis}
          className="axis"
          minValue={0}
          maxValue={most}
          step={step}
          value={Math.min(most, place[axis])}
          onChange={value => {
            const next = {...place, [axis]: value as number};
            setChosen(next);
            setHex(fromOklch(next));
            show(fromOklch(next));
          }}
          onChangeEnd={value => keep(fromOklch({...place, [axis]: value as number}))}
        >
          <Label>{te(word)}</Label>
          <SliderOutput>{formatAxis(axis, place[axis], uiLanguage)}</SliderOutput>
          <SliderTrack
            className="axis-track"
            style={{background: gradient(axis, most, place)}}
          >
            <SliderThumb className="axis-thumb" style={{background: color}} />
          </SliderTrack>
        </Slider>
      ))}
      {name === 'color' && (
        <figure>
          <figcaption>{te('shades')}</figcaption>
          <ol className="shades">
            {palette.map((shade, at) => (
              <li
                key={at}
                style={{background: shade, color: contrast(shade, '#000000') > 7 ? '#000000' : '#FFFFFF'}}
                title={shade}
              >
                <span className="unseen">{shade}</span>
              </li>
            ))}
          </ol>
        </figure>
      )}
      <section className="pairs" aria-label={te('pairs')}>
        <h3>{te('pairs')}</h3>
        {!check && !pairs.every(isEnough) && <p className="quiet checking">{te('checking')}</p>}
        {nearest && (
          <button
            type="button"
            className="button nearest"
            // The field keeps the focus, so that the faint colour isn't kept first.
            onMouseDown={event => event.preventDefault()}
            onClick={() => {
              type(nearest);
              keep(nearest);
            }}
          >
            <span className="swatch" style={{background: nearest}} aria-hidden="true" />
            {te('nearest')} <code>{nearest}</code>
          </button>
        )}
        <ul>
          {[...pairs]
            .sort((one, other) => one.ratio - one.needed - (other.ratio - other.needed))
            .map(pair => (
              <li key={pair.key} className={isEnough(pair) ? '' : 'faint'}>
                <span
                  className="sample"
                  style={{background: pair.below, color: pair.above}}
                  aria-hidden="true"
                >
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
            ))}
        </ul>
        <p className="quiet">{te('unmeasured')}</p>
      </section>
      {check && (
        <PartFindings
          check={check}
          // The list of pairs says these.
          shows={({rule}) => !rule.startsWith('contrast-')}
          onFix={() => undefined}
          onShare={undefined}
          t={t}
          te={te}
        />
      )}
      {scope && scope.value !== null && hex === null && hasWider(detail, level) && (
        <button
          type="button"
          className="link"
          onClick={() => commit(null)}
        >
          {te('useSharedColor')}
        </button>
      )}
    </section>
  );
};

export default ColorEditor;

const formatAxis = (axis: keyof Oklch, value: number, uiLanguage: string): string =>
  axis === 'h'
    ? `${String(Math.round(value))}°`
    : (axis === 'l' ? value : value / 0.4).toLocaleString(uiLanguage, {style: 'percent'});

const gradient = (axis: keyof Oklch, most: number, place: Oklch): string => {
  const stops = [0, 1, 2, 3, 4, 5, 6, 7, 8].map(step =>
    fromOklch({...place, [axis]: (most * step) / 8}),
  );
  return `linear-gradient(to right, ${stops.join(', ')})`;
};
