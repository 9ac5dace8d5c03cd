/**
 * Texts of Webapp3 whose keys are not published: no branding can be written for them from here.
 *
 * They are stand-ins so that the screens are whole; the key overlay says so when one is clicked.
 */

import {rememberUnkeyed} from './registry';

/** Name -> Danish, English. */
const TEXTS = {
  name: ['Dit navn', 'Your name'],
  'pin.title': ['Skriv pinkoden', 'Enter the PIN'],
  'pin.label': ['Pinkode', 'PIN'],
  'pin.join': ['Deltag', 'Join'],
  next: ['Næste', 'Next'],
  confirm: ['Jeg har læst og forstået det', 'I have read and understood this'],
  language: ['Sprog', 'Language'],
  settings: ['Indstillinger', 'Settings'],
  'disconnected.title': ['Du har forladt mødet', 'You have left the meeting'],
  'disconnected.rejoin': ['Deltag igen', 'Join again'],
  'disconnected.moved': ['Du bliver sendt til {{address}}', 'You are being sent to {{address}}'],
  'error.title': ['Forbindelsen blev afbrudt', 'The call was disconnected'],
  'error.body': [
    'Timeout waiting for conference host to join or permit access to locked conference',
    'Timeout waiting for conference host to join or permit access to locked conference',
  ],
  'error.toast': ['Du kunne ikke komme ind i mødet', 'Could not join the meeting'],
  participants: ['Deltagere', 'Participants'],
  chat: ['Chat', 'Chat'],
  breakout: ['Grupperum', 'Breakout rooms'],
  'breakout.close': ['Luk alle rum', 'Close all rooms'],
  'breakout.edit': ['Ret rum', 'Edit rooms'],
  'presentation.none': ['Du kan ikke dele din skærm', 'You cannot share your screen'],
} as const;

export type UnkeyedName = keyof typeof TEXTS;

/** The stand-in for *name*, in Danish for `da` and English for every other language. */
export const unkeyed = (
  language: string,
  name: UnkeyedName,
  values: Record<string, string> = {},
): string => {
  const text: string = TEXTS[name][language === 'da' ? 0 : 1];
  return rememberUnkeyed(
    text.replace(/\{\{(\w+)\}\}/gu, (_, placeholder: string) => values[placeholder] ?? ''),
  );
};
