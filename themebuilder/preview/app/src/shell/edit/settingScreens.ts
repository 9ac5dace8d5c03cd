/** Where a setting or the waiting words can be seen. */

import type {Screen} from '../../screens';

/** Setting -> the screens that it changes. What a setting does there, the server says. */
const SCREENS: Record<string, readonly Screen[]> = {
  chat: ['meeting', 'chat', 'chat-hidden', 'chat-disabled'],
  captions: ['meeting'],
  names_on_video: ['meeting'],
  guests_present: ['meeting'],
  guests_sound: ['meeting'],
  languages: ['landing', 'settings'],
  participants_list: ['meeting', 'participants'],
  add_participant: ['participants'],
  return_address: ['disconnected'],
  'support.phone': ['waiting', 'waiting-video'],
  'support.text': ['waiting', 'waiting-video'],
};

export const isOnScreen = (setting: string, screen: Screen): boolean =>
  SCREENS[setting]?.includes(screen) ?? false;

export const showsWords = (screen: Screen): boolean =>
  screen === 'waiting' || screen === 'waiting-video';
