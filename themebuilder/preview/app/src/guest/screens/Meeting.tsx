import {useMemo} from 'react';

import {sceneStream} from '../camera';
import {useChatState, useGuest, useHidden} from '../context';
import {Note} from '../Note';
import {useServiceScreen} from '../service';
import {BreakoutPanel, MoveToRoom} from './Breakout';
import {ChatPanel} from './Chat';
import {ParticipantsPanel} from './Participants';
import {MeetingLayout} from './MeetingLayout';

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
  const close = () => goTo({screen: 'meeting'});
  return (
    <MeetingLayout stage={{stream}} hasPanel={participantsOpen || chatOpen || breakoutOpen}>
      {participantsOpen && <ParticipantsPanel close={close} />}
      {chatOpen && <ChatPanel close={close} />}
      {breakoutOpen && <BreakoutPanel close={close} />}
      {look.screen === 'breakout-move' && <MoveToRoom />}
      {asksForChat && chat !== 'shown' && <Note kind={chat} />}
    </MeetingLayout>
  );
};

/** Direct media: the client itself writes the service theme's text on the service theme's picture. */
export const Waiting = () => {
  const screen = useServiceScreen('direct_media_waiting_for_host');
  return (
    <MeetingLayout
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
    <MeetingLayout
      stage={screen.stream ? {stream: screen.stream} : {}}
      service={look.service}
      spoken={screen.text}
    >
      {!screen.text && <Note kind="unwritten" />}
    </MeetingLayout>
  );
};
