/**
 * Moving pictures without a camera: drawn on a canvas, streamed as video.
 *
 * A page that is a picture shows a still: a video takes the browser longer than all else on the page.
 */

import {drawScene, HEIGHT, scenePicture, WIDTH, type SceneName} from './scene';
import type {ServiceScreen} from './serviceTheme';
import {isStill} from './still';

/** A video gets frames until it shows one, as it may begin late; then only signs of life. */
const FIRST_FRAMES_MS = 100;
const FIRST_FRAMES = 30;
const LATER_FRAMES_MS = 1000;

const scenes = new Map<SceneName, MediaStream>();

/** A stream of *scene*, as a camera or a node would send it; the same one for all who show it. */
export const sceneStream = (scene: SceneName): MediaStream => {
  const known = scenes.get(scene);
  if (known && (known.active || isStill)) return known;
  const stream = isStill ? stillStream(scene) : canvasStream(context => drawScene(context, scene));
  scenes.set(scene, stream);
  return stream;
};

/** Streams without a frame -> the picture that a video shows instead. */
const stills = new WeakMap<MediaProvider, string>();

const stillStream = (scene: SceneName): MediaStream => {
  // It has a track, as components hide a video without one.
  const stream = document.createElement('canvas').captureStream();
  stills.set(stream, scenePicture(scene));
  return stream;
};

const {prototype} = HTMLMediaElement;
const ownStream = Object.getOwnPropertyDescriptor(prototype, 'srcObject');

/** Let videos show the pictures of scenes; they say that they play, as what lies over them waits for that. */
const showStills = (): void =>
  void Object.defineProperty(prototype, 'srcObject', {
    ...ownStream,
    set(this: HTMLMediaElement, stream: MediaProvider | null) {
      const picture = stream && stills.get(stream);
      if (picture && this instanceof HTMLVideoElement) {
        this.poster = picture;
        this.dispatchEvent(new Event('playing'));
      } else {
        ownStream?.set?.call(this, stream);
      }
    },
  });

if (isStill) showStills();

/** A stream of a service-theme screen, as the node renders it into the video. */
export const screenStream = async (screen: ServiceScreen): Promise<MediaStream> => {
  const [picture] = await Promise.all([
    screen.background ? loadPicture(screen.background) : null,
    document.fonts.load('600 54px Inter'),
  ]);
  return canvasStream(context => drawScreen(context, screen.text, picture));
};

/** How the next frame of a stream is drawn. */
const painters = new WeakMap<MediaProvider, () => void>();

const canvasStream = (draw: (context: CanvasRenderingContext2D) => void): MediaStream => {
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const context = canvas.getContext('2d', {alpha: false, willReadFrequently: true});
  if (!context) return new MediaStream();
  const stream = canvas.captureStream();
  painters.set(stream, () => draw(context));
  return stream;
};

/** Feed *video*, which got *frames* already. A frame costs as much as half a screen, so a picture gets no more than it shows. */
const feed = (video: HTMLVideoElement, frames: number): void => {
  const paint = video.isConnected && video.srcObject && painters.get(video.srcObject);
  const isShown = video.currentTime > 0;
  if (!paint || (isShown && isStill)) return;
  paint();
  window.setTimeout(feed, isShown || frames > FIRST_FRAMES ? LATER_FRAMES_MS : FIRST_FRAMES_MS, video, frames + 1);
};

document.addEventListener(
  'loadstart',
  ({target}) => {
    if (target instanceof HTMLVideoElement) feed(target, 0);
  },
  true,
);

const drawScreen = (
  context: CanvasRenderingContext2D,
  text: string,
  picture: HTMLImageElement | null,
): void => {
  context.fillStyle = '#111827';
  context.fillRect(0, 0, WIDTH, HEIGHT);
  if (picture) {
    const scale = Math.max(WIDTH / picture.naturalWidth, HEIGHT / picture.naturalHeight);
    const width = picture.naturalWidth * scale;
    const height = picture.naturalHeight * scale;
    context.drawImage(picture, (WIDTH - width) / 2, (HEIGHT - height) / 2, width, height);
  }
  context.fillStyle = '#ffffff';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.font = '600 54px Inter, sans-serif';
  const lines = text.split('\n').flatMap(line => wrap(context, line.trim(), WIDTH * 0.84));
  const step = 72;
  lines.forEach((line, index) => {
    context.fillText(line, WIDTH / 2, HEIGHT / 2 + (index - (lines.length - 1) / 2) * step);
  });
};

const wrap = (context: CanvasRenderingContext2D, text: string, width: number): string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line ? `${line} ${word}` : word;
    if (line && context.measureText(longer).width > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
};

const loadPicture = async (address: string): Promise<HTMLImageElement | null> => {
  const picture = new Image();
  picture.src = address;
  try {
    await picture.decode();
    return picture;
  } catch {
    return null;
  }
};
