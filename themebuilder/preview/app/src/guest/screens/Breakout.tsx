import {ThemeProvider} from '@pexip/components';
import {
  BreakoutPreviewPanel,
  BreakoutRoomsPanelWrapper,
  MoveToRoomModalView,
  type RoomID,
} from '@pexip/media-components';

import {useState} from 'react';

import {useGuest, useUnkeyed} from '../context';
import {Note} from '../Note';
import {MY_ID, participants} from '../sample';

const nothing = () => undefined;

const MAIN: RoomID = 'main';
const room = (id: string): RoomID => id as unknown as RoomID;

/** What the leader of a group meeting sees: rooms and who is in them. */
export const BreakoutPanel = ({close}: {close: () => void}) => {
  const unkeyed = useUnkeyed();
  const {language} = useGuest();
  const [me, clinician, ...others] = participants(language);
  const danish = language === 'da';
  return (
    <BreakoutRoomsPanelWrapper isShown>
      <ThemeProvider colorScheme="light">
        <BreakoutPreviewPanel
          amIControlOnlyParticipant={false}
          breakoutRoomsNames={
            new Map([
              [room('room-1'), danish ? 'Gruppe 1' : 'Group 1'],
              [room('room-2'), danish ? 'Gruppe 2' : 'Group 2'],
            ])
          }
          breakoutsAskingForHelp={[]}
          currentParticipants={
            new Map([
              [MAIN, clinician ? [clinician] : []],
              [room('room-1'), me ? [me] : []],
              [room('room-2'), others],
            ])
          }
          closeRoomsText={unkeyed('breakout.close')}
          editRoomsText={unkeyed('breakout.edit')}
          headerText={unkeyed('breakout')}
          myIdentity={MY_ID}
          showCloseRoomsButton
          onClosePanel={close}
          onCloseRoom={nothing}
          onCloseRooms={nothing}
          onEditRooms={nothing}
          onJoinRoom={nothing}
          onJoinRoomViaHelp={nothing}
        />
      </ThemeProvider>
    </BreakoutRoomsPanelWrapper>
  );
};

/** What everybody sees when they are moved. When the count has run out, it begins again. */
export const MoveToRoom = () => {
  const {brand, language} = useGuest();
  const [round, setRound] = useState(0);
  const {transferTimeout} = brand.manifest;
  if (transferTimeout === 0) return <Note kind="unannounced" />;
  return (
    <MoveToRoomModalView
      key={round}
      roomName={language === 'da' ? 'Gruppe 1' : 'Group 1'}
      secondsBeforeMove={transferTimeout}
      onJoin={() => setRound(round + 1)}
    />
  );
};
