/**
 * A Webapp3 branding manifest, read the way Webapp3 reads it.
 *
 * Every relative path is resolved against the manifest's own address, not the page's. What is not
 * known is kept out; what is malformed throws, and the page then falls back to the default brand.
 */

export const MANIFEST = './branding/manifest.json';

type Slot = 'logo' | 'background' | 'jumbotron' | 'favicon';

/** Where a manifest's pictures are. */
export type Pictures = Readonly<Record<Slot, string>>;

export const pictures = ({logo, background, jumbotron, favicon}: Manifest): Pictures => ({
  logo,
  background,
  jumbotron,
  favicon,
});

/** Addresses that the browser doesn't know yet: a file of the same name may be another picture. */
export const renew = (one: Pictures, digest: string): Pictures =>
  Object.fromEntries(
    Object.entries(one).map(([slot, address]) => [slot, address && versioned(address, digest)]),
  ) as unknown as Pictures;

export const versioned = (address: string, digest: string): string => {
  const found = new URL(address);
  if (digest && found.protocol.startsWith('http')) found.searchParams.set('v', digest);
  return found.href;
};

export interface CustomStep {
  /** Language code or `default` -> absolute address. */
  source: ReadonlyMap<string, string>;
  confirmation: boolean;
  width: string;
  height: string;
  mobileWidth: string;
  mobileHeight: string;
}

export interface Manifest {
  appTitle: string;
  brandName: string;
  palette: readonly string[];
  backgroundColor: string;
  overlay: 'light' | 'dark' | '';
  overlayOpacity: number | null;
  jumbotron: string;
  logo: string;
  background: string;
  favicon: string;
  /** Language code -> absolute address of its text file. */
  translations: ReadonlyMap<string, string>;
  availableLanguages: readonly string[];
  hidden: ReadonlySet<string>;
  disconnectDestination: string;
  /** Null where the manifest says nothing: the default is not published. */
  showLiveCaptions: boolean | null;
  otherJoiningOptions: boolean;
  /** Seconds that the message before a move to another room stands; 0 is no message. */
  transferTimeout: number;
  customStep: CustomStep | null;
}

const TRANSFER_TIMEOUT = 15;

/** Read *json*, fetched from *address*. Throws an `Error` that says what Webapp3 would trip over. */
export const parseManifest = (json: unknown, address: string): Manifest => {
  const root = record(json, 'manifest.json');
  // Webapp3 goes through both without a default: a manifest without them drops the whole brand.
  const images = record(root.images, 'images');
  const translations = record(root.translations, 'translations');
  const application = optionalRecord(root.applicationConfig, 'applicationConfig');
  const path = (value: unknown) => (text(value) ? resolvePath(text(value), address) : '');

  return {
    appTitle: text(root.appTitle),
    brandName: text(root.brandName),
    palette: texts(root.colorPalette),
    backgroundColor: text(root.backgroundColor),
    overlay: root.overlay === 'light' || root.overlay === 'dark' ? root.overlay : '',
    overlayOpacity: typeof root.overlayOpacity === 'number' ? root.overlayOpacity : null,
    jumbotron: path(images.jumbotron),
    logo: path(images.logo),
    background: path(images.background),
    favicon: path(optionalRecord(root.favicon, 'favicon').href),
    translations: new Map(
      Object.entries(translations).map(([language, file]) => [language, path(file)]),
    ),
    availableLanguages: texts(root.availableLanguages),
    hidden: new Set(texts(application.hiddenFunctionality)),
    disconnectDestination: text(application.disconnectDestination),
    showLiveCaptions:
      typeof application.showLiveCaptionsFeature === 'boolean'
        ? application.showLiveCaptionsFeature
        : null,
    otherJoiningOptions: !(
      Array.isArray(application.availableCallTypes) && application.availableCallTypes.length === 0
    ),
    transferTimeout: seconds(application.transferTimeout),
    customStep: parseCustomStep(root.customStepConfig, path),
  };
};

/** *path* as an absolute address, seen from the manifest. Throws when it leaves the manifest's origin's scheme. */
export const resolvePath = (path: string, manifestAddress: string): string => {
  const address = new URL(path, manifestAddress);
  if (!['http:', 'https:', 'data:', 'blob:'].includes(address.protocol)) {
    throw new Error(`${path}: an address that begins with ${address.protocol} is not followed`);
  }
  return address.href;
};

/** The languages a guest can choose: those of the manifest, thinned by `availableLanguages` if that list is valid. */
export const offeredLanguages = (manifest: Manifest): readonly string[] => {
  const known = [...new Set([...manifest.translations.keys(), 'en'])];
  const asked = manifest.availableLanguages.filter(language => known.includes(language));
  return asked.length > 0 ? asked : known;
};

/** The language a guest gets who asks for *asked*: exactly, then without its region, else English. */
export const chooseLanguage = (offered: readonly string[], asked: readonly string[]): string => {
  for (const language of asked) {
    if (offered.includes(language)) return language;
    const [base = ''] = language.split('-');
    if (offered.includes(base)) return base;
  }
  return 'en';
};

const parseCustomStep = (value: unknown, path: (value: unknown) => string): CustomStep | null => {
  const step = optionalRecord(value, 'customStepConfig');
  if (step.active !== true) return null;
  const source = optionalRecord(step.source, 'customStepConfig.source');
  return {
    source: new Map(Object.entries(source).map(([language, file]) => [language, path(file)])),
    confirmation: step.confirmation === 'checkbox',
    width: text(step.width) || '80%',
    height: text(step.height) || '80%',
    mobileWidth: text(step.mobileWidth) || '100%',
    mobileHeight: text(step.mobileHeight) || '100%',
  };
};

const record = (value: unknown, name: string): Record<string, unknown> => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`${name} is not an object`);
  }
  return value as Record<string, unknown>;
};

const optionalRecord = (value: unknown, name: string): Record<string, unknown> =>
  value === undefined || value === null ? {} : record(value, name);

/** A number, or one written as text, as Webapp3 takes both. */
const seconds = (value: unknown): number => {
  const number =
    typeof value === 'number' || (typeof value === 'string' && value) ? Number(value) : NaN;
  return Number.isFinite(number) && number >= 0 ? number : TRANSFER_TIMEOUT;
};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter(item => typeof item === 'string') : [];

export const DEFAULT_BRAND = parseManifest({images: {}, translations: {}}, '');
