import type {ReactNode} from 'react';

import type {ThemeDetail} from '../../contract';
import type {TextOrigin} from '../../messages';
import {explainBrand} from '../explain';
import type {State} from '../state';
import type {Translate} from '../words';
import {parseHex} from './color';
import {recolor} from './painting';
import {colorPart, COLORS, listTexts, picturePart, PICTURES, settingPart, textPart, WORDING_PART} from './parts';
import {isOnScreen, showsWords} from './settingScreens';
import type {TranslateEdit} from './words';

interface Props {
  detail: ThemeDetail;
  texts: readonly TextOrigin[];
  state: State;
  language: string;
  t: Translate;
  te: TranslateEdit;
  choose: (part: string) => void;
}

/** What can be changed on the screen, the same as a click, without a pointer; then the other settings. */
export const PartList = ({detail, texts, state, language, t, te, choose}: Props) => {
  const here = detail.settings.filter(({name}) => isOnScreen(name, state.screen));
  const elsewhere = detail.settings.filter(one => !here.includes(one));
  const isWaiting = showsWords(state.screen);
  const waiting = <WaitingEntry {...{detail, te, choose}} />;
  return (
    <div className="part-list">
      <h2>{te('parts')}</h2>
      <p className="quiet">{te('parts.hint')}</p>
      <h3>{te('colors')}</h3>
      <ul>
        {COLORS.map(name => (
          <Entry key={name} part={colorPart(name)} choose={choose}>
            <span>{explainBrand(state.uiLanguage, name).name}</span>
            <span className="swatch" style={{background: colorOf(detail, name)}} aria-hidden="true" />
            <code>{colorOf(detail, name)}</code>
          </Entry>
        ))}
      </ul>
      <h3>{te('pictures')}</h3>
      <ul>
        {PICTURES.map(name => (
          <Entry key={name} part={picturePart(name)} choose={choose}>
            <span>{explainBrand(state.uiLanguage, name).name}</span>
            <code className="quiet">{fileOf(detail, name)}</code>
          </Entry>
        ))}
      </ul>
      {(here.length > 0 || isWaiting) && (
        <>
          <h3>{te('settings.here')}</h3>
          <ul>
            {isWaiting && waiting}
            <Settings settings={here} {...{t, choose}} />
          </ul>
        </>
      )}
      <h3>{te('texts')}</h3>
      <ul>
        {listTexts(texts).map(({text, key, service, isTwin}) =>
          key ? (
            <Entry key={key} part={textPart(language, key)} choose={choose}>
              <span lang={language}>{text}</span>
              {isTwin && <code className="quiet">{key}</code>}
            </Entry>
          ) : (
            <li key={text}>
              <p className="fixed" title={te(service ? 'service' : 'builtIn')}>
                <span lang={language}>{text}</span>
                <span className="unseen">: {te(service ? 'service' : 'builtIn')}</span>
              </p>
            </li>
          ),
        )}
      </ul>
      <details>
        <summary>{te('settings')}</summary>
        <ul>
          {!isWaiting && waiting}
          <Settings settings={elsewhere} {...{t, choose}} />
        </ul>
      </details>
    </div>
  );
};

const Entry = ({
  part, choose, children,
}: Pick<Props, 'choose'> & {part: string; children: ReactNode}) => (
  <li>
    <button type="button" data-part={part} onClick={() => choose(part)}>
      {children}
    </button>
  </li>
);

const WaitingEntry = ({detail, te, choose}: Pick<Props, 'detail' | 'te' | 'choose'>) => (
  <Entry part={WORDING_PART} choose={choose}>
    <span>{te('waiting')}</span>
    <span className="quiet">{detail.screens.waiting_for_host?.text.split('\n')[0]}</span>
  </Entry>
);

const Settings = ({
  settings, t, choose,
}: Pick<Props, 't' | 'choose'> & {settings: ThemeDetail['settings']}) =>
  settings.map(({name, title, locked}) => (
    <Entry key={name} part={settingPart(name)} choose={choose}>
      <span>{t(title)}</span>
      {locked && <span className="quiet">{t('settings.locked')}</span>}
    </Entry>
  ));

/** The name of a picture's file; empty where there is none. */
const fileOf = (detail: ThemeDetail, name: string): string =>
  /[^/\s]+\.(?:jpe?g|png|svg|webp|gif|ico|tiff?)/iu.exec(detail.brand.find(one => one.name === name)?.value ?? '')?.[0] ?? '';

const colorOf = (detail: ThemeDetail, name: string): string => {
  const written = parseHex(detail.brand.find(one => one.name === name)?.value ?? '');
  return written || recolor(detail, 'none', '#000000').background;
};
