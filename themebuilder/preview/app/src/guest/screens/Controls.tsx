import {Bar, ThemeProvider, useTouchDevice} from '@pexip/components';
import {
  BreakoutRoomsPanelToggleView,
  CallControlsDesktopView,
  CallControlsTouchView,
  ChatPanelToggleView,
  DesktopMeetingToolbar,
  ParticipantsPanelToggleView,
  PresentationButton,
  RaiseHandButton,
} from '@pexip/media-components';
import {useState} from 'react';

import {useChatState, useGuest, useHidden, useUnkeyed} from '../context';

const nothing = () => undefined;

/** The toolbar at the side, and below the stage what everybody needs: sound, picture, leaving. */
export const DesktopControls = ({hasPanel}: {hasPanel: boolean}) => {
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

/** The same for fingers: one bar at the bottom. */
export const TouchControls = () => {
  const unkeyed = useUnkeyed();
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
          presentationDisabledText={unkeyed('presentation.none')}
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
  const unkeyed = useUnkeyed();
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
          buttonAriaLabel={unkeyed('breakout')}
          buttonText={unkeyed('breakout')}
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
      onAudioBtnClick: () => setMicMuted(!micMuted),
      onVideoBtnClick: () => setCameraMuted(!cameraMuted),
      onLeave: () => goTo({screen: 'disconnected'}),
    },
  };
};
