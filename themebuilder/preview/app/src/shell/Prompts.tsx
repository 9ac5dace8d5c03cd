import type {ReactNode} from 'react';

import type {Prompt, ThemeDetail} from '../contract';
import type {Screen} from '../screens';
import {Badge} from './parts';
import {problemsAt} from './problems';
import type {ShellProps, State} from './state';
import type {Translate} from './words';

const ERRORS = [
  'error_capacity_exceeded',
  'error_insufficient_licenses',
  'error_insufficient_video_licenses',
  'error_invalid_license',
];

/** Service-theme screens that a screen of the page shows, or whose prompts are heard over it. */
const serviceScreens = (screen: Screen, service: string): readonly string[] => {
  if (screen === 'waiting') return ['direct_media_waiting_for_host', 'waiting_for_host'];
  if (screen === 'waiting-video') return [service];
  if (screen === 'error') return ERRORS;
  return screen === 'pin' ? ['pin_entry', 'pin_welcome', 'pin_invalid'] : [];
};

interface Props {
  detail: ThemeDetail;
  state: State;
  t: Translate;
  set: (change: Partial<State>) => void;
}

/** The voice of the meeting: what is heard on this screen, on others, and where nobody knows. */
export const Prompts = ({detail, state, t, set}: Props) => {
  if (detail.prompts.length === 0) {
    return (
      <>
        <h3>{t('prompts')}</h3>
        <p className="quiet">{t('prompts.empty')}</p>
      </>
    );
  }
  const ids = serviceScreens(state.screen, state.service);
  const here = detail.prompts.filter(prompt => prompt.screens.some(id => ids.includes(id)));
  const elsewhere = detail.prompts.filter(
    prompt => prompt.screens.length > 0 && !here.includes(prompt),
  );
  const nowhere = detail.prompts.filter(prompt => prompt.screens.length === 0);
  return (
    <>
      <h3>{t('prompts')}</h3>
      {here.length === 0 && <p className="quiet">{t('prompts.none')}</p>}
      {here.length > 0 && state.screen === 'waiting' && (
        <p className="quiet">{t('prompts.directMedia')}</p>
      )}
      {here.map(prompt => (
        <PromptCard key={prompt.file} {...{prompt, detail, t}} />
      ))}
      <Others title={t('prompts.elsewhere')} prompts={elsewhere} {...{detail, t, set}} />
      <Others title={t('prompts.nowhere')} prompts={nowhere} {...{detail, t, set}} />
    </>
  );
};

const Others = ({
  title,
  prompts,
  detail,
  t,
  set,
}: {title: string; prompts: readonly Prompt[]} & Omit<Props, 'state'>) =>
  prompts.length > 0 && (
    <details>
      <summary>
        {title} ({prompts.length})
      </summary>
      {prompts.map(prompt => (
        <PromptCard key={prompt.file} {...{prompt, detail, t}}>
          {prompt.screens.map(id => (
            <button
              key={id}
              type="button"
              className="link"
              onClick={() => set({screen: 'waiting-video', service: id})}
            >
              {t('prompts.show')} <code>{id}</code>
            </button>
          ))}
        </PromptCard>
      ))}
    </details>
  );

const PromptCard = ({
  prompt, detail, t, children,
}: Pick<ShellProps, 'detail' | 't'> & {prompt: Prompt; children?: ReactNode}) => (
  <figure className="prompt">
    <figcaption>
      {prompt.says ? (
        <q lang={prompt.language}>{prompt.says}</q>
      ) : (
        <span className="quiet">{t('prompts.wordless')}</span>
      )}
      <Badge found={problemsAt(detail.found, prompt.place)} t={t} />
    </figcaption>
    <audio
      controls
      preload="none"
      src={`${detail.view}service-theme/${prompt.file.split('/').map(encodeURIComponent).join('/')}`}
      aria-label={`${t('prompts')}: ${prompt.says || prompt.file}`}
    />
    <p className="place">
      <code>{prompt.file}</code>, {prompt.seconds.toFixed(1)} {t('seconds')}
    </p>
    {prompt.screens_from && <p className="quiet">{t(`prompts.from.${prompt.screens_from}`)}</p>}
    {children}
  </figure>
);
