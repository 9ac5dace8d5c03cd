import {Panel, ThemeProvider, useTouchDevice} from '@pexip/components';
import {
  PanelHeader,
  ParticipantRow,
  ParticipantSidePanelWrapper,
  ParticipantsPanelFooter,
  type MeetingPanelsState,
} from '@pexip/media-components';

import {useGuest, useHidden, useUnkeyed} from '../context';
import {MY_ID, participants} from '../sample';

const nothing = () => undefined;

const OPEN: MeetingPanelsState = {
  openBreakoutRoomsPanel: false,
  openChatPanel: false,
  openParticipantPanel: true,
  openPluginsPanel: false,
  openAddParticipant: false,
  openTranscriptsPanel: false,
  openMeetingManagerRaisedHand: false,
  openMeetingManagerWaitingInLobby: false,
  openMeetingManagerPlugins: false,
  openMeetingManagerBreakoutRooms: false,
  openMeetingManagerBreakoutRoomsAskingForHelp: false,
  animationType: 'none' as MeetingPanelsState['animationType'],
};

export const ParticipantsPanel = ({close}: {close: () => void}) => {
  const unkeyed = useUnkeyed();
  const hidden = useHidden();
  const {language} = useGuest();
  const isTouch = useTouchDevice();
  return (
    <ParticipantSidePanelWrapper panelsState={OPEN} isNetworkAlertDisplayed={false}>
      <ThemeProvider colorScheme="light">
        <Panel
          fillHeight
          withScrollbars
          colorScheme="light"
          className="side-panel"
          headerPadding="none"
          headerContent={
            <PanelHeader padding="small" title={unkeyed('participants')} onCloseClick={close} />
          }
          {...(hidden('user-menu-add-participant')
            ? {}
            : {
                footerContent: <ParticipantsPanelFooter addParticipant={nothing} />,
                footerPadding: 'none',
              })}
        >
          {participants(language).map(participant => (
            <ParticipantRow
              key={participant.displayName}
              participant={participant}
              displayName={participant.displayName ?? ''}
              isCurrentPeer={participant.uuid === MY_ID}
              isHost={false}
              isTouchDevice={isTouch}
              isSpeaking={participant.role === 'chair'}
              additionalMenuContent={[]}
              handleRemoveUserRequest={nothing}
            />
          ))}
        </Panel>
      </ThemeProvider>
    </ParticipantSidePanelWrapper>
  );
};
