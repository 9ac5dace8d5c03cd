/** The words of editing, from `words.json`; loaded when editing starts. */

import type {Language} from '../../screens';
import {useShell} from '../context';
import {fillIn} from '../words';
import words from './words.json';

export type EditWord = keyof typeof words;

export type TranslateEdit = (word: EditWord, values?: Readonly<Record<string, string | number>>) => string;

export const translateEdit =
  (language: Language): TranslateEdit =>
  (word, values) =>
    fillIn(words[word][language], values);

export const useEditWords = (): TranslateEdit => translateEdit(useShell().state.uiLanguage);
