import type {ReactNode} from 'react';

import type {Prompt, ThemeDetail} from '../contract';
import type {Screen} from '../screens';
import {Badge} from './parts';
import {problemsAt} from './problems';
import type {ShellProps, State} from './state';
import type {Say} from './words';

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
  say: Say;
  set: (change: Partial<State>) => void;
}

/** The voice of the meeting: what is heard on this screen, on others, and where nobody knows. */
export const Prompts = ({detail, state, say, set}: Props) => {
  if (detail.prompts.length === 0) {
    return (
      <>
        <h3>{say('prompts')}</h3>
        <p className="quiet">{say('prompts.empty')}</p>
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
      <h3>{say('prompts')}</h3>
      {here.length === 0 && <p className="quiet">{say('prompts.none')}</p>}
      {here.length > 0 && state.screen === 'waiting' && (
        <p className="quiet">{say('prompts.directMedia')}</p>
      )}
      {here.map(prompt => (
        <PromptCard key={prompt.file} {...{prompt, detail, say}} />
      ))}
      <Others title={say('prompts.elsewhere')} prompts={elsewhere} {...{detail, say, set}} />
      <Others title={say('prompts.nowhere')} prompts={nowhere} {...{detail, say, set}} />
    </>
  );
};

const Others = ({
  title,
  prompts,
  detail,
  say,
  set,
}: {title: string; prompts: readonly Prompt[]} & Omit<Props, 'state'>) =>
  prompts.length > 0 && (
    <details>
      <summary>
        {title} ({prompts.length})
      </summary>
      {prompts.map(prompt => (
        <PromptCard key={prompt.file} {...{prompt, detail, say}}>
          {prompt.screens.map(id => (
            <button
              key={id}
              type="button"
              className="link"
              onClick={() => set({screen: 'waiting-video', service: id})}
            >
              {say('prompts.show')} <code>{id}</code>
            </button>
          ))}
        </PromptCard>
      ))}
    </details>
  );

const PromptCard = ({
  prompt, detail, say, children,
}: Pick<ShellProps, 'detail' | 'say'> & {prompt: Prompt; children?: ReactNode}) => (
  <figure className="prompt">
    <figcaption>
      {prompt.says ? (
        <q lang={prompt.language}>{prompt.says}</q>
      ) : (
        <span className="quiet">{say('prompts.wordless')}</span>
      )}
      <Badge found={problemsAt(detail.found, prompt.place)} say={say} />
    </figcaption>
    <audio
      controls
      preload="none"
      src={`${detail.view}service-theme/${prompt.file.split('/').map(encodeURIComponent).join('/')}`}
      aria-label={`${say('prompts')}: ${prompt.says || prompt.file}`}
    />
    <p className="place">
      <code>{prompt.file}</code>, {prompt.seconds.toFixed(1)} {say('seconds')}
    </p>
    {prompt.screens_from && <p className="quiet">{say(`prompts.from.${prompt.screens_from}`)}</p>}
    {children}
  </figure>
);
