import {useEffect, useState} from 'react';

import type {Wording, WordingWords} from '../../editContract';
import {languageName} from '../../guest/languages';
import {Button, LinkButton} from '../controls';
import {useEditing} from './context';
import {showsWords, wordsPart, WORDS, writeValue} from './parts';
import {Card} from './SettingEditor';
import {TextField} from './TextField';
import {usePickedValue, type PartLevel} from './usePartLevel';
import {usePart} from './usePart';
import {useEditWords} from './words';

/** The sets of words for guests who wait: read, heard and chosen. */
export const WordingEditor = ({wordings, ...partLevel}: PartLevel & {wordings: readonly Wording[]}) => {
  const {state, set, t, te} = useEditing();
  const {value, pick, hasWider} = usePickedValue(partLevel);
  const {detail} = partLevel;
  return (
    <section className="wording-editor">
      {!showsWords(state.screen) && (
        <LinkButton onClick={() => set({screen: 'waiting-video', service: 'waiting_for_host'})}>
          {te('wording.show')}
        </LinkButton>
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
            <Words wording={wording} />
            {wording.name === detail.value && <OwnWords wording={wording} />}
          </div>
        ))}
      </fieldset>
      {hasWider && <LinkButton onClick={() => pick(null)}>{te('useSharedWording')}</LinkButton>}
    </section>
  );
};

/** The words of the chosen set, to be written anew; a shipped set stays, with the user's own lines over it. */
const OwnWords = ({wording}: {wording: Wording}) => {
  const {theme, titleOf, te} = useEditing();
  const [isOpen, setOpen] = useState(false);
  const themes = wording.themes.map(titleOf).join(', ');
  return (
    <details onToggle={event => setOpen(event.currentTarget.open)}>
      <summary>{te('words.edit')}</summary>
      {isOpen && (
        <>
          <p className="notice">{te('words.reach', {themes: themes || titleOf(theme.name)})}</p>
          {wording.words.map(({language}) => (
            <fieldset key={language} className="own-words">
              <legend>{languageName(language)}</legend>
              {WORDS.map(field => (
                <WordField key={field} part={wordsPart(language, wording.name, field)} label={te(`words.${field}`)} />
              ))}
            </fieldset>
          ))}
        </>
      )}
    </details>
  );
};

const WordField = ({part, label}: {part: string; label: string}) => {
  const detail = usePart(part);
  const scope = detail?.scopes[0];
  if (!detail || !scope) return null;
  return <TextField {...{detail, label}} level={scope.level} isWatched={scope.is_own} />;
};

/** The words in the language of the meeting's screens, and folded in the others. */
const Words = ({wording}: {wording: Wording}) => {
  const {titleOf, te} = useEditing();
  const [first, ...others] = wording.words.filter(one => one.lines.length > 0);
  const missing = wording.words.filter(one => one.lines.length === 0);
  return (
    <div className="words">
      {first && <Message words={first} />}
      {others.length > 0 && (
        <details>
          <summary>{te('wording.more')}</summary>
          {others.map(one => <Message key={one.language} words={one} />)}
        </details>
      )}
      {missing.length > 0 && (
        <p className="measure over">
          {te('wording.missing', {languages: missing.map(one => languageName(one.language)).join(', ')})}
        </p>
      )}
      {wording.themes.length > 0 && (
        <p className="quiet">{te('wording.own', {themes: wording.themes.map(titleOf).join(', ')})}</p>
      )}
    </div>
  );
};

const Message = ({words}: {words: WordingWords}) => {
  const te = useEditWords();
  return (
    <figure>
      <figcaption className="quiet">
        {languageName(words.language)}
        {words.review && ` · ${te(`review.${words.review}`)}`}
      </figcaption>
      <blockquote lang={words.language} dir="auto">
        {words.lines.map((line, at) => <p key={at}>{line}</p>)}
      </blockquote>
      <Voice words={words} />
    </figure>
  );
};

/** What is heard: the recording, else the browser's voice for what it is to say. */
const Voice = ({words}: {words: WordingWords}) => {
  const te = useEditWords();
  const voice = useVoice(words.language);
  const [isSpeaking, setSpeaking] = useState(false);
  useEffect(() => () => window.speechSynthesis?.cancel(), []);
  if (!words.spoken) return <p className="quiet">{te('wording.silent')}</p>;
  const label = `${te('wording.says')}: ${words.spoken}`;
  const action = te(isSpeaking ? 'wording.stop' : 'wording.play');
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
          <Button aria-label={`${action} · ${label}`} onClick={press}>{action}</Button>
          <p className="quiet">{te('wording.browser')}</p>
        </>
      ) : (
        <p className="quiet">{te('wording.noVoice', {language: languageName(words.language)})}</p>
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
