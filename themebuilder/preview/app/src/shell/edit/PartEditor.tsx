import {lazy, Suspense, useEffect, useRef, useState} from 'react';

import type {PartDetail, ScopeLevel} from '../../editContract';
import {explainBrand} from '../explain';
import {formatPlace} from '../problems';
import {ProblemCard} from '../parts';
import type {EditorProps} from './Editor';
import {namePart} from './partName';
import {listTexts, parsePart, textPart, writeValue, type Part} from './parts';
import {KeptFindings} from './KeptFindings';
import {NameEditor} from './NameEditor';
import {ScopeChoice} from './ScopeChoice';
import {SettingEditor} from './SettingEditor';
import type {EditState} from './session';
import {TextField} from './TextField';
import {usePart} from './usePart';
import {WordingEditor} from './WordingEditor';
import type {TranslateEdit} from './words';

const ColorEditor = lazy(() => import('./ColorEditor'));
const PictureEditor = lazy(() => import('./PictureEditor'));

interface Props extends EditorProps {
  edit: EditState;
  te: TranslateEdit;
  leave: () => void;
  /** How often the part was clicked on the stage. */
  clicks: number;
}

/** One part: its name, where a change goes, its editor, what is found on it, who else uses it. */
export const PartEditor = (props: Props) => {
  const {detail, state, te, t, edit, leave} = props;
  const part = parsePart(state.part);
  const known = usePart(detail, state.part, edit.draft.seq);
  const [chosen, setChosen] = useState<ScopeLevel | null>(null);
  const level = chosen ?? known?.scope ?? 'theme';
  const heading = useRef<HTMLHeadingElement>(null);
  const isText = part?.kind === 'text';
  useEffect(() => {
    if (!isText) heading.current?.focus();
  }, [isText]);
  const title = part ? nameOf(part, known, props) : state.part;

  return (
    <div className="part">
      <button type="button" className="link" onClick={leave}>
        ‹ {te('back')}
      </button>
      <h2 ref={heading} tabIndex={-1}>
        {title}
      </h2>
      {part?.kind === 'text' && (
        <p className="place">
          <code>{part.key}</code>
        </p>
      )}
      {known === undefined && <p className="quiet">{t('loading')}</p>}
      {(known === null || !part) && (
        <p className="notice">{te(part?.kind === 'text' ? 'builtIn' : 'missing')}</p>
      )}
      {known && part && (
        <>
          <ScopeChoice
            detail={known}
            level={level}
            te={te}
            titleOf={props.titleOf}
            onChange={setChosen}
            onRemove={({level: scope, file, digest}) => {
              void props.session.commit(
                {theme: detail.name, part: state.part, scope, value: null},
                {[file]: digest},
              );
            }}
          />
          {part.kind === 'text' && <Texts {...props} part={part} known={known} level={level} />}
          {known.setting && (
            <>
              <SettingEditor
                theme={detail}
                detail={known}
                setting={known.setting}
                {...{level, session: props.session, t, te}}
              />
              <KeptFindings theme={detail} detail={known} {...{level, session: props.session, t, te}} />
            </>
          )}
          {known.wordings && (
            <WordingEditor
              theme={detail}
              detail={known}
              wordings={known.wordings}
              {...{level, session: props.session, titleOf: props.titleOf, state, set: props.set, t, te}}
            />
          )}
          {part.kind === 'name' && (
            <NameEditor
              theme={detail}
              detail={known}
              label={title}
              about={explainBrand(state.uiLanguage, part.name).effect}
              {...{level, session: props.session, t, te}}
            />
          )}
          {part.kind === 'color' && (
            <Suspense fallback={<p className="quiet">{t('loading')}</p>}>
              <ColorEditor
                theme={detail}
                detail={known}
                level={level}
                session={props.session}
                uiLanguage={state.uiLanguage}
                t={t}
                te={te}
              />
            </Suspense>
          )}
          {part.kind === 'picture' && (
            <Suspense fallback={<p className="quiet">{t('loading')}</p>}>
              <PictureEditor
                theme={detail}
                detail={known}
                seq={edit.draft.seq}
                {...{level, session: props.session, t, te, set: props.set}}
              />
            </Suspense>
          )}
          <About {...props} part={part} />
        </>
      )}
    </div>
  );
};

