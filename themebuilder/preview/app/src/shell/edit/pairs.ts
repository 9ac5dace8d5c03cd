/** The colours that meet on the page: the pairs that the checks measure. */

import pairs from '../../../../../platform/data/color_pairs.json';
import {contrast} from './color';

export interface Measured {
  key: string;
  name: {en: string; da: string};
  /** Names of the two colours: shades, `background_color`, or their code. */
  between: [string, string];
  above: string;
  below: string;
  ratio: number;
  needed: number;
}

const SHADES = ['50', '100', '200', '300', '400', '500', '600', '700', '800', '900', '1000'];
const WINDOW = 'background_color';

/** Each pair in these colours that takes a colour of *name* (`color` or `background_color`). */
export const measure = (name: string, palette: readonly string[], background: string): Measured[] =>
  pairs.theme
    .filter(({above, below}) =>
      [above, below].some(one => (name === WINDOW ? one === WINDOW : SHADES.includes(one))),
    )
    .map(({key, above, below, needed, en, da}) => {
      const find = (one: string): string =>
        one === WINDOW ? background : (palette[SHADES.indexOf(one)] ?? one);
      const [over, under] = [find(above), find(below)];
      return {key, name: {en, da}, between: [above, below], above: over, below: under, ratio: contrast(over, under), needed};
    });

export const isEnough = ({ratio, needed}: Measured): boolean => ratio >= needed;

/** With one decimal and not rounded up: 4.49 is not 4.5. */
export const formatRatio = (ratio: number, uiLanguage: string): string =>
  (Math.floor(ratio * 10) / 10).toLocaleString(uiLanguage, {minimumFractionDigits: 1});
