import {Captions, useMobileDevice, useTouchDevice} from '@pexip/components';
import {
  BreakoutRoomsNameAndTimeLeftView,
  DraggableInMeetingSelfview,
  Header,
  MeetingStageContainer,
  MeetingVideo,
  MeetingWrapper,
  StreamStatus,
} from '@pexip/media-components';
import {Quality} from '@pexip/peer-connection-stats';
import {useMemo, type ReactNode} from 'react';
import {useTranslation} from 'react-i18next';

import {sceneStream} from '../camera';
import {useGuest} from '../context';
import {captionsLine, myName} from '../sample';
import {DesktopControls, TouchControls} from './Controls';

const nothing = () => undefined;

interface Stage {
  stream?: MediaStream;
  splash?: {text: string; background: string};
}

/** A meeting room: the stage with what is on it, the guest's own picture, and the controls. */
export const MeetingLayout = ({
  stage,
  hasPanel = false,
  service = '',
  spoken = '',
  children,
}: {
  stage: Stage;
  hasPanel?: boolean;
  service?: string;
  spoken?: string;
  children?: ReactNode;
}) => {
  const {brand, language, look} = useGuest();
  const isTouch = useTouchDevice();
  const inMeeting = service === '';
  return (
    <MeetingWrapper>
      <div className="header">
        <Header
          title=""
          {...(look.screen === 'breakout-move' ? {enhancerEndActions: <RoomName />} : {})}
        />
      </div>
      <MeetingStageContainer isSidePanelVisible={hasPanel}>
        <div
          className="stage"
          ref={element => startVideos(element)}
          {...(service ? {'data-service-screen': service} : {})}
          {...(spoken ? {role: 'img', 'aria-label': spoken} : {})}
        >
          <MeetingVideo
            status={StreamStatus.Expanded}
            isFullHeight
            isFullWidth
            {...(stage.stream ? {mediaStream: stage.stream} : {})}
            {...(stage.splash ? {splashScreen: stage.splash} : {})}
          />
        </div>
      </MeetingStageContainer>
      <SelfView hasPanel={hasPanel} />
      {inMeeting && brand.manifest.showLiveCaptions === true && (
        <div className={isTouch ? 'captions captions-touch' : 'captions'}>
          <Captions captions={captionsLine(language)} />
        </div>
      )}
      {isTouch ? <TouchControls /> : <DesktopControls hasPanel={hasPanel} />}
      {children}
    </MeetingWrapper>
  );
};

/** A browser holds back video with sound until somebody clicks. These have none; without it they all play at once. */
const startVideos = (stage: HTMLElement | null): void => {
  for (const video of stage?.querySelectorAll('video') ?? []) {
    if (video.muted) continue;
    video.muted = true;
    void video.play().catch(nothing);
  }
};

const RoomName = () => (
  <BreakoutRoomsNameAndTimeLeftView roomName="1" timeLeft="09:41" isSmallText />
);

const SelfView = ({hasPanel}: {hasPanel: boolean}) => {
  const {t} = useTranslation();
  const {language} = useGuest();
  const isMobile = useMobileDevice();
  const stream = useMemo(() => sceneStream('self'), []);
  return (
    <DraggableInMeetingSelfview
      autoHideProps={{}}
      draggableAriaLabel={t('meeting.folded-selfview.drag', 'Move self-view')}
      isSidePanelVisible={hasPanel}
      username={myName(language)}
      localMediaStream={stream}
      isMirrored
      isMobileDevice={isMobile}
      isVideoInputMuted={false}
      isAudioInputMuted={false}
      isAudioInputMissing={false}
      shouldShowUserAvatar={false}
      areEffectsEnabled={false}
      areEffectsApplied={false}
      quality={Quality.GOOD}
      onCollapseSelfview={nothing}
      onToggleAudioClick={nothing}
      openEffectsModal={nothing}
    />
  );
};
