import {Bar, Captions, ThemeProvider, useMobileDevice, useTouchDevice} from '@pexip/components';
import {Quality} from '@pexip/peer-connection-stats';
import {
  BreakoutRoomsNameAndTimeLeftView,
  BreakoutRoomsPanelToggleView,
  CallControlsDesktopView,
  CallControlsTouchView,
  ChatPanelToggleView,
  DesktopMeetingToolbar,
  DraggableInMeetingSelfview,
  Header,
  MeetingStageContainer,
  MeetingVideo,
  MeetingWrapper,
  ParticipantsPanelToggleView,
  PresentationButton,
  RaiseHandButton,
  StreamStatus,
} from '@pexip/media-components';
import {useMemo, useState, type ReactNode} from 'react';
import {useTranslation} from 'react-i18next';

import {sceneStream} from '../camera';
import {useChatState, useGuest, useHidden, useUnkeyed} from '../context';
import {Note} from '../Note';
import {captionsLine, myName} from '../sample';
import {useServiceScreen} from '../service';
import {BreakoutPanel, MoveToRoom} from './Breakout';
import {ChatPanel} from './Chat';
import {ParticipantsPanel} from './Participants';

const nothing = () => undefined;

/** The meeting, with the panel that the screen asks for. */
export const Meeting = () => {
  const {look, goTo} = useGuest();
  const hidden = useHidden();
  const chat = useChatState();
  const stream = useMemo(() => sceneStream('meeting'), []);
  const participantsOpen = look.screen === 'participants' && !hidden('button-participants');
  const chatOpen = look.screen === 'chat' && chat === 'shown';
  const breakoutOpen = look.screen === 'breakout';
  const asksForChat = ['chat', 'chat-hidden', 'chat-disabled'].includes(look.screen);
  const close = () => {
    goTo({screen: 'meeting'});
  };
  return (
    <Room stage={{stream}} hasPanel={participantsOpen || chatOpen || breakoutOpen}>
      {participantsOpen && <ParticipantsPanel close={close} />}
      {chatOpen && <ChatPanel close={close} />}
      {breakoutOpen && <BreakoutPanel close={close} />}
      {look.screen === 'breakout-move' && <MoveToRoom />}
      {asksForChat && chat !== 'shown' && <Note kind={chat} />}
    </Room>
  );
};

/** Direct media: the client itself writes the service theme's text on the service theme's picture. */
export const Waiting = () => {
  const screen = useServiceScreen('direct_media_waiting_for_host');
  return (
    <Room
      stage={{splash: {text: screen.text, background: screen.background}}}
      service="direct_media_waiting_for_host"
    />
  );
};

/** The usual way: the node draws the screen and sends it as video. */
export const WaitingVideo = () => {
  const {look} = useGuest();
  const screen = useServiceScreen(look.service);
  return (
    <Room
      stage={screen.stream ? {stream: screen.stream} : {}}
      service={look.service}
      spoken={screen.text}
    />
  );
};

interface Stage {
  stream?: MediaStream;
  splash?: {text: string; background: string};
}

const Room = ({
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
          ref={element => {
            startVideos(element);
          }}
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

const useControls = () => {
  const {goTo} = useGuest();
  const [micMuted, setMicMuted] = useState(false);
  const [cameraMuted, setCameraMuted] = useState(false);
  const [handRaised, setHandRaised] = useState(false);
  return {
    handRaised,
    setHandRaised,
    media: {
      isMicrophoneMuted: micMuted,
      isVideoMuted: cameraMuted,
      isRequestingAudio: false,
      isRequestingVideo: false,
      iconSize: 'small' as const,
      canMute: true,
      canMuteAudio: true,
      onAudioBtnClick: () => {
        setMicMuted(!micMuted);
      },
      onVideoBtnClick: () => {
        setCameraMuted(!cameraMuted);
      },
      onLeave: () => {
        goTo({screen: 'disconnected'});
      },
    },
  };
};

const DesktopControls = ({hasPanel}: {hasPanel: boolean}) => {
  const controls = useControls();
  return (
    <>
      <DesktopMeetingToolbar
        className="toolbar"
        withSidePanel={hasPanel}
        withBoxShadow
        core={
          <ThemeProvider colorScheme="light">
           <div className="toolbar-buttons">
            <PanelToggles />
            <PresentationButton
              localIsPresenting={false}
              iconSize="small"
              variant="translucent"
              modifier="square"
              tooltipPosition="right"
              startPresentation={nothing}
              stopPresentation={nothing}
            />
            <RaiseHandButton
              isHandRaised={controls.handRaised}
              iconSize="small"
              variant="translucent"
              modifier="square"
              tooltipPosition="right"
              onRaiseHand={controls.setHandRaised}
            />
           </div>
          </ThemeProvider>
        }
      />
      <div className="call-controls">
        <CallControlsDesktopView {...controls.media} aria-label="" />
      </div>
    </>
  );
};

const TouchControls = () => {
  const say = useUnkeyed();
  const controls = useControls();
  return (
    <>
      <Bar position="absoluteBottom" padding="none" justifyContent="center">
        <CallControlsTouchView
          {...controls.media}
          ableToPresent={false}
          allowedToPresent={false}
          clearPluginMenu={nothing}
          isHandRaised={controls.handRaised}
          onRaiseHand={controls.setHandRaised}
          localIsPresenting={false}
          moreMenuItems={[]}
          onMoreMenuOpenChange={nothing}
          presentationDisabledText={say('presentation.none')}
          startPresentation={nothing}
          stopPresentation={nothing}
        />
      </Bar>
      <div className="touch-panels">
        <PanelToggles />
      </div>
    </>
  );
};

const PanelToggles = () => {
  const say = useUnkeyed();
  const {look, goTo} = useGuest();
  const hidden = useHidden();
  const chat = useChatState();
  const isTouch = useTouchDevice();
  const toggle = (screen: 'participants' | 'chat' | 'breakout') => () => {
    goTo({screen: look.screen === screen ? 'meeting' : screen});
  };
  return (
    <>
      {!hidden('button-participants') && (
        <ParticipantsPanelToggleView
          isPanelOpen={look.screen === 'participants'}
          inMeetingParticipantsCount={4}
          isTouchDevice={isTouch}
          variant="translucent"
          modifier="square"
          onClick={toggle('participants')}
        />
      )}
      {chat === 'shown' && (
        <ChatPanelToggleView
          isPanelOpen={look.screen === 'chat'}
          newMessagesCount={look.screen === 'chat' ? 0 : 1}
          isTouchDevice={isTouch}
          variant="translucent"
          modifier="square"
          onClick={toggle('chat')}
        />
      )}
      {look.screen === 'breakout' && (
        <BreakoutRoomsPanelToggleView
          buttonAriaLabel={say('breakout')}
          buttonText={say('breakout')}
          isPanelOpen
          breakoutActionsCount={0}
          variant="translucent"
          modifier="square"
          onClick={toggle('breakout')}
        />
      )}
    </>
  );
};
