/** Which things on a screen have problems. */

import type {Problem, Severity, ThemeDetail} from '../../contract';
import type {Mark} from '../../messages';
import {worst} from '../problems';
import {recolor} from './painting';
import {isEnough, measure, type Measured} from './pairs';
import {colorPart, COLORS, parsePart, selectPart} from './parts';

type ByPart = ReadonlyMap<string, readonly Problem[]>;

const UNREADABLE = 1.5;
const TEXT = 4.5;

/** What of a theme in *language* something is found on, each with its worst problem. */
export const listMarks = (byPart: ByPart, detail: ThemeDetail | undefined | null, language: string): Mark[] => {
  const marks = [...byPart].flatMap(([name, found]) => {
    const [part, severity] = [parsePart(name), worst(found)];
    const isElsewhere = part?.kind === 'text' && part.language !== language;
    const on = isElsewhere ? '' : selectPart(name);
    return on && severity ? [{on, severity}] : [];
  });
  return detail ? [...marks, ...markColors(byPart, detail)] : marks;
};

/** The colours that meet and can't be told apart, as long as the checks say so of the values behind them. */
const markColors = (byPart: ByPart, detail: ThemeDetail): Mark[] => {
  const {palette, background} = recolor(detail, '', '#000000');
  const pairs = COLORS.flatMap(name => measure(name, palette, background));
  const hasWindow = detail.brand.some(({name}) => name === 'background_color');
  const marks = new Map<string, Severity>();
  for (const pair of pairs.filter(one => !isEnough(one))) {
    const isWindow = pair.between.includes('background_color');
    const found = byPart.get(colorPart(isWindow && hasWindow ? 'background_color' : 'color')) ?? [];
    const rule = pair.needed === TEXT && pair.ratio < UNREADABLE ? 'contrast-unreadable' : 'contrast-too-low';
    const severity = worst(found.filter(one => one.rule === rule));
    const on = atRest(pair, pairs);
    if (severity && on && marks.get(on) !== 'error') marks.set(on, severity);
  }
  return [...marks].map(([on, severity]) => ({on, severity}));
};

/** What has the colours of *pair* on a screen that nobody points at; empty where nothing has. */
const atRest = ({key}: Measured, pairs: readonly Measured[]): string => {
  const [, name = key] = /^(.*?)-(hover|pressed)$/u.exec(key) ?? [];
  const rest = pairs.find(one => one.key === name);
  // The ring is around what has the focus.
  if (!rest || name.startsWith('focus')) return '';
  const [above, below] = rest.between;
  return rest.needed === TEXT ? `pair:${above}:${below}` : `control:${below}`;
};
