/** What a guest page must know of the shell before it draws; it stands in the name of its frame. */

import type {Language} from './screens';

/** The name of a frame, with the language of the shell and whether the page is a picture only. */
export const frameName = (language: Language, still: boolean): string =>
  `${language} ${still ? 'still' : 'live'}`;

/** What the name of this window says; nothing where the page stands alone. */
export const readFrameName = (): {language?: Language; still: boolean} => {
  const [language, still] = window.parent === window ? [] : window.name.split(' ');
  return {
    ...(language === 'da' || language === 'en' ? {language} : {}),
    still: still === 'still',
  };
};
