import { expect, test } from 'vitest';
import { hall, nearest } from './hemicycle';

test.each([280, 326, 358, 459, 460, 640, 900])('a hundred seats stand apart, inside, and off the words at %i px', (width) => {
  const { spots, height, middle } = hall(width);
  expect(spots).toHaveLength(100);
  for (const [i, a] of spots.entries()) {
    expect(a.x - a.r).toBeGreaterThanOrEqual(0);
    expect(a.x + a.r).toBeLessThanOrEqual(width);
    expect(a.y + a.r).toBeLessThanOrEqual(height);
    for (const b of spots.slice(i + 1)) expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(a.r + b.r);
    // The words stand in the middle at the foot: no seat reaches into their place.
    const besides = Math.abs(a.x - width / 2) - a.r >= middle.width / 2;
    const above = height - (a.y + a.r) >= Math.min(middle.height, 90);
    expect(besides || above).toBe(true);
  }
});

test('seats go from the left end to the right', () => {
  const { spots } = hall(640);
  expect(spots[0]!.x).toBeLessThan(100);
  expect(spots[99]!.x).toBeGreaterThan(540);
});

test('a finger picks the nearest seat, and none from afar', () => {
  const { spots } = hall(358);
  expect(nearest(spots, spots[42]!.x + 3, spots[42]!.y - 3)).toBe(42);
  expect(nearest(spots, 179, 170)).toBe(-1);
});
