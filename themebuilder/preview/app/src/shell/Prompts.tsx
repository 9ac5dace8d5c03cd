import type {ReactNode} from 'react';

import type {Prompt, ThemeDetail} from '../contract';
import type {Screen} from '../screens';
import {useShell} from './context';
import {Badge, LinkButton} from './controls';
import {problemsAt} from './problems';
import {nameService} from './words';

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

/** The voice of the meeting: what is heard on this screen, on others, and where nobody knows. */
export const Prompts = ({detail}: {detail: ThemeDetail}) => {
  const {state, t} = useShell();
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
      {here.map(prompt => <PromptCard key={prompt.file} {...{prompt, detail}} />)}
      <Others title={t('prompts.elsewhere')} prompts={elsewhere} detail={detail} />
      <Others title={t('prompts.nowhere')} prompts={nowhere} detail={detail} />
    </>
  );
};

const Others = ({
  title, prompts, detail,
}: {title: string; prompts: readonly Prompt[]; detail: ThemeDetail}) => {
  const {state, t, set} = useShell();
  if (prompts.length === 0) return null;
  return (
    <details>
      <summary>
        {title} ({prompts.length})
      </summary>
      {prompts.map(prompt => (
        <PromptCard key={prompt.file} {...{prompt, detail}}>
          {prompt.screens.map(id => (
            <LinkButton key={id} onClick={() => set({screen: 'waiting-video', service: id})}>
              {t('prompts.show', {screen: nameService(state.uiLanguage, id)})}
            </LinkButton>
          ))}
        </PromptCard>
      ))}
    </details>
  );
};

const PromptCard = ({
  prompt, detail, children,
}: {prompt: Prompt; detail: ThemeDetail; children?: ReactNode}) => {
  const {t} = useShell();
  return <figure className="prompt">
    <figcaption>
      {prompt.says ? (
        <q lang={prompt.language}>{prompt.says}</q>
      ) : (
        <span className="quiet">{t('prompts.wordless')}</span>
      )}
      <Badge found={problemsAt(detail, prompt.place)} />
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
  </figure>;
};
