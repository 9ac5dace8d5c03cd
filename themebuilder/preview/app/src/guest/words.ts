/** The preview's own words on the guest page, from `words.json`; Webapp3's own come from the package. */

import {toolLanguage} from './languages';
import words from './words.json';

export const say = (word: keyof typeof words): string => words[word][toolLanguage()];
