import {useState} from 'react';

import type {TextOrigin} from '../messages';
import {ProblemCard, Prose, Row} from './parts';
import {problemsAt, formatPlace, isShipped, yamlLine} from './problems';
import type {PanelProps} from './state';

/** Where the clicked text is written, who else uses it, and the line of YAML to change it. */
export const AboutText = (props: PanelProps) => (
  <>
    {props.found ? (
      <OriginOfText {...props} found={props.found} />
    ) : (
      <p className="quiet">{props.t('text.none')}</p>
    )}
    <Search {...props} />
  </>
);

const MOST_HITS = 12;

/** The same without a pointer: look a text up by its words or its key. */
const Search = ({detail, t, language, setFound}: PanelProps) => {
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
        <input
          type="search"
          value={asked}
          onChange={event => setAsked(event.target.value)}
        />
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

const OriginOfText = ({detail, t, titleOf, found, language}: PanelProps & {found: TextOrigin}) => {
  return (
    <>
      <blockquote>{found.text}</blockquote>
      {found.unkeyed && <p>{t('text.unkeyed')}</p>}
      {found.service && <Written {...{detail, t, titleOf, language}} keyName={found.service} isScreen />}
      {found.keys.map(key => (
        <Written
          key={key}
          {...{detail, t, titleOf}}
          keyName={key}
          // A text that was found in English is written in the English file, also on a Danish screen.
          language={found.language || language}
          note={
            found.language === ''
              ? t('text.builtIn')
              : found.language === language
                ? ''
                : t('text.fallback')
          }
        />
      ))}
    </>
  );
};

const Written = ({
  detail, t, titleOf, keyName, language, note = '', isScreen = false,
}: Pick<PanelProps, 'detail' | 't' | 'titleOf'> & {
  keyName: string;
  language: string;
  note?: string;
  isScreen?: boolean;
}) => {
  const [copied, setCopied] = useState(false);
  const text = isScreen ? detail.screens[keyName] : detail.texts[language]?.[keyName];
  const others = text?.used_by.filter(name => name !== detail.name) ?? [];
  const line = text ? yamlLine(keyName, text.text) : `${keyName}: …`;
  const target = detail.is_shipped ? 'text.into.shipped' : 'text.into';
  return (
    <section className="written">
      {note && <p className="quiet">{note}</p>}
      <dl>
        <Row name={isScreen ? t('text.service') : t('text.key')}>
          <code>{keyName}</code>
        </Row>
        {text && (
          <>
            <Row name={t('text.place')}>
              {isShipped(text.place) && `${t('text.shipped')} `}
              <code>{formatPlace(text.place).replace(/^shipped\//u, '')}</code>
            </Row>
            <Row name={t('text.usedBy')}>
              <Users titles={others.map(titleOf)} t={t} />
            </Row>
          </>
        )}
      </dl>
      {!isScreen && (
        <>
          {(!text || isShipped(text.place)) && (
            <p className="quiet">
              <Prose text={t(target).replace('{theme}', detail.name).replace('{language}', language)} />
            </p>
          )}
          <pre>{line}</pre>
          <button
            type="button"
            className="button"
            onClick={() => {
              void copy(line).then(() => {
                setCopied(true);
                window.setTimeout(setCopied, 1600, false);
              });
            }}
          >
            <span aria-live="polite">{copied ? t('copied') : t('text.copy')}</span>
          </button>
        </>
      )}
      {text &&
        problemsAt(detail.found, text.place).map((problem, index) => (
          <ProblemCard key={index} problem={problem} t={t} />
        ))}
    </section>
  );
};

const MOST_USERS = 4;

/** The themes that use a text too. */
const Users = ({titles, t}: Pick<PanelProps, 't'> & {titles: readonly string[]}) => {
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
