/**
 * Texts of Webapp3 whose keys are not published: no branding can be written for them from here.
 *
 * They are stand-ins so that the screens are whole; the key overlay says so when one is clicked.
 */

import {rememberUnkeyed} from './registry';

const ENGLISH = {
  name: 'Your name',
  'pin.title': 'Enter the PIN',
  'pin.label': 'PIN',
  'pin.join': 'Join',
  next: 'Next',
  confirm: 'I have read and understood this',
  language: 'Language',
  settings: 'Settings',
  'disconnected.title': 'You have left the meeting',
  'disconnected.rejoin': 'Join again',
  'disconnected.moved': 'You are being sent to {{address}}',
  'error.title': 'The call was disconnected',
  'error.body': 'Timeout waiting for conference host to join or permit access to locked conference',
  'error.toast': 'Could not join the meeting',
  participants: 'Participants',
  chat: 'Chat',
  breakout: 'Breakout rooms',
  'breakout.close': 'Close all rooms',
  'breakout.edit': 'Edit rooms',
  'presentation.none': 'You cannot share your screen',
} as const;

export type UnkeyedName = keyof typeof ENGLISH;

const DANISH: Record<UnkeyedName, string> = {
  name: 'Dit navn',
  'pin.title': 'Skriv pinkoden',
  'pin.label': 'Pinkode',
  'pin.join': 'Deltag',
  next: 'Næste',
  confirm: 'Jeg har læst og forstået det',
  language: 'Sprog',
  settings: 'Indstillinger',
  'disconnected.title': 'Du har forladt mødet',
  'disconnected.rejoin': 'Deltag igen',
  'disconnected.moved': 'Du bliver sendt til {{address}}',
  'error.title': 'Forbindelsen blev afbrudt',
  'error.body': 'Timeout waiting for conference host to join or permit access to locked conference',
  'error.toast': 'Du kunne ikke komme ind i mødet',
  participants: 'Deltagere',
  chat: 'Chat',
  breakout: 'Grupperum',
  'breakout.close': 'Luk alle rum',
  'breakout.edit': 'Ret rum',
  'presentation.none': 'Du kan ikke dele din skærm',
};

/** The stand-in for *name*, in Danish for `da` and English for every other language. */
export const unkeyed = (
  language: string,
  name: UnkeyedName,
  values: Record<string, string> = {},
): string => {
  const text: string = (language === 'da' ? DANISH : ENGLISH)[name];
  return rememberUnkeyed(
    text.replace(/\{\{(\w+)\}\}/gu, (_, placeholder: string) => values[placeholder] ?? ''),
  );
};
