import {Panel, ThemeProvider, type IScrollbars} from '@pexip/components';
import {
  ChatPanelContentWrapper,
  ChatPanelInput,
  ChatPanelView,
  PanelHeader,
  type ChatMessage,
} from '@pexip/media-components';
import {useRef, useState} from 'react';
import {useTranslation} from 'react-i18next';

import {useGuest, useUnkeyed} from '../context';
import {chatMessages, MY_ID, myName} from '../sample';

const nothing = () => undefined;

export const ChatPanel = ({close}: {close: () => void}) => {
  const {t} = useTranslation();
  const unkeyed = useUnkeyed();
  const {language} = useGuest();
  const scrollbarRef = useRef<IScrollbars | null>(null);
  const [written, setWritten] = useState<ChatMessage[]>([]);
  const write = (message: string) => {
    const id = `written-${String(written.length)}`;
    setWritten([
      ...written,
      {id, type: 'user-message', userId: MY_ID, isMe: true, displayName: myName(language), message},
    ]);
  };
  return (
    <ChatPanelContentWrapper isShown>
      <ThemeProvider colorScheme="light">
        <Panel
          fillHeight
          withScrollbars
          colorScheme="light"
          className="side-panel"
          headerPadding="none"
          headerContent={<PanelHeader padding="small" title={unkeyed('chat')} onCloseClick={close} />}
          footerPadding="small"
          footerContent={
            <ChatPanelInput
              onSubmit={write}
              placeholder={t('meeting.write-message', 'Write a message')}
            />
          }
        >
          <ChatPanelView
            currentUserId={MY_ID}
            closeNewChatMessage={nothing}
            displayNewMessageToast={false}
            messages={[...chatMessages(language), ...written]}
            newMessagesCount={0}
            scrollbarRef={scrollbarRef}
          />
        </Panel>
      </ThemeProvider>
    </ChatPanelContentWrapper>
  );
};
