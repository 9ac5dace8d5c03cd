import type {ThemeDetail} from '../../contract';
import type {TextOrigin} from '../../messages';
import {explainBrand} from '../explain';
import type {State} from '../state';
import {parseHex} from './color';
import {recolor} from './painting';
import {colorPart, COLORS, listTexts, textPart} from './parts';
import type {TranslateEdit} from './words';

/** What is on the screen, in reading order: the same as a click, without a pointer. */
export const PartList = ({
  detail,
  texts,
  state,
  language,
  te,
  choose,
}: {
  detail: ThemeDetail;
  texts: readonly TextOrigin[];
  state: State;
  language: string;
  te: TranslateEdit;
  choose: (part: string) => void;
}) => (
  <div className="part-list">
    <h2>{te('parts')}</h2>
    <p className="quiet">{te('parts.hint')}</p>
    <h3>{te('colors')}</h3>
    <ul>
      {COLORS.map(name => (
        <li key={name}>
          <button type="button" data-part={colorPart(name)} onClick={() => choose(colorPart(name))}>
            <span>{explainBrand(state.uiLanguage, name).name}</span>
            <span className="swatch" style={{background: colorOf(detail, name)}} aria-hidden="true" />
            <code>{colorOf(detail, name)}</code>
          </button>
        </li>
      ))}
    </ul>
    <h3>{te('texts')}</h3>
    <ul>
      {listTexts(texts).map(({text, key, service, isTwin}) => (
        <li key={key || text}>
          {key ? (
            <button
              type="button"
              data-part={textPart(language, key)}
              onClick={() => choose(textPart(language, key))}
            >
              <span lang={language}>{text}</span>
              {isTwin && <code className="quiet">{key}</code>}
            </button>
          ) : (
            <p className="fixed" title={te(service ? 'service' : 'builtIn')}>
              <span lang={language}>{text}</span>
              <span className="unseen">: {te(service ? 'service' : 'builtIn')}</span>
            </p>
          )}
        </li>
      ))}
    </ul>
  </div>
);

const colorOf = (detail: ThemeDetail, name: string): string => {
  const written = parseHex(detail.brand.find(one => one.name === name)?.value ?? '');
  return written || recolor(detail, 'none', '#000000').background;
};
