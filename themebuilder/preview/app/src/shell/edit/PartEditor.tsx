import {lazy, Suspense, useEffect, useRef, useState} from 'react';

import type {PartDetail, ScopeLevel} from '../../editContract';
import type {TextOrigin} from '../../messages';
import {LinkButton, PlaceLine, ProblemCards} from '../controls';
import {explainBrand} from '../words';
import {useEditing, usePartName} from './context';
import type {Findings} from './findings';
import {listTexts, parsePart, textPart, writeValue, type Part} from './parts';
import {NameEditor} from './NameEditor';
import {KeptFindings} from './PartFindings';
import {ScopeChoice} from './ScopeChoice';
import {SettingEditor} from './SettingEditor';
import {TextField} from './TextField';
import type {PartLevel} from './usePartLevel';
import {usePart} from './usePart';
import {WordingEditor} from './WordingEditor';

const ColorEditor = lazy(() => import('./ColorEditor'));
const PictureEditor = lazy(() => import('./PictureEditor'));

/** Where a part is written. */
const FIELDS = '.text-field textarea, .value-field, .hex input';

interface Props {
  findings: Findings;
  /** Texts on the screen in reading order. */
  texts: readonly TextOrigin[];
  leave: () => void;
  /** How often the part was clicked on the stage. */
  clicks: number;
  /** How often its user asked to write it anew: then the focus is in its field. */
  writes: number;
}

/** One part: its name, where a change goes, its editor, what is found on it, who else uses it. */
export const PartEditor = (props: Props) => {
  const {state, theme, t, te} = useEditing();
  const part = parsePart(state.part);
  const detail = usePart(state.part);
  const [chosen, setChosen] = useState<ScopeLevel | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const element = useRef<HTMLDivElement>(null);
  const isText = part?.kind === 'text';
  useEffect(() => {
    if (!isText) heading.current?.focus();
  }, [isText]);
  const isKnown = detail !== undefined;
  useEffect(() => {
    if (props.writes === 0 || !isKnown) return;
    (element.current?.querySelector<HTMLElement>(FIELDS) ?? heading.current)?.focus();
  }, [props.writes, isKnown]);
  const title = useTitle(part, detail, props.texts);
  const partLevel = detail && {detail, level: chosen ?? detail.scope};

  return (
    <div className="part" ref={element}>
      <LinkButton onClick={props.leave}>‹ {te('back')}</LinkButton>
      <h2 ref={heading} tabIndex={-1}>
        {title}
      </h2>
      {isText && <p className="place"><code>{part.key}</code></p>}
      {detail === undefined && <p className="quiet">{t('loading')}</p>}
      {(detail === null || !part) && (
        <p className="notice">{te(theme.failure.length > 0 ? 'unreadable' : isText ? 'builtIn' : 'missing')}</p>
      )}
      {partLevel && part && (
        <>
          <ScopeChoice {...partLevel} onChange={setChosen} />
          {isText && <Texts {...props} {...partLevel} part={part} />}
          {partLevel.detail.setting && (
            <>
              <SettingEditor {...partLevel} setting={partLevel.detail.setting} />
              <KeptFindings {...partLevel} />
            </>
          )}
          {partLevel.detail.wordings && <WordingEditor {...partLevel} wordings={partLevel.detail.wordings} />}
          {part.kind === 'name' && (
            <NameEditor {...partLevel} label={title} about={explainBrand(state.uiLanguage, part.name).effect} />
          )}
          <Suspense fallback={<p className="quiet">{t('loading')}</p>}>
            {part.kind === 'color' && <ColorEditor {...partLevel} />}
            {part.kind === 'picture' && <PictureEditor {...partLevel} />}
          </Suspense>
          <About {...props} part={part} />
        </>
      )}
    </div>
  );
};

/** A text is called by its words, as they are in the draft. */
const useTitle = (part: Part | null, detail: PartDetail | null | undefined, texts: Props['texts']): string => {
  const {theme, state} = useEditing();
  const nameOf = usePartName();
  if (part?.kind !== 'text') return nameOf(state.part);
  if (detail?.value) return writeValue(detail.value);
  const text = theme.texts[part.language]?.[part.key]?.text;
  return text ?? texts.find(one => one.keys.includes(part.key))?.text ?? part.key;
};

/** The text in the language of the screen, then in the theme's other languages. */
const Texts = ({
  findings, part, clicks, ...partLevel
}: Props & PartLevel & {part: Part & {kind: 'text'}}) => {
  const {theme, te} = useEditing();
  const others = theme.languages.filter(one => one !== part.language).map(one => textPart(one, part.key));
  return (
    <>
      <p className="quiet">{te('keys')}</p>
      <TextField {...partLevel} autoFocus isWatched clicks={clicks} />
      {others.map(other => (
        <OtherText key={other} part={other} isWatched={findings.byPart.has(other)} level={partLevel.level} />
      ))}
    </>
  );
};

const OtherText = ({
  part, level, isWatched,
}: {part: string; level: ScopeLevel; isWatched: boolean}) => {
  const detail = usePart(part);
  if (!detail) return null;
  const own = detail.scopes.some(one => one.level === level) ? level : detail.scope;
  return <TextField {...{detail, isWatched}} level={own} />;
};

/** Findings on the part, other keys with the same words, other themes, and the line in the file. */
const About = ({texts, findings, part}: Props & {part: Part}) => {
  const {theme, state, set, titleOf, language, te} = useEditing();
  const value =
    part.kind === 'text'
      ? theme.texts[part.language]?.[part.key]
      : [...theme.brand, ...theme.settings].find(one => one.name === part.name);
  const users = value && 'used_by' in value ? value.used_by.filter(one => one !== theme.name) : [];
  const key = part.kind === 'text' ? part.key : '';
  const shown = listTexts(texts).filter(one => one.key);
  const own = shown.find(one => one.key === key);
  const twins = shown.filter(one => own && one !== own && one.text === own.text);
  // The editors of these ask for themselves, while they are written.
  const isAsked = ['text', 'color', 'setting'].includes(part.kind);
  return (
    <>
      {findings.checking.has(state.part) && !isAsked && <p className="quiet checking">{te('checking')}</p>}
      <ProblemCards found={isAsked ? [] : (findings.byPart.get(state.part) ?? [])} />
      {twins.length > 0 && (
        <section>
          <h3>{te('sameWords')}</h3>
          {twins.map(one => (
            <LinkButton key={one.key} onClick={() => set({part: textPart(language, one.key)})}>
              <code>{one.key}</code>
            </LinkButton>
          ))}
        </section>
      )}
      {users.length > 0 && (
        <section>
          <h3>{te('alsoUsed')}</h3>
          <ul className="users">{users.map(one => <li key={one}>{titleOf(one)}</li>)}</ul>
        </section>
      )}
      {value && (
        <details>
          <summary>{te('file')}</summary>
          <PlaceLine place={value.place} />
        </details>
      )}
    </>
  );
};
