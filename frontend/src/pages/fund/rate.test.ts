import { expect, test } from 'vitest';
import { worth } from './rate';

test('an amount is worth what its rate says, in the minor units of the books', () => {
  expect(worth(140_000_000, 2, '1.0842', 2)).toBe(151_788_000);
  expect(worth(150_000, 0, '0.0067', 2)).toBe(100_500); // yen have no decimals
  expect(worth(1_000, 3, '3.25', 2)).toBe(325); // dinars have three
});
test('what is no rate is worth nothing', () => {
  for (const rate of ['', 'x', '-1', '0', '1,08', '1e3']) expect(worth(100, 2, rate, 2)).toBeUndefined();
});
