import { expect, test } from 'vitest';
import { spread } from './draws';

test('the cost of a place comes from the first line that has enough', () => {
  expect(
    spread(
      [
        { id: 'a', free: 50 },
        { id: 'b', free: 200 },
        { id: 'c', free: 900 },
      ],
      100,
    ),
  ).toEqual({ b: 100 });
});

test('where no line has enough it comes from those that have most, as far as they go', () => {
  expect(
    spread(
      [
        { id: 'a', free: 30 },
        { id: 'b', free: 60 },
        { id: 'c', free: 0 },
      ],
      80,
    ),
  ).toEqual({ b: 60, a: 20 });
  expect(spread([{ id: 'a', free: 30 }], 80)).toEqual({ a: 30 });
});

test('what costs nothing draws on nothing', () => {
  expect(spread([{ id: 'a', free: 30 }], 0)).toEqual({});
  expect(spread([], 80)).toEqual({});
});
