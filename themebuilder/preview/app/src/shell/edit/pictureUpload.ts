/** Pictures on their way to the server, which looks at them in another process. */

import type {KeptPicture, Refusal} from '../../editContract';
import type {Translate} from '../words';
import {post, readToken, RefusedError} from './client';
import type {TranslateEdit} from './words';

const MOST = 30 * 1024 * 1024;
const MOST_SVG = 1024 * 1024;
const SVG = 'image/svg+xml';
const ENDINGS: Readonly<Record<string, RegExp>> = {
  'image/jpeg': /\.jpe?g$/iu,
  'image/png': /\.png$/iu,
  [SVG]: /\.svg$/iu,
};

export const ACCEPTED = Object.keys(ENDINGS);

/** Why *file* need not be sent: the word that says so; empty where it may be fine. */
export const refuseFile = (
  file: File,
  takesSvg: boolean,
): '' | 'picture.type' | 'picture.photoType' | 'picture.large' | 'picture.largeSvg' => {
  const type = findType(file);
  const isSvg = type === SVG;
  if (!type || (isSvg && !takesSvg)) return takesSvg ? 'picture.type' : 'picture.photoType';
  if (file.size <= (isSvg ? MOST_SVG : MOST)) return '';
  return isSvg ? 'picture.largeSvg' : 'picture.large';
};

/** Send *file*, a picture for *slot*; throws `RefusedError`, or `TypeError` where nobody answers. */
export const sendPicture = (
  file: File,
  slot: string,
  theme: string,
  onProgress: (share: number) => void,
): Promise<KeptPicture> =>
  // Unlike `fetch`, it says how much is sent.
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('PUT', `/api/edit/assets/${slot}?theme=${encodeURIComponent(theme)}`);
    request.setRequestHeader('content-type', findType(file) ?? file.type);
    request.setRequestHeader('x-themebuilder-edit', readToken());
    request.upload.onprogress = event => onProgress(event.loaded / Math.max(event.total, 1));
    request.onerror = () => reject(new TypeError('no answer'));
    request.onload = () => {
      const answer = parse(request.responseText);
      if (request.status === 200) resolve(answer as KeptPicture);
      else reject(new RefusedError(request.status, answer as Refusal | null));
    };
    request.send(file);
  });

/** Have the background *file* of the theme darkened for *slot*; throws as `sendPicture`. */
export const darkenBackground = async (file: string, slot: string, theme: string): Promise<KeptPicture> =>
  (await post(`assets/${slot}?theme=${encodeURIComponent(theme)}`, {file})) as KeptPicture;

/** Why a picture isn't kept. */
export const explainRefusal = (error: unknown, t: Translate, te: TranslateEdit): string => {
  if (!(error instanceof RefusedError)) return te('picture.lost');
  if (error.refusal) return t(error.refusal.why);
  return te(error.status === 413 ? 'picture.large' : 'picture.type');
};

/** Where the picture *file*, which was sent, can be seen. */
export const keptAddress = (file: string): string =>
  `/api/edit/assets/${encodeURIComponent(file.split('/').pop() ?? '')}`;

/** Browsers know the type of a file by its name; it is empty where they don't. */
const findType = (file: File): string | undefined =>
  ACCEPTED.find(type => file.type === type || (!file.type && ENDINGS[type]?.test(file.name)));

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};
