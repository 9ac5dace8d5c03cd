import type {ReactElement} from 'react';

import type {Screen as ScreenName} from '../../screens';
import {useGuest} from '../context';
import {CustomStep} from './CustomStep';
import {DeviceCheck} from './DeviceCheck';
import {Landing} from './Landing';
import {Disconnected, Failed} from './Leaving';
import {Meeting, Waiting, WaitingVideo} from './Meeting';
import {Pin} from './Pin';
import {Settings} from './Settings';

const SCREENS: Record<ScreenName, () => ReactElement> = {
  landing: Landing,
  'custom-step': CustomStep,
  'device-check': DeviceCheck,
  pin: Pin,
  waiting: Waiting,
  'waiting-video': WaitingVideo,
  meeting: Meeting,
  participants: Meeting,
  chat: Meeting,
  'chat-hidden': Meeting,
  'chat-disabled': Meeting,
  breakout: Meeting,
  'breakout-move': Meeting,
  settings: Settings,
  disconnected: Disconnected,
  error: Failed,
};

export const Screen = () => {
  const {brand, look} = useGuest();
  const Chosen = SCREENS[look.screen];
  return (
    <>
      {brand.notice && (
        <p className="preview-notice" role="alert" data-testid="preview-notice">
          {brand.notice}
        </p>
      )}
      <main className="whole">
        <Chosen />
      </main>
    </>
  );
};
