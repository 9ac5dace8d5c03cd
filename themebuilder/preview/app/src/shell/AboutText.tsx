import {useState} from 'react';

import type {ThemeDetail} from '../contract';
import type {TextOrigin} from '../messages';
import {useShell} from './context';
import {Button, ProblemCards, Prose, Row} from './controls';
import {problemsAt, formatPlace, isShipped, yamlLine} from './problems';

interface Props {
  detail: ThemeDetail;
  /** The text that was clicked or chosen. */
  found: TextOrigin | null;
  setFound: (found: TextOrigin) => void;
}

/** Where the clicked text is written, who else uses it, and the line of YAML to change it. */
export const AboutText = ({detail, found, setFound}: Props) => {
  const {t} = useShell();
  return (
    <>
      {found ? <OriginOfText {...{detail, found}} /> : <p className="quiet">{t('text.none')}</p>}
      <Search {...{detail, setFound}} />
    </>
  );
};

const MOST_HITS = 12;

/** The same without a pointer: look a text up by its words or its key. */
const Search = ({detail, setFound}: Omit<Props, 'found'>) => {
  const {t, language} = useShell();
  const [asked, setAsked] = useState('');
  const needle = asked.trim().toLocaleLowerCase();
  const hits = needle
    ? Object.entries(detail.texts[language] ?? {}).filter(([key, {text}]) =>
        `${key} ${text}`.toLocaleLowerCase().includes(needle),
      )
    : [];
  return (
    <search className="search">
      <label>
        <span>{t('text.search')}</span>
        <input type="search" value={asked} onChange={event => setAsked(event.target.value)} />
      </label>
      <ul>
        {hits.slice(0, MOST_HITS).map(([key, {text}]) => (
          <li key={key}>
            <button
              type="button"
              onClick={() => setFound({text, keys: [key], service: '', unkeyed: false, language})}
            >
              <span>{text}</span>
              <code>{key}</code>
            </button>
          </li>
        ))}
      </ul>
      {hits.length > MOST_HITS && <p className="quiet">+ {hits.length - MOST_HITS}</p>}
    </search>
  );
};

const OriginOfText = ({detail, found}: {detail: ThemeDetail; found: TextOrigin}) => {
  const {t, language} = useShell();
  const isBuiltIn = found.language === '';
  return (
    <>
      <blockquote>{found.text}</blockquote>
      {found.unkeyed && <p>{t('text.unkeyed')}</p>}
      {found.service && <Written {...{detail, language}} keyName={found.service} isScreen />}
      {found.keys.map(key => (
        <Written
          key={key}
          detail={detail}
          keyName={key}
          // A text that was found in English is written in the English file, also on a Danish screen.
          language={found.language || language}
          note={isBuiltIn ? t('text.builtIn') : found.language === language ? '' : t('text.fallback')}
        />
      ))}
    </>
  );
};

const Written = ({
  detail, keyName, language, note = '', isScreen = false,
}: {
  detail: ThemeDetail;
  keyName: string;
  language: string;
  note?: string;
  isScreen?: boolean;
}) => {
  const {t, titleOf} = useShell();
  const [copied, setCopied] = useState(false);
  const text = isScreen ? detail.screens[keyName] : detail.texts[language]?.[keyName];
  const others = text?.used_by.filter(name => name !== detail.name) ?? [];
  const line = text ? yamlLine(keyName, text.text) : `${keyName}: …`;
  const target = detail.is_shipped ? 'text.into.shipped' : 'text.into';
  return (
    <section className="written">
      {note && <p className="quiet">{note}</p>}
      <dl>
        <Row name={isScreen ? t('text.service') : t('text.key')}><code>{keyName}</code></Row>
        {text && (
          <>
            <Row name={t('text.place')}>
              {isShipped(text.place) && `${t('text.shipped')} `}
              <code>{formatPlace(text.place).replace(/^shipped\//u, '')}</code>
            </Row>
            <Row name={t('text.usedBy')}><Users titles={others.map(titleOf)} /></Row>
          </>
        )}
      </dl>
      {!isScreen && (
        <>
          {(!text || isShipped(text.place)) && (
            <p className="quiet">
              <Prose text={t(target, {theme: detail.name, language})} />
            </p>
          )}
          <pre>{line}</pre>
          <Button
            onClick={() => {
              void copy(line).then(() => {
                setCopied(true);
                window.setTimeout(setCopied, 1600, false);
              });
            }}
          >
            <span aria-live="polite">{copied ? t('copied') : t('text.copy')}</span>
          </Button>
        </>
      )}
      {text && <ProblemCards found={problemsAt(detail, text.place)} />}
    </section>
  );
};

const MOST_USERS = 4;

/** The themes that use a text too. */
const Users = ({titles}: {titles: readonly string[]}) => {
  const {t} = useShell();
  // Titles hold commas.
  const listed = titles.join(' · ') || t('text.onlyHere');
  if (titles.length <= MOST_USERS) return listed;
  return (
    <details>
      <summary>
        {titles.length} {t('themes').toLocaleLowerCase()}
      </summary>
      {listed}
    </details>
  );
};

/** Copy *text*; pages that are not served securely have no clipboard, but can copy a selection. */
const copy = async (text: string): Promise<void> => {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
};
