import { expect, test } from 'vitest';
import { moved } from './listbox';

test('the keys of a list lead on, round its ends, and ten at a time', () => {
  const cases: [key: string, at: number, many: number, to: number | undefined][] = [
    ['ArrowDown', 0, 3, 1],
    ['ArrowDown', 2, 3, 0],
    ['ArrowUp', 0, 3, 2],
    ['ArrowDown', 9, 3, 0],
    ['ArrowDown', 0, 0, 0],
    ['PageDown', 0, 60, 10],
    ['PageDown', 55, 60, 59],
    ['PageUp', 59, 60, 49],
    ['PageUp', 3, 60, 0],
    ['PageDown', 0, 0, 0],
    ['Home', 5, 60, undefined],
    ['End', 5, 60, undefined],
    ['a', 5, 60, undefined],
  ];
  for (const [key, at, many, to] of cases) expect(moved(key, at, many), `${key} at ${at} of ${many}`).toBe(to);
});
