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
    raisedHand: role.hand ?? false,
    handRaisedTime: role.hand ? 1 : 0,
    canControl: true,
    canRaiseHand: true,
    hasMedia: true,
    rxPresentation: true,
    protocol: 'webrtc',
    serviceType: 'conference',
    startAt: new Date(0),
    // The rest of the record is not true of anybody here, or only matters to a node.
  }) as unknown as InMeetingParticipant;

export const chatMessages = (language: string): ChatMessage[] => {
  const danish = language === 'da';
  const say = (id: string, by: string, timestamp: string, message: string): ChatMessage => ({
    id,
    type: 'user-message',
    userId: participantId(by),
    displayName: nameOf(by, language),
    message,
    timestamp,
    ...(by === 'a' ? {isMe: true} : {}),
  });
  return [
    say('1', 'b', '10:02', danish ? 'Velkommen. Kan du høre os?' : 'Welcome. Can you hear us?'),
    say('2', 'a', '10:03', danish ? 'Ja, jeg kan både høre og se jer.' : 'Yes, I can hear and see you.'),
    say('3', 'b', '10:03', `${danish ? 'Godt.' : 'Good.'} ${captionsLine(language)}`),
  ];
};

export const captionsLine = (language: string): string =>
  language === 'da'
    ? 'Så begynder vi, når tolken er klar.'
    : 'We will begin when the interpreter is ready.';

export const devices = (language: string) => {
  const danish = language === 'da';
  const device = (kind: MediaDeviceKind, deviceId: string, da: string, en: string) =>
    ({kind, deviceId, groupId: 'preview', label: danish ? `Indbygget ${da}` : `Built-in ${en}`});
  return {
    camera: device('videoinput', 'camera', 'kamera', 'camera'),
    microphone: device('audioinput', 'microphone', 'mikrofon', 'microphone'),
    speaker: device('audiooutput', 'speaker', 'højttaler', 'speaker'),
  };
};
