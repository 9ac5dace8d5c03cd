import {type ReactNode, useState} from 'react';

import type {ThemeSummary} from '../contract';
import {useShell} from './context';
import {Count} from './controls';
import type {Translate} from './words';

interface Props {
  themes: readonly ThemeSummary[];
  theme: ThemeSummary | undefined;
  choose: (theme: ThemeSummary) => void;
}

interface Group {
  title: string;
  themes: ThemeSummary[];
}

const order = new Intl.Collator('da', {numeric: true});

/** *themes* by the name of their organisation, both in the order of what is shown. */
export const groupThemes = (themes: readonly ThemeSummary[], t: Translate): Group[] => {
  // Two organisations may bear one name, such as a region's part before and after a merger.
  const titles = new Set(themes.map(one => titleOrganisation(one, t)));
  return [...titles]
    .sort(order.compare)
    .map(title => ({
      title,
      themes: themes
        .filter(one => titleOrganisation(one, t) === title)
        .sort((one, other) => order.compare(one.title, other.title)),
    }));
};

const titleOrganisation = (theme: ThemeSummary, t: Translate): string =>
  theme.organisation_title || theme.organisation || t('themes.noOrganisation');

/** The themes by organisation, with a search. Shipped themes are folded up below the workspace's own. */
export const ThemeList = ({themes, theme, choose}: Props) => {
  const {t} = useShell();
  const [sought, setSought] = useState('');
  const words = sought.toLocaleLowerCase('da').split(/\s+/u).filter(Boolean);
  const found = themes.filter(one => {
    const text = [one.title, one.name, titleOrganisation(one, t)].join(' ').toLocaleLowerCase('da');
    return words.every(word => text.includes(word));
  });
  return (
    <div className="theme-list">
      <label className="theme-search">
        <span className="unseen">{t('themes.search')}</span>
        <input
          type="search"
          value={sought}
          placeholder={t('themes.search')}
          onChange={event => setSought(event.target.value)}
          onKeyDown={event => {
            if (event.key === 'Enter' && found[0]) choose(found[0]);
          }}
        />
      </label>
      <div className="themes">
        <p className={words.length > 0 && found.length === 0 ? 'quiet none-found' : 'unseen'} role="status">
          {words.length > 0 && (found.length > 0 ? `${String(found.length)} ${t('themes.found')}` : t('themes.noneFound'))}
        </p>
        <GroupedThemes
          themes={found}
          isFolded={themes.some(one => !one.is_shipped)}
          isOpen={words.length > 0 || theme?.is_shipped === true}
          draw={group => <GroupOfThemes key={group.title} {...{group, theme, choose}} />}
        />
      </div>
    </div>
  );
};

/** *themes* by organisation, the workspace's own first; shipped ones can be folded up. */
export const GroupedThemes = ({
  themes, isFolded, isOpen, draw,
}: Pick<Props, 'themes'> & {
  isFolded: boolean;
  isOpen: boolean;
  draw: (group: Group) => ReactNode;
}) => {
  const {t} = useShell();
  const shipped = themes.filter(one => one.is_shipped);
  const groups = (some: readonly ThemeSummary[]) => groupThemes(some, t).map(draw);
  return (
    <>
      <div className="groups">{groups(themes.filter(one => !one.is_shipped))}</div>
      {shipped.length > 0 &&
        (isFolded ? (
          <details open={isOpen}>
            <summary>
              {t('themes.shipped')} ({shipped.length})
            </summary>
            <div className="groups">{groups(shipped)}</div>
          </details>
        ) : (
          <div className="groups">{groups(shipped)}</div>
        ))}
    </>
  );
};

const GroupOfThemes = ({group, theme, choose}: Omit<Props, 'themes'> & {group: Group}) => {
  const {t} = useShell();
  return <section>
    <h3>{group.title}</h3>
    <ul>
      {group.themes.map(one => (
        <li key={one.name} ref={one.name === theme?.name ? scrollToItem : undefined}>
          <button
            type="button"
            aria-current={one.name === theme?.name ? 'true' : undefined}
            onClick={() => choose(one)}
          >
            <span className="item">
              <span>{one.title}</span>
              <span className="quiet">
                {one.built ? `${t(one.audience)}, ${t(one.reach)}` : t('notBuilt')}
              </span>
            </span>
            <ThemeBadge theme={one} />
          </button>
        </li>
      ))}
    </ul>
  </section>;
};

/**
 * A theme chosen by the address may be far down the list. Some versions of Chromium (150) start the
 * Tab key at what `scrollIntoView` was called on, so that it would miss the skip link.
 */
const scrollToItem = (item: HTMLElement | null): void => {
  const list = item?.closest('.themes');
  if (!item || !list) return;
  const [seen, own] = [list.getBoundingClientRect(), item.getBoundingClientRect()];
  list.scrollTop += Math.min(0, own.top - seen.top) + Math.max(0, own.bottom - seen.bottom);
};

const ThemeBadge = ({theme}: {theme: ThemeSummary}) => {
  const {error, warning, info} = theme.problems;
  const severity = error ? 'error' : warning ? 'warning' : info ? 'info' : null;
  return severity && <Count severity={severity} count={error + warning + info} />;
};
