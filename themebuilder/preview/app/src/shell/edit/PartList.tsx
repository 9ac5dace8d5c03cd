import type {ReactNode} from 'react';

import type {ThemeDetail} from '../../contract';
import type {TextOrigin} from '../../messages';
import {explainBrand} from '../explain';
import {Badge} from '../parts';
import type {State} from '../state';
import type {Translate} from '../words';
import {parseHex} from './color';
import type {Findings} from './findings';
import {KeyHelp} from './KeyHelp';
import {recolor} from './painting';
import {
  brandPart, colorPart, COLORS, explainFixed, listTexts, NAMES, picturePart, PICTURES, settingPart, showsWords,
  textPart, WORDING_PART,
} from './parts';
import type {TranslateEdit} from './words';

interface Props {
  detail: ThemeDetail;
  findings: Findings;
  texts: readonly TextOrigin[];
  state: State;
  language: string;
  t: Translate;
  te: TranslateEdit;
  choose: (part: string) => void;
}

/** What can be changed on the screen, the same as a click, without a pointer; then the other settings. */
export const PartList = ({detail, findings, texts, state, language, t, te, choose}: Props) => {
  const shared = {findings, t, te, choose};
  const here = detail.settings.filter(({screens}) => screens.includes(state.screen));
  const elsewhere = detail.settings.filter(one => !here.includes(one));
  const isWaiting = showsWords(state.screen);
  const waiting = <WaitingEntry {...shared} detail={detail} />;
  return (
    <div className="part-list">
      <h2>{te('parts')}</h2>
      <p className="quiet">{te('parts.hint')}</p>
      <h3>{te('names')}</h3>
      <ul>
        {NAMES.map(name => (
          <Entry key={name} part={brandPart(name)} {...shared}>
            <span>{explainBrand(state.uiLanguage, name).name}</span>
            <span className="quiet">{detail.brand.find(one => one.name === name)?.value}</span>
          </Entry>
        ))}
      </ul>
      <h3>{te('colors')}</h3>
      <ul>
        {COLORS.map(name => (
          <Entry key={name} part={colorPart(name)} {...shared}>
            <span>{explainBrand(state.uiLanguage, name).name}</span>
            <span className="swatch" style={{background: colorOf(detail, name)}} aria-hidden="true" />
            <code>{colorOf(detail, name)}</code>
          </Entry>
        ))}
      </ul>
      <h3>{te('pictures')}</h3>
      <ul>
        {PICTURES.map(name => (
          <Entry key={name} part={picturePart(name)} {...shared}>
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
            <Settings settings={here} {...shared} />
          </ul>
        </>
      )}
      <h3>{te('texts')}</h3>
      <ul>
        {listTexts(texts).map(({text, key, isTwin, ...why}) =>
          key ? (
            <Entry key={key} part={textPart(language, key)} {...shared}>
              <span lang={language}>{text}</span>
              {isTwin && <code className="quiet">{key}</code>}
            </Entry>
          ) : (
            <li key={text}>
              <p className="fixed" title={te(explainFixed(why))}>
                <span lang={language}>{text}</span>
                <small>{te(`${explainFixed(why)}.short`)}</small>
              </p>
            </li>
          ),
        )}
      </ul>
      <details>
        <summary>{te('settings')}</summary>
        <ul>
          {!isWaiting && waiting}
          <Settings settings={elsewhere} {...shared} />
        </ul>
      </details>
      <KeyHelp te={te} />
    </div>
  );
};

type Shared = Pick<Props, 'findings' | 't' | 'te' | 'choose'>;

const Entry = ({
  part, findings, t, te, choose, children,
}: Shared & {part: string; children: ReactNode}) => (
  <li>
    <button type="button" data-part={part} onClick={() => choose(part)}>
      {children}
      <PartState {...{part, findings, t, te}} />
    </button>
  </li>
);

const WaitingEntry = ({detail, ...shared}: Shared & Pick<Props, 'detail'>) => (
  <Entry part={WORDING_PART} {...shared}>
    <span>{shared.te('waiting')}</span>
    <span className="quiet">{detail.screens.waiting_for_host?.text.split('\n')[0]}</span>
  </Entry>
);

const Settings = ({settings, ...shared}: Shared & {settings: ThemeDetail['settings']}) =>
  settings.map(({name, title, locked}) => (
    <Entry key={name} part={settingPart(name)} {...shared}>
      <span>{shared.t(title)}</span>
      {locked && <span className="quiet">{shared.t('settings.locked')}</span>}
    </Entry>
  ));

/** The name of a picture's file; empty where there is none. */
const fileOf = (detail: ThemeDetail, name: string): string =>
  /[^/\s]+\.(?:jpe?g|png|svg|webp|gif|ico|tiff?)/iu.exec(detail.brand.find(one => one.name === name)?.value ?? '')?.[0] ?? '';

/** How many problems a part has, or that it is being checked. */
const PartState = ({part, findings, t, te}: Omit<Shared, 'choose'> & {part: string}) =>
  findings.checking.has(part) ? (
    <small className="quiet checking">{te('checking')}</small>
  ) : (
    <Badge found={findings.byPart.get(part) ?? []} t={t} />
  );

const colorOf = (detail: ThemeDetail, name: string): string => {
  const written = parseHex(detail.brand.find(one => one.name === name)?.value ?? '');
  return written || recolor(detail, 'none', '#000000').background;
};
