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

/** All others are closed. */
const OPEN = {openParticipantPanel: true, animationType: 'none'} as MeetingPanelsState;

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
