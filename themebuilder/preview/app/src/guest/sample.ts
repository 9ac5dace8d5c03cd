/** A meeting to look at. The participants are roles, not people. */

import type {ChatMessage, InMeetingParticipant, ParticipantID} from '@pexip/media-components';

interface Role {
  id: string;
  name: {da: string; en: string};
  host?: boolean;
  muted?: boolean;
  hand?: boolean;
}

const ROLES: readonly Role[] = [
  {id: 'a', name: {da: 'Borger', en: 'Guest'}},
  {id: 'b', name: {da: 'Behandler', en: 'Clinician'}, host: true},
  {id: 'c', name: {da: 'Tolk', en: 'Interpreter'}, muted: true},
  {id: 'd', name: {da: 'Pårørende', en: 'Relative'}, hand: true},
];

const participantId = (id: string): ParticipantID => id as unknown as ParticipantID;

export const MY_ID = participantId('a');

const chooseLanguage = (language: string): 'da' | 'en' => (language === 'da' ? 'da' : 'en');

export const myName = (language: string): string => nameOf('a', language);

const nameOf = (id: string, language: string): string =>
  ROLES.find(role => role.id === id)?.name[chooseLanguage(language)] ?? '';

export const participants = (language: string): InMeetingParticipant[] =>
  ROLES.map(role => participant(role, role.name[chooseLanguage(language)]));

const participant = (role: Role, name: string): InMeetingParticipant =>
  ({
    uuid: participantId(role.id),
    displayName: name,
    overlayText: name,
    uri: '',
    role: role.host ? 'chair' : 'guest',
    isHost: role.host ?? false,
    isMuted: role.muted ?? false,
    isClientMuted: role.muted ?? false,
    isCameraMuted: false,
    isExternal: false,
    isGateway: false,
    isConjoined: false,
    isConnecting: false,
    isEndpoint: false,
    isMainVideoDroppedOut: false,
    isPresenting: false,
    isSpotlight: false,
    isStreaming: false,
    isTransferring: false,
    isVideoSilent: false,
    isWaiting: false,
    isIdpAuthenticated: false,
    raisedHand: role.hand ?? false,
    handRaisedTime: role.hand ? 1 : 0,
    spotlightOrder: 0,
    canControl: true,
    canChangeLayout: false,
    canDisconnect: false,
    canMute: false,
    canTransfer: false,
    canFecc: false,
    canRaiseHand: true,
    canSpotlight: false,
    canReceivePersonalMix: false,
    needsPresentationInMix: false,
    hasMedia: true,
    rxPresentation: true,
    supportsDirectChat: false,
    protocol: 'webrtc',
    serviceType: 'conference',
    vendor: '',
    startAt: new Date(0),
    startTime: 0,
    // The rest of the record only matters to a node.
  }) as unknown as InMeetingParticipant;

export const chatMessages = (language: string): ChatMessage[] => {
  const danish = language === 'da';
  return [
    {
      id: '1',
      type: 'user-message',
      userId: participantId('b'),
      displayName: nameOf('b', language),
      message: danish ? 'Velkommen. Kan du høre os?' : 'Welcome. Can you hear us?',
      timestamp: '10:02',
    },
    {
      id: '2',
      type: 'user-message',
      userId: MY_ID,
      isMe: true,
      displayName: nameOf('a', language),
      message: danish ? 'Ja, jeg kan både høre og se jer.' : 'Yes, I can hear and see you.',
      timestamp: '10:03',
    },
    {
      id: '3',
      type: 'user-message',
      userId: participantId('b'),
      displayName: nameOf('b', language),
      message: danish
        ? 'Godt. Så begynder vi, når tolken er klar.'
        : 'Good. We will begin when the interpreter is ready.',
      timestamp: '10:03',
    },
  ];
};

export const captionsLine = (language: string): string =>
  language === 'da'
    ? 'Så begynder vi, når tolken er klar.'
    : 'We will begin when the interpreter is ready.';

export const devices = (language: string) => {
  const danish = language === 'da';
  const device = (kind: MediaDeviceKind, deviceId: string, label: string) => ({
    kind,
    deviceId,
    groupId: 'preview',
    label,
  });
  return {
    camera: device('videoinput', 'camera', danish ? 'Indbygget kamera' : 'Built-in camera'),
    microphone: device(
      'audioinput',
      'microphone',
      danish ? 'Indbygget mikrofon' : 'Built-in microphone',
    ),
    speaker: device('audiooutput', 'speaker', danish ? 'Indbygget højttaler' : 'Built-in speaker'),
  };
};
