/** Which pictures of the brand an element shows. */

import type {Brand} from './brand';

export type Slot = 'logo' | 'background' | 'card' | 'screen';

/** Addresses of the pictures that *element* itself shows. */
export const listAddresses = (element: Element): string[] => {
  const named = element instanceof HTMLImageElement ? [element.currentSrc] : [];
  const painted = [...getComputedStyle(element).backgroundImage.matchAll(/url\("([^"]+)"\)/gu)];
  return [...named, ...painted.map(([, address]) => address ?? '')].filter(Boolean);
};

/** The slot whose picture *element* itself shows; null for other elements. */
export const findSlot = (element: Element, {manifest, serviceTheme}: Brand): Slot | null => {
  if (element.hasAttribute('data-service-screen')) return 'screen';
  const addresses = listAddresses(element);
  if (addresses.length === 0) return null;
  const {logo, jumbotron, background} = manifest;
  if (addresses.includes(logo)) return 'logo';
  if ([...serviceTheme.values()].some(one => addresses.includes(one.background))) return 'screen';
  const isPage = addresses.includes(background);
  // Without a picture of its own, the card shows the page's.
  if (addresses.includes(jumbotron) && !(isPage && isWindow(element))) return 'card';
  return isPage ? 'background' : null;
};

const isWindow = (element: Element): boolean => element.clientWidth >= window.innerWidth;

/** Wait until the picture at *address* can be shown at once. */
export const decode = async (address: string): Promise<void> => {
  if (!address) return;
  const picture = new Image();
  picture.src = address;
  // A picture that can't be decoded is shown as the guest would see it: not at all.
  await picture.decode().catch(() => undefined);
};