/** A text is called by its words, as they are in the draft. */
const nameOf = (part: Part, known: PartDetail | null | undefined, props: Props): string => {
  const {detail, texts, state, t, te} = props;
  if (part.kind !== 'text') {
    return namePart(part, detail, {uiLanguage: state.uiLanguage, t, te});
  }
  if (known?.value) return writeValue(known.value);
  const text = detail.texts[part.language]?.[part.key]?.text;
  return text ?? texts.find(one => one.keys.includes(part.key))?.text ?? part.key;
};

/** The text in the language of the screen, then in the theme's other languages. */
const Texts = ({
  detail, edit, session, findings, part, known, level, clicks, t, te,
}: Props & {part: Part & {kind: 'text'}; known: PartDetail; level: ScopeLevel}) => {
  const others = detail.languages.filter(one => one !== part.language);
  const shared = {theme: detail, session, t, te};
  return (
    <>
      <p className="quiet">{te('keys')}</p>
      <TextField {...shared} detail={known} level={level} autoFocus isWatched clicks={clicks} />
      {others.map(language => (
        <OtherText
          key={language}
          {...shared}
          part={textPart(language, part.key)}
          isWatched={findings.byPart.has(textPart(language, part.key))}
          seq={edit.draft.seq}
          level={level}
        />
      ))}
    </>
  );
};

const OtherText = ({
  part, seq, level, ...shared
}: Omit<Parameters<typeof TextField>[0], 'detail' | 'autoFocus'> & {part: string; seq: number}) => {
  const known = usePart(shared.theme, part, seq);
  if (!known) return null;
  const own = known.scopes.some(one => one.level === level) ? level : known.scope;
  return <TextField {...shared} detail={known} level={own} autoFocus={false} />;
};

/** Findings on the part, other keys with the same words, other themes, and the line in the file. */
const About = ({detail, texts, findings, part, language, state, set, titleOf, t, te}: Props & {part: Part}) => {
  const value =
    part.kind === 'text'
      ? detail.texts[part.language]?.[part.key]
      : [...detail.brand, ...detail.settings].find(one => one.name === part.name);
  const users = value && 'used_by' in value ? value.used_by.filter(one => one !== detail.name) : [];
  const shown = listTexts(texts);
  const same = part.kind === 'text' ? shown.find(one => one.key === part.key)?.text : undefined;
  const twins = shown.filter(one => one.key && one.text === same && part.kind === 'text' && one.key !== part.key);
  // The editors of these ask for themselves, while they are written.
  const isAsked = ['text', 'color', 'setting'].includes(part.kind);
  const found = isAsked ? [] : (findings.byPart.get(state.part) ?? []);
  return (
    <>
      {findings.checking.has(state.part) && !isAsked && <p className="quiet checking">{te('checking')}</p>}
      {found.map((problem, at) => <ProblemCard key={at} problem={problem} t={t} />)}
      {twins.length > 0 && (
        <section>
          <h3>{te('sameWords')}</h3>
          {twins.map(({key}) => (
            <button key={key} type="button" className="link" onClick={() => set({part: textPart(language, key)})}>
              <code>{key}</code>
            </button>
          ))}
        </section>
      )}
      {users.length > 0 && (
        <section>
          <h3>{te('alsoUsed')}</h3>
          <p>{users.map(titleOf).join(', ')}</p>
        </section>
      )}
      {value && (
        <details>
          <summary>{te('file')}</summary>
          <p className="place">
            <code>{formatPlace(value.place)}</code>
          </p>
        </details>
      )}
    </>
  );
};
