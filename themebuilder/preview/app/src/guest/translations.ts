/** Texts as Webapp3 finds them: the language's own file, then English, then what is written in the component. */

import i18next, {type i18n, type ResourceKey} from 'i18next';
import {initReactI18next} from 'react-i18next';

import {forgetAll, registry} from './registry';

export type TextFile = Record<string, unknown>;

/** Start i18next on *files* (language -> content) in *language*. */
export const startTranslations = async (
  files: ReadonlyMap<string, TextFile>,
  language: string,
): Promise<i18n> => {
  const instance = i18next;
  instance.use(initReactI18next).use(registry);
  await instance.init({
    lng: language,
    fallbackLng: 'en',
    // A language without a region only: `de-AT` is looked up as Webapp3 offers it.
    load: 'currentOnly',
    resources: Object.fromEntries([...files].map(([code, file]) => [code, {translation: file as ResourceKey}])),
    interpolation: {escapeValue: false},
    postProcess: ['registry'],
    postProcessPassResolved: true,
    returnNull: false,
    react: {useSuspense: false, bindI18nStore: 'added removed'},
  });
  return instance;
};

/** Put new *files* in the place of the old ones; the page is drawn again where texts changed. */
export const replaceTranslations = async (
  instance: i18n,
  files: ReadonlyMap<string, TextFile>,
  language: string,
): Promise<void> => {
  forgetAll();
  for (const known of Object.keys(instance.store.data)) {
    if (!files.has(known)) instance.removeResourceBundle(known, 'translation');
  }
  for (const [code, file] of files) {
    // Not merged: a branding file takes the place of the language's file.
    instance.removeResourceBundle(code, 'translation');
    instance.addResourceBundle(code, 'translation', file);
  }
  await instance.changeLanguage(language);
};

/** Put single *texts* (dotted key -> text) over those of *language*, and draw them. */
export const addTexts = (
  instance: i18n,
  language: string,
  texts: Readonly<Record<string, string>>,
): void => {
  for (const [key, text] of Object.entries(texts)) {
    instance.addResource(language, 'translation', key, text);
  }
};
