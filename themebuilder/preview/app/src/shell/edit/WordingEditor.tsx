import {useEffect, useState} from 'react';

import type {ThemeDetail} from '../../contract';
import type {PartDetail, ScopeLevel, Wording, WordingWords} from '../../editContract';
import {languageName} from '../../guest/languages';
import type {State} from '../state';
import type {Translate} from '../words';
import {findStart, showsWords, wordsPart, WORDS, writeValue} from './parts';
import {Card} from './SettingEditor';
import type {EditSession} from './session';
import {hasWider, TextField} from './TextField';
import {usePart} from './usePart';
import {usePick} from './usePick';
import {useEditState} from './useSession';
import type {TranslateEdit} from './words';

interface Props {
  theme: ThemeDetail;
  detail: PartDetail;
  wordings: readonly Wording[];
  level: ScopeLevel;
  session: EditSession;
  /** What people call the theme of that name. */
  titleOf: (theme: string) => string;
  state: State;
  set: (change: Partial<State>) => void;
  t: Translate;
  te: TranslateEdit;
}

/** The sets of words for guests who wait: read, heard and chosen. */
export const WordingEditor = ({
  theme, detail, wordings, level, session, titleOf, state, set, t, te,
}: Props) => {
  const {value, pick} = usePick({theme, detail, level, session}, findStart(detail, level));
  return (
    <section className="wording-editor">
      {!showsWords(state.screen) && (
        <button type="button" className="link" onClick={() => set({screen: 'waiting-video', service: 'waiting_for_host'})}>
          {te('wording.show')}
        </button>
      )}
      <fieldset className="choices">
        <legend className="unseen">{te('waiting')}</legend>
        {wordings.map(wording => (
          <div key={wording.name} className="wording">
            <Card
              name={detail.part}
              isOn={wording.name === writeValue(value)}
              onChoose={() => pick(wording.name)}
            >
              {t(wording.about) || wording.name}
            </Card>
            <Words {...{wording, titleOf, te}} />
            {wording.name === detail.value && <OwnWords {...{theme, wording, session, titleOf, t, te}} />}
          </div>
        ))}
      </fieldset>
      {hasWider(detail, level) && (
        <button type="button" className="link" onClick={() => pick(null)}>
          {te('useSharedWording')}
        </button>
      )}
    </section>
  );
};

/** The words of the chosen set, to be written anew; a shipped set stays, with the user's own lines over it. */
const OwnWords = ({
  wording, titleOf, ...shared
}: Pick<Props, 'theme' | 'session' | 'titleOf' | 't' | 'te'> & {wording: Wording}) => {
  const [isOpen, setOpen] = useState(false);
  const {te} = shared;
  const themes = wording.themes.map(titleOf).join(', ');
  return (
    <details onToggle={event => setOpen(event.currentTarget.open)}>
      <summary>{te('words.edit')}</summary>
      {isOpen && (
        <>
          <p className="notice">{te('words.reach', {themes: themes || titleOf(shared.theme.name)})}</p>
          {wording.words.map(({language}) => (
            <fieldset key={language} className="own-words">
              <legend>{languageName(language)}</legend>
              {WORDS.map(field => (
                <WordField key={field} {...shared} part={wordsPart(language, wording.name, field)} label={te(`words.${field}`)} />
              ))}
            </fieldset>
          ))}
        </>
      )}
    </details>
  );
};

const WordField = ({
  part, ...shared
}: Pick<Props, 'theme' | 'session' | 't' | 'te'> & {part: string; label: string}) => {
  const detail = usePart(shared.theme, part, useEditState(shared.session).draft.seq);
  const scope = detail?.scopes[0];
  if (!detail || !scope) return null;
  return <TextField {...shared} {...{detail}} level={scope.level} autoFocus={false} isWatched={scope.is_own} />;
};

/** The words in the language of the meeting's screens, and folded in the others. */
const Words = ({wording, titleOf, te}: Pick<Props, 'titleOf' | 'te'> & {wording: Wording}) => {
  const [first, ...others] = wording.words.filter(one => one.lines.length > 0);
  const missing = wording.words.filter(one => one.lines.length === 0);
  return (
    <div className="words">
      {first && <Message words={first} te={te} />}
      {others.length > 0 && (
        <details>
          <summary>{te('wording.more')}</summary>
          {others.map(one => (
            <Message key={one.language} words={one} te={te} />
          ))}
        </details>
      )}
      {missing.length > 0 && (
        <p className="measure over">
          {te('wording.missing', {
            languages: missing.map(one => languageName(one.language)).join(', '),
          })}
        </p>
      )}
      {wording.themes.length > 0 && (
        <p className="quiet">{te('wording.own', {themes: wording.themes.map(titleOf).join(', ')})}</p>
      )}
    </div>
  );
};

const Message = ({words, te}: {words: WordingWords; te: TranslateEdit}) => (
  <figure>
    <figcaption className="quiet">
      {languageName(words.language)}
      {words.review && ` · ${te(`review.${words.review}`)}`}
    </figcaption>
    <blockquote lang={words.language} dir="auto">
      {words.lines.map((line, at) => (
        <p key={at}>{line}</p>
      ))}
    </blockquote>
    <Voice words={words} te={te} />
  </figure>
);

/** What is heard: the recording, else the browser's voice for what it is to say. */
const Voice = ({words, te}: {words: WordingWords; te: TranslateEdit}) => {
  const voice = useVoice(words.language);
  const [isSpeaking, setSpeaking] = useState(false);
  useEffect(() => () => window.speechSynthesis?.cancel(), []);
  if (!words.spoken) return <p className="quiet">{te('wording.silent')}</p>;
  const label = `${te('wording.says')}: ${words.spoken}`;
  const press = (): void => {
    window.speechSynthesis.cancel();
    if (isSpeaking || !voice) return;
    const speech = new SpeechSynthesisUtterance(words.spoken);
    speech.voice = voice;
    speech.lang = voice.lang;
    speech.onstart = () => setSpeaking(true);
    speech.onend = () => setSpeaking(false);
    speech.onerror = () => setSpeaking(false);
    window.speechSynthesis.speak(speech);
  };
  return (
    <div className="voice">
      <p>
        {te('wording.says')}: <q lang={words.language}>{words.spoken}</q>
      </p>
      {words.recording ? (
        <audio controls preload="none" src={words.recording} aria-label={label} />
      ) : voice ? (
        <>
          <button type="button" className="button" aria-label={`${te(isSpeaking ? 'wording.stop' : 'wording.play')} · ${label}`} onClick={press}>
            {te(isSpeaking ? 'wording.stop' : 'wording.play')}
          </button>
          <p className="quiet">{te('wording.browser')}</p>
        </>
      ) : (
        <p className="quiet">
          {te('wording.noVoice', {language: languageName(words.language)})}
        </p>
      )}
    </div>
  );
};

/** A voice of the browser for *language*; null where it has none, as far as it has said. */
const useVoice = (language: string): SpeechSynthesisVoice | null => {
  const speech = window.speechSynthesis as SpeechSynthesis | undefined;
  const [voices, setVoices] = useState(() => speech?.getVoices() ?? []);
  useEffect(() => {
    const listen = (): void => setVoices(speech?.getVoices() ?? []);
    speech?.addEventListener('voiceschanged', listen);
    return () => speech?.removeEventListener('voiceschanged', listen);
  }, [speech]);
  const code = language.split('-')[0] ?? '';
  return voices.find(one => one.lang.split(/[-_]/u)[0] === code) ?? null;
};
