import {FieldButton, Swatch} from '../controls';
import {contrast} from './color';
import {useEditWords} from './words';

/** The shades that come out of a colour. */
export const Shades = ({palette}: {palette: readonly string[]}) => (
  <ol className="shades" aria-label={useEditWords()('shades')}>
    {palette.map((shade, at) => (
      <li key={at} style={{background: shade, color: contrast(shade, '#000000') > 7 ? '#000000' : '#FFFFFF'}} title={shade}>
        <span className="unseen">{shade}</span>
      </li>
    ))}
  </ol>
);

/** Offers the nearest colour that can be read. */
export const NearestColor = ({color, onChoose}: {color: string; onChoose: () => void}) => (
  <FieldButton className="button nearest" onClick={onChoose}>
    <Swatch color={color} />
    {useEditWords()('nearest')} <code>{color}</code>
  </FieldButton>
);
