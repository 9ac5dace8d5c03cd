import {readFrameName} from '../frameName';

/** A language's own name for itself, `dansk` for `da`; the code where the browser does not know it. */
export const languageName = (code: string): string => {
  try {
    return new Intl.DisplayNames([code], {type: 'language'}).of(code) ?? code;
  } catch {
    return code;
  }
};

export const isRightToLeft = (code: string): boolean =>
  ['ar', 'fa', 'he', 'ur', 'ps', 'ckb'].includes(code.split('-')[0] ?? '');

/** The language of the preview's own words: the shell's around this page, else the page's. */
export const toolLanguage = (): 'da' | 'en' =>
  readFrameName().language ?? (document.documentElement.lang === 'da' ? 'da' : 'en');
