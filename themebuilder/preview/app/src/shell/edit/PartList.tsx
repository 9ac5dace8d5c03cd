import type {ReactNode} from 'react';

import type {ThemeDetail} from '../../contract';
import type {TextOrigin} from '../../messages';
import {Badge, Swatch} from '../controls';
import {parseHex} from './color';
import {useEditing, usePartName} from './context';
import type {Findings} from './findings';
import {KeyHelp} from './KeyHelp';
import {recolor} from './painting';
import {
  brandPart, colorPart, COLORS, explainFixed, listTexts, NAMES, picturePart, PICTURES, settingPart, showsWords,
  textPart, WORDING_PART,
} from './parts';

interface Props {
  findings: Findings;
  texts: readonly TextOrigin[];
  choose: (part: string) => void;
}

/** What can be changed on the screen, the same as a click, without a pointer; then the other settings. */
export const PartList = ({texts, ...shared}: Props) => {
  const {theme, state, language, t, te} = useEditing();
  const nameOf = usePartName();
  const here = theme.settings.filter(({screens}) => screens.includes(state.screen));
  const elsewhere = theme.settings.filter(one => !here.includes(one));
  const isWaiting = showsWords(state.screen);
  const readValue = (name: string): string =>
    name === 'theme_title' ? theme.title : (theme.brand.find(one => one.name === name)?.value ?? '');
  const entry = (part: string, children?: ReactNode) => (
    <Entry key={part} part={part} {...shared}>
      <span>{nameOf(part)}</span>
      {children}
    </Entry>
  );
  const waiting = entry(
    WORDING_PART,
    <span className="quiet value">{theme.screens.waiting_for_host?.text.split('\n')[0]}</span>,
  );
  const listSettings = (settings: ThemeDetail['settings']) =>
    settings.map(({name, locked}) =>
      entry(settingPart(name), locked && <span className="quiet">{t('settings.locked')}</span>),
    );
  return (
    <div className="part-list">
      <h2>{te('parts')}</h2>
      <p className="quiet">{te('parts.hint')}</p>
      <h3>{te('names')}</h3>
      <ul>{NAMES.map(name => entry(brandPart(name), <span className="quiet value">{readValue(name)}</span>))}</ul>
      <h3>{te('colors')}</h3>
      <ul>
        {COLORS.map(name => {
          const color = parseHex(readValue(name)) || recolor(theme, 'none', '#000000').background;
          return entry(colorPart(name), <><Swatch color={color} /><code>{color}</code></>);
        })}
      </ul>
      <h3>{te('pictures')}</h3>
      <ul>{PICTURES.map(name => entry(picturePart(name), <code className="quiet value">{findFile(readValue(name))}</code>))}</ul>
      {(here.length > 0 || isWaiting) && (
        <>
          <h3>{te('settings.here')}</h3>
          <ul>
            {isWaiting && waiting}
            {listSettings(here)}
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
          {listSettings(elsewhere)}
        </ul>
      </details>
      <KeyHelp />
    </div>
  );
};

/** A part, with how many problems it has, or that it is being checked. */
const Entry = ({
  part, findings, choose, children,
}: Omit<Props, 'texts'> & {part: string; children: ReactNode}) => {
  const {te} = useEditing();
  return (
    <li>
      <button type="button" data-part={part} onClick={() => choose(part)}>
        {children}
        {findings.checking.has(part) ? (
          <small className="quiet checking">{te('checking')}</small>
        ) : (
          <Badge found={findings.byPart.get(part) ?? []} />
        )}
      </button>
    </li>
  );
};

/** The name of a picture's file in *value*; empty where there is none. */
const findFile = (value: string): string =>
  /[^/\s]+\.(?:jpe?g|png|svg|webp|gif|ico|tiff?)/iu.exec(value)?.[0] ?? '';
