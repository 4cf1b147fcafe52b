import { expect, test } from 'vitest';
import { hall, nearest } from './hemicycle';

test.each([280, 326, 358, 519, 520, 640, 900])('a hundred seats stand apart, inside, and off the words at %i px', (width) => {
  const { spots, height, words } = hall(width);
  // At the foot of the middle stand the words, over them the number: no seat reaches into their places.
  const taken = words
    ? [
        { half: words / 2, high: 66 },
        { half: 45, high: 113 },
      ]
    : [{ half: 35, high: 52 }];
  expect(spots).toHaveLength(100);
  for (const [i, a] of spots.entries()) {
    expect(a.x - a.r).toBeGreaterThanOrEqual(0);
    expect(a.x + a.r).toBeLessThanOrEqual(width);
    expect(a.y + a.r).toBeLessThanOrEqual(height);
    for (const b of spots.slice(i + 1)) expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(a.r + b.r);
    for (const { half, high } of taken) {
      const aside = Math.max(0, Math.abs(a.x - width / 2) - half);
      const above = Math.max(0, height - a.y - high);
      expect(Math.hypot(aside, above)).toBeGreaterThan(a.r);
    }
  }
});

test('seats go from the left end to the right', () => {
  const { spots } = hall(640);
  expect(spots[0]!.x).toBeLessThan(100);
  expect(spots[99]!.x).toBeGreaterThan(460);
});

test('a finger picks the nearest seat, and none from afar', () => {
  const { spots } = hall(358);
  expect(nearest(spots, spots[42]!.x + 3, spots[42]!.y - 3)).toBe(42);
  expect(nearest(spots, 179, 170)).toBe(-1);
});
