/** What a camera or a node would send. The people are shapes, nobody's likeness. */

export type SceneName = 'self' | 'meeting';

export const WIDTH = 1280;
export const HEIGHT = 720;

/** A colour, or one at the top left that becomes another one at the bottom right. */
type Fill = string | readonly [string, string];

type Shape =
  | {kind: 'box'; x: number; y: number; width: number; height: number; fill: Fill}
  | {kind: 'oval'; x: number; y: number; width: number; height: number; turn?: number; fill: string};

const room = (x: number, width: number, walls: Fill): Shape[] => [
  {kind: 'box', x, y: 0, width, height: HEIGHT, fill: walls},
  {
    kind: 'box',
    x: x + width * 0.08,
    y: HEIGHT * 0.12,
    width: width * 0.2,
    height: HEIGHT * 0.42,
    fill: 'rgba(255, 255, 255, 0.45)',
  },
  ...([
    [0.9, 0.6, 70],
    [0.84, 0.68, 58],
    [0.95, 0.7, 60],
  ] as const).map(
    ([right, down, radius]): Shape => ({
      kind: 'oval',
      x: x + width * right,
      y: HEIGHT * down,
      width: radius * 0.6,
      height: radius,
      turn: 0.5,
      fill: 'rgba(90, 110, 100, 0.28)',
    }),
  ),
];

const person = (x: number, size: number, clothes: string, skin: string, hair: string): Shape[] => {
  const head = size * 0.3;
  const face = HEIGHT - size * 0.98;
  return [
    {kind: 'oval', x, y: HEIGHT + size * 0.12, width: size * 0.72, height: size * 0.58, fill: clothes},
    {kind: 'box', x: x - head * 0.34, y: face + head * 0.6, width: head * 0.68, height: head, fill: skin},
    {kind: 'oval', x, y: face - head * 0.1, width: head * 1.02, height: head * 1.12, fill: hair},
    {kind: 'oval', x, y: face + head * 0.16, width: head * 0.8, height: head, fill: skin},
  ];
};

const HALF = WIDTH / 2;

/** The shapes of each scene, each over the ones before; what leaves a room lies under the next one. */
const SCENES: Readonly<Record<SceneName, readonly Shape[]>> = {
  self: [
    ...room(0, WIDTH, ['#dfe6ea', '#c6d1d8']),
    ...person(HALF, 430, '#7d9aa8', '#e3c4ab', '#5b4a3f'),
  ],
  meeting: [
    ...room(0, HALF, ['#e8e2d8', '#d5ccbc']),
    ...person(HALF / 2, 330, '#5f7f79', '#d9b08f', '#3d332e'),
    ...room(HALF, HALF, ['#dbe3e6', '#c3cfd4']),
    ...person(HALF + HALF / 2, 330, '#8a7f9c', '#c99c78', '#2f2a2b'),
    {kind: 'box', x: HALF - 2, y: 0, width: 4, height: HEIGHT, fill: '#111827'},
  ],
};

export const drawScene = (context: CanvasRenderingContext2D, scene: SceneName): void => {
  for (const shape of SCENES[scene]) {
    const {x, y, width, height, fill} = shape;
    if (typeof fill === 'string') {
      context.fillStyle = fill;
    } else {
      const light = context.createLinearGradient(x, y, x + width, y + height);
      fill.forEach((color, index) => light.addColorStop(index, color));
      context.fillStyle = light;
    }
    context.beginPath();
    if (shape.kind === 'box') context.rect(x, y, width, height);
    else context.ellipse(x, y, width, height, shape.turn ?? 0, 0, Math.PI * 2);
    context.fill();
  }
};

/** The address of *scene* as a picture. */
export const scenePicture = (scene: SceneName): string => {
  const shapes = SCENES[scene].map((shape, index) => {
    const {x, y, width, height, fill} = shape;
    if (shape.kind === 'oval') {
      const degrees = ((shape.turn ?? 0) * 180) / Math.PI;
      return `<ellipse rx="${width}" ry="${height}" transform="translate(${x} ${y}) rotate(${degrees})" fill="${shape.fill}"/>`;
    }
    const box = (color: string): string =>
      `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${color}"/>`;
    if (typeof fill === 'string') return box(fill);
    const ends = `x1="${x}" y1="${y}" x2="${x + width}" y2="${y + height}"`;
    const stops = fill.map((color, at) => `<stop offset="${at}" stop-color="${color}"/>`).join('');
    const light = `<linearGradient id="light-${index}" gradientUnits="userSpaceOnUse" ${ends}>${stops}</linearGradient>`;
    return light + box(`url(#light-${index})`);
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">${shapes.join('')}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
};
