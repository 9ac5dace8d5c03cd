/**
 * Moving pictures without a camera: drawn on a canvas, streamed as video.
 *
 * The people in them are shapes, nobody's likeness.
 */

import type {ServiceScreen} from './serviceTheme';
import {isStill} from './still';

type Scene = 'self' | 'meeting';

const WIDTH = 1280;
const HEIGHT = 720;
/** A video gets frames until it shows one, as it may begin late; then only signs of life. */
const FIRST_FRAMES_MS = 100;
const FIRST_FRAMES = 30;
const LATER_FRAMES_MS = 1000;

const scenes = new Map<Scene, MediaStream>();

/** A stream of *scene*, as a camera or a node would send it; the same one for all who show it. */
export const sceneStream = (scene: Scene): MediaStream => {
  const known = scenes.get(scene);
  const stream = known?.active ? known : canvasStream(scene === 'self' ? drawSelf : drawMeeting);
  scenes.set(scene, stream);
  return stream;
};

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

const drawSelf = (context: CanvasRenderingContext2D): void => {
  drawRoom(context, 0, 0, WIDTH, HEIGHT, '#dfe6ea', '#c6d1d8');
  drawPerson(context, WIDTH / 2, HEIGHT, 430, '#7d9aa8', '#e3c4ab', '#5b4a3f');
};

const drawMeeting = (context: CanvasRenderingContext2D): void => {
  const half = WIDTH / 2;
  drawRoom(context, 0, 0, half, HEIGHT, '#e8e2d8', '#d5ccbc');
  drawPerson(context, half / 2, HEIGHT, 330, '#5f7f79', '#d9b08f', '#3d332e');
  drawRoom(context, half, 0, half, HEIGHT, '#dbe3e6', '#c3cfd4');
  drawPerson(context, half + half / 2, HEIGHT, 330, '#8a7f9c', '#c99c78', '#2f2a2b');
  context.fillStyle = '#111827';
  context.fillRect(half - 2, 0, 4, HEIGHT);
};

const drawRoom = (
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  height: number,
  wall: string,
  shade: string,
): void => {
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  const light = context.createLinearGradient(x, y, x + width, y + height);
  light.addColorStop(0, wall);
  light.addColorStop(1, shade);
  context.fillStyle = light;
  context.fillRect(x, y, width, height);
  context.fillStyle = 'rgba(255, 255, 255, 0.45)';
  context.fillRect(x + width * 0.08, y + height * 0.12, width * 0.2, height * 0.42);
  context.fillStyle = 'rgba(90, 110, 100, 0.28)';
  for (const [dx, dy, radius] of [
    [0.9, 0.6, 70],
    [0.84, 0.68, 58],
    [0.95, 0.7, 60],
  ] as const) {
    context.beginPath();
    context.ellipse(x + width * dx, y + height * dy, radius * 0.6, radius, 0.5, 0, Math.PI * 2);
    context.fill();
  }
  context.restore();
};

const drawPerson = (
  context: CanvasRenderingContext2D,
  x: number,
  floor: number,
  size: number,
  clothes: string,
  skin: string,
  hair: string,
): void => {
  const head = size * 0.3;
  const face = floor - size * 0.98;
  context.fillStyle = clothes;
  context.beginPath();
  context.ellipse(x, floor + size * 0.12, size * 0.72, size * 0.58, 0, Math.PI, 0);
  context.fill();
  context.fillStyle = skin;
  context.fillRect(x - head * 0.34, face + head * 0.6, head * 0.68, head);
  context.fillStyle = hair;
  context.beginPath();
  context.ellipse(x, face - head * 0.1, head * 1.02, head * 1.12, 0, 0, Math.PI * 2);
  context.fill();
  context.fillStyle = skin;
  context.beginPath();
  context.ellipse(x, face + head * 0.16, head * 0.8, head, 0, 0, Math.PI * 2);
  context.fill();
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
