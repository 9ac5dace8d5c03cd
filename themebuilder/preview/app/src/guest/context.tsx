import {createContext, useContext} from 'react';

import type {Look} from '../screens';
import type {Brand} from './brand';
import {unkeyed, type UnkeyedName} from './unkeyed';

export interface Guest {
  brand: Brand;
  look: Look;
  language: string;
  goTo: (change: Partial<Look>) => void;
}

const GuestContext = createContext<Guest | null>(null);

export const GuestProvider = GuestContext.Provider;

export const useGuest = (): Guest => {
  const guest = useContext(GuestContext);
  if (!guest) throw new Error('A screen was drawn outside of the guest page');
  return guest;
};

/** Whether the branding hides the element with that test id. */
export const useHidden = (): ((testId: string) => boolean) => {
  const {brand} = useGuest();
  return testId => brand.manifest.hidden.has(testId);
};

export const useUnkeyed = (): ((name: UnkeyedName, values?: Record<string, string>) => string) => {
  const {brand, language} = useGuest();
  return (name, values) => unkeyed(brand.node, language, name, values);
};

type ChatState = 'shown' | 'hidden' | 'disabled';

/**
 * Whether guests have a chat button, and if not, whether the server has no chat either. The package alone takes the
 * button away: a mistake in it must not be covered by what is planned for the server. Two screens force one of the two
 * ways of not having one, to show them side by side.
 */
export const useChatState = (): ChatState => {
  const {brand, look} = useGuest();
  if (look.screen === 'chat-disabled') return 'disabled';
  if (look.screen === 'chat-hidden') return 'hidden';
  if (!brand.manifest.hidden.has('button-chat')) return 'shown';
  return brand.node.chat_enabled ? 'hidden' : 'disabled';
};
