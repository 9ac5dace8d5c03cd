/** Fetches what the guest page is made of, and falls back as Webapp3 does where something fails. */

import {dropAnswers, fetchJson} from '../answers';
import type {Node} from '../contract';
import {
  chooseLanguage,
  DEFAULT_BRAND,
  MANIFEST,
  offeredLanguages,
  parseManifest,
  pictures,
  renew,
  type Manifest,
} from './manifest';
import {parseServiceTheme, renewScreens, THEME_CONFIG, type ServiceTheme} from './serviceTheme';
import type {TextFile} from './translations';
import {say} from './words';

export interface Brand {
  manifest: Manifest;
  languages: readonly string[];
  files: ReadonlyMap<string, TextFile>;
  serviceTheme: ServiceTheme;
  node: Node;
  /** What went wrong, in a sentence for the designer; empty when all is well. */
  notice: string;
}

export const loadBrand = async (): Promise<Brand> => {
  // First, as its digest must not be newer than the files.
  const node = await loadNode();
  const [[manifest, notice], serviceTheme] = await Promise.all([loadManifest(), loadServiceTheme()]);
  const [files, missing] = await loadTexts(manifest);
  dropAnswers();
  return {
    // Pages of the same package share what the browser keeps.
    manifest: {...manifest, ...renew(pictures(manifest), node.digest)},
    languages: offeredLanguages(manifest),
    files,
    serviceTheme: renewScreens(serviceTheme, node.digest),
    node,
    notice: [notice, ...missing].filter(Boolean).join(' '),
  };
};

/** The manifest, or the default brand and the reason why. */
export const loadManifest = async (): Promise<[Manifest, string]> => {
  const address = new URL(MANIFEST, document.baseURI).href;
  let fault: 'noManifest' | 'badManifest' = 'noManifest';
  try {
    const json = await fetchJson(address);
    fault = 'badManifest';
    return [parseManifest(json, address), ''];
  } catch (error) {
    return [DEFAULT_BRAND, notify(say(fault), describe(error))];
  }
};

/** The text files of all languages; a file that fails leaves its language to English. */
export const loadTexts = async (
  manifest: Manifest,
): Promise<[ReadonlyMap<string, TextFile>, string[]]> => {
  const missing: string[] = [];
  const loaded = await Promise.all(
    [...manifest.translations].map(async ([language, address]): Promise<[string, TextFile]> => {
      try {
        return [language, await fetchJson<TextFile>(address)];
      } catch (error) {
        missing.push(notify(say('noTexts'), `${language}, ${describe(error)}`));
        return [language, {}];
      }
    }),
  );
  return [new Map(loaded), missing];
};

export const loadServiceTheme = async (): Promise<ServiceTheme> => {
  const address = new URL(THEME_CONFIG, document.baseURI).href;
  try {
    return parseServiceTheme(await fetchJson(address), address);
  } catch {
    return new Map();
  }
};

export const languageFor = (brand: Brand, asked: string): string =>
  chooseLanguage(brand.languages, asked ? [asked] : navigator.languages);

export const loadNode = async (): Promise<Node> => {
  try {
    const json = await fetchJson<Partial<Node>>(new URL('./node.json', document.baseURI).href);
    return {
      digest: json.digest ?? '',
      seq: json.seq ?? 0,
      chat_enabled: json.chat_enabled !== false,
      stand_ins: json.stand_ins ?? {},
    };
  } catch {
    return {digest: '', seq: 0, chat_enabled: true, stand_ins: {}};
  }
};

const notify = (what: string, detail: string): string => `${what} (${detail}).`;

const describe = (error: unknown): string => (error instanceof Error ? error.message : String(error));
