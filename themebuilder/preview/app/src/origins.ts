/**
 * The two origins of the preview. What guests see comes from another port than the shell, so that a script in a package
 * can't reach the editor; they only send each other messages.
 */

/** The origin at the port that the server names in this page; without one the page's own, as under `npm run dev`. */
const originAt = (name: string): string => {
  const address = new URL(window.location.origin);
  const port = document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content;
  if (port) address.port = port;
  return address.origin;
};

/** The origin of the guest pages, in the shell. */
export const GUESTS = originAt('themebuilder-guests');
/** The origin of the shell, in a guest page. */
export const SHELL = originAt('themebuilder-shell');

/** The address of a guest page's picture at the shell's own origin; empty for one from elsewhere. */
export const ownAddress = (address: string): string =>
  address.startsWith(`${GUESTS}/`) ? address.slice(GUESTS.length) : '';
