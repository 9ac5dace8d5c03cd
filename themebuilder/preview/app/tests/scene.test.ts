import {expect, test} from 'vitest';

import {drawScene, scenePicture} from '../src/guest/scene';

/** What is drawn, in words: fills in their order. */
const listFills = (scene: 'self' | 'meeting'): string[] => {
  const fills: string[] = [];
  const colors: string[] = [];
  const context = {
    fillStyle: '' as unknown,
    beginPath: () => undefined,
    rect: () => undefined,
    ellipse: () => undefined,
    createLinearGradient: () => ({addColorStop: (_at: number, color: string) => colors.push(color)}),
    fill() {
      fills.push(typeof this.fillStyle === 'string' ? this.fillStyle : colors.splice(0).join(' '));
    },
  };
  drawScene(context as unknown as CanvasRenderingContext2D, scene);
  return fills;
};

test.each(['self', 'meeting'] as const)('the picture of %s has the shapes of its video', scene => {
  const picture = decodeURIComponent(scenePicture(scene).replace('data:image/svg+xml,', ''));
  const found = [...picture.matchAll(/stop-color="([^"]+)"\/><stop offset="1" stop-color="([^"]+)"| fill="((?!url)[^"]+)"/gu)];
  expect(found.map(([, from, to, fill]) => fill ?? `${from} ${to}`)).toEqual(listFills(scene));
});
