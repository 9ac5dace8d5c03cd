import {useEffect, useState} from 'react';

import {fetchJson} from '../answers';
import type {Comparison, Difference} from '../contract';
import {languageName} from '../guest/languages';
import {isScreen, screenName} from '../screens';
import type {Side} from './Compare';
import {useShell} from './context';
import {LinkButton, Row, Swatch} from './controls';
import {explainBrand, type Translate} from './words';

/** More than these are folded up by kind. */
const MOST_OPEN = 40;

interface Props {
  left: Side;
  right: Side;
  /** Another one wherever either side may have changed. */
  version: string;
}

/** In which two themes or packages differ, in words; each leads to a screen that shows it. */
export default function Differences({left, right, version}: Props) {
  const {state, t} = useShell();
  const found = useComparison(left.view, right.view, version);
  const shades = explainBrand(state.uiLanguage, 'palette').name;
  const groups = found && !found.refusal ? groupDifferences(found.differences, shades, t) : [];
  const isShort = (found?.differences.length ?? 0) <= MOST_OPEN;
  return (
    <aside className="panel differences" aria-label={t('differences')} aria-busy={!found}>
      <div className="panel-body" tabIndex={0}>
        <h2>
          {t('differences')} {found && !found.refusal && `(${String(found.differences.length)})`}
        </h2>
        <p className="quiet">
          {left.title} · {right.title}
        </p>
        {found === null && <p className="quiet">{t('loading')}</p>}
        {found?.refusal && <p>{t(found.refusal)}</p>}
        {found && !found.refusal && groups.length === 0 && <p>{t('differences.none')}</p>}
        {groups.map(({title, differences}) => (
          <details key={title} open={isShort && (title !== shades || groups.length === 1)}>
            <summary>
              {title} ({differences.length})
            </summary>
            <ul className="settings">
              {differences.map(one => <Entry key={`${one.key.en} ${one.title.en}`} {...{one, left, right}} />)}
            </ul>
          </details>
        ))}
      </div>
    </aside>
  );
}

const Entry = ({one, left, right}: Omit<Props, 'version'> & {one: Difference}) => {
  const {state, t, set} = useShell();
  const {screen, service, language} = one;
  const title = t(one.title);
  return (
    <li>
      <p>{one.section === 'texts' ? <code>{title}</code> : <strong>{title}</strong>}</p>
      {one.section === 'screens' && <p className="quiet">{t(one.key)}</p>}
      <dl>
        {([[left, one.left], [right, one.right]] as const).map(([side, said]) => (
          <Row key={side.view} name={side.title}>
            <span lang={language || undefined} dir="auto">{t(said) || '–'}</span>
            {/^#[0-9a-f]{6}$/iu.test(said.en) && <Swatch color={said.en} />}
          </Row>
        ))}
      </dl>
      {isScreen(screen) && (
        <LinkButton
          aria-current={screen === state.screen ? 'true' : undefined}
          onClick={() => {
            set({screen, ...(service ? {service} : {}), ...(language ? {lang: language} : {})});
            document.querySelector('.compare')?.scrollIntoView({block: 'nearest'});
          }}
        >
          {t('differences.show')}: {screenName(state.uiLanguage, screen)}
          <span className="unseen">, {title}</span>
        </LinkButton>
      )}
    </li>
  );
};

/** What the server says of the two; null while it is asked. */
const useComparison = (left: string, right: string, version: string): Comparison | null => {
  const [answered, setAnswered] = useState<{pair: string; comparison: Comparison} | null>(null);
  const pair = `left=${encodeURIComponent(left)}&right=${encodeURIComponent(right)}`;
  useEffect(() => {
    let isLate = false;
    const answer = (comparison: Comparison): void => {
      if (!isLate) setAnswered({pair, comparison});
    };
    fetchJson<Comparison>(`/api/compare?${pair}`).then(answer, (error: unknown) => {
      answer({refusal: {en: String(error), da: String(error)}, differences: []});
    });
    return () => void (isLate = true);
  }, [pair, version]);
  return answered?.pair === pair ? answered.comparison : null;
};

/** *differences* by kind, texts also by language, in the order in which they come. *shades* follow from a colour. */
const groupDifferences = (differences: readonly Difference[], shades: string, t: Translate) => {
  const groups = new Map<string, Difference[]>();
  for (const one of differences) {
    const title = one.key.en.startsWith('brand.palette.') ? shades : t(`differences.${one.section}`);
    const name = one.language ? `${title}, ${languageName(one.language)}` : title;
    groups.set(name, [...(groups.get(name) ?? []), one]);
  }
  return [...groups].map(([title, own]) => ({title, differences: own}));
};
