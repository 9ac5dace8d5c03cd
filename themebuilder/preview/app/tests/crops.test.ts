import {describe, expect, it} from 'vitest';

import {findCrop, MIDDLE, moveFocus, readFile, readFocus, writeFocus} from '../src/shell/edit/crops';

describe('findCrop', () => {
  it.each([
    ['a picture of the same shape is seen whole', 16 / 9, MIDDLE, 16 / 9, [0, 0, 1, 1]],
    ['a wide picture loses its sides', 32 / 9, MIDDLE, 16 / 9, [0.25, 0, 0.5, 1]],
    ['a focus at the edge keeps the crop inside', 32 / 9, [0, 0.5], 16 / 9, [0, 0, 0.5, 1]],
    ['a tall picture loses top and bottom', 8 / 9, [0.5, 1], 16 / 9, [0, 0.5, 1, 0.5]],
    ['a narrow window shows the middle of the crop', 32 / 9, [0, 0.5], 8 / 9, [0.125, 0, 0.25, 1]],
  ] as const)('%s', (_name, ratio, focus, seen, [left, top, width, height]) => {
    const crop = findCrop(ratio, focus, seen);
    expect([crop.left, crop.top, crop.width, crop.height]).toEqual(
      [left, top, width, height].map(one => expect.closeTo(one) as number),
    );
  });
});

describe('a picture’s value', () => {
  const file = 'clinic/a.jpg';
  it.each([
    ['a file', file, file, [0.5, 0.5]],
    ['a file with a focus', {file, focus: [0.2, 1]}, file, [0.2, 1]],
    ['a drawn picture', {draw: 'waves', seed: 1}, '', [0.5, 0.5]],
    ['nothing', null, '', [0.5, 0.5]],
  ] as const)('%s', (_name, value, named, focus) => {
    const given = JSON.parse(JSON.stringify(value)) as Parameters<typeof readFile>[0];
    expect(readFile(given)).toBe(named);
    expect(readFocus(given)).toEqual(focus);
  });

  it('is a mapping only where the focus isn’t the middle', () => {
    const focused = writeFocus(file, [0.2, 0.5]);
    expect(focused).toEqual({file, focus: [0.2, 0.5]});
    expect(writeFocus(focused, MIDDLE)).toBe(file);
  });

  it('keeps what else is in the mapping', () => {
    const kept = {file, keep: 'true', focus: [0, 0]};
    expect(writeFocus(kept, MIDDLE)).toEqual({file, keep: 'true'});
  });
});

it('moves the focus in hundredths and not out of the picture', () => {
  expect(moveFocus([0.995, 0.3], 0.1, -0.01)).toEqual([1, 0.29]);
});
