/** A small workspace for working on the page without the Python server. Everything in it is made up. */

import {readFileSync} from 'node:fs';

import type {Problem, Setting, Text, ThemeDetail, ThemeSummary, Value} from '../src/contract';

type Json = Record<string, unknown>;

const read = (name: string): Json =>
  JSON.parse(readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')) as Json;

export interface Fixture {
  name: string;
  title: string;
  parent: string;
  audience: ThemeSummary['audience'];
  brandName: string;
  palette: string[];
  tone: [string, string, string];
  hidden: string[];
  chat: boolean;
  languages: string[];
  waiting: string;
  extra: Json;
}

const SLATE = [
  '#EEF2F6',
  '#C6D4E2',
  '#9DB6CD',
  '#7598B8',
  '#51799E',
  '#3D5A76',
  '#344D65',
  '#2B4054',
  '#233443',
  '#1A2732',
  '#111A22',
];
const RUST = [
  '#FFF1E5',
  '#FFCA9B',
  '#FFA251',
  '#FF7A06',
  '#BB5700',
  '#703400',
  '#642F00',
  '#582900',
  '#4B2300',
  '#3F1E00',
  '#331800',
];
const TEAL = [
  '#ECF7F6',
  '#C9E8E4',
  '#A5D9D3',
  '#7FCAC1',
  '#4FA79C',
  '#2F6F67',
  '#295F58',
  '#224F4A',
  '#1C3F3B',
  '#15302D',
  '#0F211F',
];
const PLUM = [
  '#F6EFF5',
  '#E3CFE0',
  '#CFAECB',
  '#BB8CB5',
  '#9A6293',
  '#6F4069',
  '#5F375A',
  '#4F2E4B',
  '#3F253C',
  '#301C2D',
  '#20131E',
];

export const FIXTURES: Fixture[] = [
  {
    name: 'borger',
    title: 'Borger, fælles',
    parent: '',
    audience: 'citizen',
    brandName: 'Videomøde',
    palette: SLATE,
    tone: ['#dfe8ef', '#a9c0d3', '#3d5a76'],
    hidden: [],
    chat: true,
    languages: ['da', 'en'],
    waiting: 'Mødet er ikke åbnet endnu\nBliv her. Vi åbner mødet for dig.',
    extra: {},
  },
  {
    name: 'oestlund-ekstern',
    title: 'Østlund Sygehus, ekstern',
    parent: 'borger',
    audience: 'citizen',
    brandName: 'Østlund Sygehus',
    palette: TEAL,
    tone: ['#e6f3f0', '#8fc4bb', '#2f6f67'],
    hidden: ['button-chat', 'user-menu-add-participant'],
    chat: false,
    languages: ['da', 'en'],
    waiting: 'Mødet er ikke åbnet endnu\nBliv her. Din behandler åbner mødet.',
    extra: {
      overlay: 'dark',
      overlayOpacity: 0.2,
      applicationConfig: {
        hiddenFunctionality: ['user-menu-add-participant'],
        disconnectDestination: 'https://tak.example/',
        showLiveCaptionsFeature: true,
      },
      customStepConfig: {
        active: true,
        confirmation: 'checkbox',
        mandatory: true,
        source: {default: './step.html'},
        width: '100%',
        height: '280px',
      },
    },
  },
  {
    name: 'psykiatri-vest',
    title: 'Psykiatri Vest',
    parent: 'borger',
    audience: 'citizen',
    brandName: 'Psykiatri Vest',
    palette: PLUM,
    tone: ['#f3eaf1', '#c39dbe', '#6f4069'],
    hidden: ['button-chat'],
    chat: true,
    languages: ['da'],
    waiting: 'Gruppen er ikke begyndt endnu\nBliv her. Vi lukker jer ind samtidig.',
    extra: {availableLanguages: ['da']},
  },
  {
    name: 'kliniker',
    title: 'Kliniker, intern',
    parent: '',
    audience: 'clinician',
    brandName: 'Kliniknet',
    palette: RUST,
    tone: ['#fbeee2', '#e0a878', '#703400'],
    hidden: [],
    chat: true,
    languages: ['da', 'en'],
    waiting:
      'Mødet er ikke åbnet endnu\nEn mødeleder skal åbne det. Er du mødeleder? Skriv din pinkode.',
    extra: {},
  },
];

export const TEXTS: Record<string, Json> = {da: read('da.json'), en: read('en.json')};

export const manifest = (theme: Fixture): Json => ({
  version: 0,
  meta: {name: 'DEFAULT', brandVersion: 'n/a', baseColor: theme.palette[5]},
  appTitle: theme.brandName,
  brandName: theme.brandName,
  images: {jumbotron: './card.svg', logo: './logo.svg', background: './background.svg'},
  favicon: {href: './favicon.svg'},
  translations: Object.fromEntries(theme.languages.map(code => [code, `./texts/${code}.json`])),
  applicationConfig: theme.hidden.length ? {hiddenFunctionality: theme.hidden} : {},
  defaultUserConfig: {},
  colorPalette: theme.palette,
  backgroundColor: theme.palette[9],
  ...theme.extra,
});

export const themeConfig = (theme: Fixture): Json => ({
  theme_version: 2,
  splash_screens: {
    screens: Object.fromEntries(
      Object.entries(screenTexts(theme)).map(([id, text]) => [
        id,
        {background: {path: 'background.svg'}, elements: [{type: 'text', text}]},
      ]),
    ),
  },
});

const screenTexts = (theme: Fixture): Record<string, string> => ({
  waiting_for_host: theme.waiting,
  direct_media_waiting_for_host: theme.waiting,
  direct_media_welcome: 'Velkommen',
  direct_media_other_participants_audio_only: 'De andre er kun med på lyd',
  welcome: 'Velkommen',
  pin_entry: 'Skriv din pinkode\nog tryk firkant',
  pin_invalid: 'Pinkoden passer ikke\nPrøv igen',
});

export const picture = (theme: Fixture, name: string): string => {
  const [light, middle, dark] = theme.tone;
  if (name === 'logo.svg') {
    return `<svg xmlns="http://www.w3.org/2000/svg" width="336" height="96" viewBox="0 0 336 96"><circle cx="44" cy="48" r="30" fill="${dark}"/><circle cx="70" cy="48" r="30" fill="${middle}" fill-opacity=".8"/><text x="116" y="60" font-family="Inter,sans-serif" font-size="34" font-weight="600" fill="${dark}">${theme.brandName.split(' ')[0] ?? ''}</text></svg>`;
  }
  if (name === 'favicon.svg') {
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="14" fill="${dark}"/></svg>`;
  }
  const back = name === 'background.svg';
  return `<svg xmlns="http://www.w3.org/2000/svg" width="1920" height="1080" viewBox="0 0 1920 1080" preserveAspectRatio="xMidYMid slice"><rect width="1920" height="1080" fill="${back ? dark : light}"/><path d="M0 620C420 480 760 760 1180 600s560-120 740-40v520H0z" fill="${middle}" fill-opacity="${back ? '.35' : '.8'}"/><path d="M0 800c380-120 720 120 1140 0s600-40 780 20v260H0z" fill="${back ? light : dark}" fill-opacity="${back ? '.16' : '.55'}"/></svg>`;
};

export const customStep = (): string =>
  '<!doctype html><html lang="da"><meta charset="utf-8"><title>Før mødet</title><body style="font:16px/1.5 sans-serif;margin:0;padding:8px"><h1 style="font-size:20px">Før mødet</h1><p>Sid et roligt sted, hvor andre ikke kan høre med.</p><p>Mødet bliver ikke optaget.</p>';

/** A tone instead of a voice: 16-bit mono at 48 kHz, as the service theme wants it. */
export const promptSound = (seconds: number): Buffer => {
  const rate = 48000;
  const count = Math.round(rate * seconds);
  const wave = Buffer.alloc(44 + count * 2);
  wave.write('RIFF', 0);
  wave.writeUInt32LE(36 + count * 2, 4);
  wave.write('WAVEfmt ', 8);
  wave.writeUInt32LE(16, 16);
  wave.writeUInt16LE(1, 20);
  wave.writeUInt16LE(1, 22);
  wave.writeUInt32LE(rate, 24);
  wave.writeUInt32LE(rate * 2, 28);
  wave.writeUInt16LE(2, 32);
  wave.writeUInt16LE(16, 34);
  wave.write('data', 36);
  wave.writeUInt32LE(count * 2, 40);
  for (let index = 0; index < count; index += 1) {
    const fade = Math.min(1, index / 4800, (count - index) / 4800);
    wave.writeInt16LE(
      Math.round(5000 * fade * Math.sin((index * 2 * Math.PI * 330) / rate)),
      44 + index * 2,
    );
  }
  return wave;
};

const place = (file: string, line: number, column = 3) => ({file, line, column});

const flat = (json: Json, prefix = ''): [string, string][] =>
  Object.entries(json).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + name, value]] : flat(value as Json, `${prefix}${name}.`),
  );

const texts = (theme: Fixture): Record<string, Record<string, Text>> =>
  Object.fromEntries(
    theme.languages.map(code => [
      code,
      Object.fromEntries(
        flat(TEXTS[code] ?? {}).map(([key, text], index) => [
          key,
          {
            text,
            place: place(`themes/texts/${code}.yaml`, index + 5),
            used_by: FIXTURES.filter(one => one.languages.includes(code)).map(one => one.name),
          },
        ]),
      ),
    ]),
  );

const settings = (theme: Fixture): Setting[] => {
  const file = `themes/organisations/${theme.name}.yaml`;
  const setting = (name: string, value: string, line: number, locked = false): Setting => ({
    name,
    value,
    organisation: theme.name,
    locked,
    title: {en: name, da: name},
    effect: {en: `This is what ${value} does.`, da: `Det gør ${value}.`},
    cannot: {en: 'This is what it cannot do.', da: 'Det kan den ikke.'},
    place: place(file, line, 5),
  });
  return [
    setting(
      'chat',
      theme.chat ? (theme.hidden.includes('button-chat') ? 'hidden' : 'enabled') : 'disabled',
      5,
      !theme.chat,
    ),
    setting('languages', theme.languages.join(', '), 6),
    setting('participants_list', 'shown', 7),
    setting(
      'add_participant',
      theme.hidden.includes('user-menu-add-participant') ? 'hidden' : 'shown',
      8,
    ),
    setting('return_address', theme.name === 'oestlund-ekstern' ? 'https://tak.example/' : '', 9),
    setting('captions', theme.name === 'oestlund-ekstern' ? 'shown' : 'hidden', 10),
    setting('support.phone', '00 00 00 00', 12),
  ];
};

const brand = (theme: Fixture): Value[] => {
  const file = `themes/${theme.name}.yaml`;
  return [
    {name: 'color', value: theme.palette[5] ?? '', place: place(file, 9)},
    {name: 'background_color', value: theme.palette[9] ?? '', place: place(file, 10)},
    {name: 'background', value: `${theme.name}/background.jpg`, place: place(file, 11)},
    {name: 'logo', value: `${theme.name}/logo.svg`, place: place(file, 12)},
    {name: 'card', value: `${theme.name}/card.jpg`, place: place(file, 13)},
  ];
};

const found = (theme: Fixture): Problem[] =>
  theme.name === 'kliniker'
    ? [
        {
          rule: 'contrast-too-low',
          severity: 'warning',
          message: 'White on the base colour has a contrast of 3.1:1; 4.5:1 is readable.',
          hint: 'Choose a darker base colour, for example #5a2a00.',
          theme: theme.name,
          place: place(`themes/${theme.name}.yaml`, 9),
        },
        {
          rule: 'word-to-avoid',
          severity: 'error',
          message: '“mødeleder” is not said to citizens.',
          hint: 'Say “vi” or name the role.',
          theme: theme.name,
          place: place('themes/wordings/clinician.yaml', 5),
        },
      ]
    : theme.name === 'oestlund-ekstern'
      ? [
          {
            rule: 'text-too-long',
            severity: 'warning',
            message: 'The button text is longer than the button on a phone.',
            hint: 'Write at most 12 characters.',
            theme: theme.name,
            place: place(
              'themes/texts/da.yaml',
              flat(TEXTS.da ?? {}).findIndex(([key]) => key === 'meeting.leave') + 5,
            ),
          },
        ]
      : [];

export const summary = (theme: Fixture, digest: string, failure: Problem[]): ThemeSummary => {
  const problems = found(theme);
  const count = (severity: Problem['severity']) =>
    problems.filter(one => one.severity === severity).length;
  return {
    name: theme.name,
    title: theme.title,
    organisation: theme.name,
    organisation_title: theme.brandName,
    audience: theme.audience,
    reach: theme.audience === 'clinician' ? 'internal' : 'external',
    languages: theme.languages,
    path: theme.name,
    parent: theme.parent,
    digest,
    built: true,
    view: `/themes/${theme.name}/view/`,
    problems: {error: count('error'), warning: count('warning'), info: count('info')},
    failure,
  };
};

export const detail = (theme: Fixture, digest: string, failure: Problem[]): ThemeDetail => ({
  ...summary(theme, digest, failure),
  texts: texts(theme),
  screens: Object.fromEntries(
    Object.entries(screenTexts(theme)).map(([id, text]) => [
      id,
      {
        text,
        place: place(
          theme.audience === 'clinician'
            ? 'themes/wordings/clinician.yaml'
            : 'themes/wordings/neutral.yaml',
          5,
        ),
        used_by: FIXTURES.filter(one => one.waiting === theme.waiting).map(one => one.name),
      },
    ]),
  ),
  settings: settings(theme),
  brand: brand(theme),
  prompts: [
    {
      file: 'prompts/waiting.wav',
      says: theme.waiting.replace('\n', '. '),
      language: 'da',
      screens: ['waiting_for_host'],
      screens_from: 'workspace' as const,
      seconds: 2.4,
      place: place('themes/wordings/neutral.yaml', 6),
    },
    {
      file: 'prompts/pin.wav',
      says: 'Tast din pinkode, og tryk firkant.',
      language: 'da',
      screens: ['pin_entry'],
      screens_from: 'name' as const,
      seconds: 1.6,
      place: place(`themes/${theme.name}.yaml`, 22),
    },
  ],
  found: found(theme),
  compare: [
    ...(theme.parent
      ? [
          {
            kind: 'parent' as const,
            title: FIXTURES.find(one => one.name === theme.parent)?.title ?? '',
            view: `/themes/${theme.parent}/view/`,
          },
        ]
      : []),
    {kind: 'live' as const, title: 'Live', view: `/packages/${theme.name}-live/view/`},
  ],
});
