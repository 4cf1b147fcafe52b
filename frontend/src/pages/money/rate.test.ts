import { expect, test } from 'vitest';
import { rateAt, rateWords, worth } from './rate';

test('an amount is worth what its rate says, in the minor units of the books', () => {
  expect(worth(140_000_000, 2, '1.0842', 2)).toBe(151_788_000);
  expect(worth(150_000, 0, '0.0067', 2)).toBe(100_500); // yen have no decimals
  expect(worth(1_000, 3, '3.25', 2)).toBe(325); // dinars have three
});
test('what is no rate is worth nothing', () => {
  for (const rate of ['', 'x', '-1', '0', '1,08', '1e3']) expect(worth(100, 2, rate, 2)).toBeUndefined();
});
test('a rate is said in the direction in which it is the larger number, however small it is', () => {
  expect(rateWords('1.125', 'EUR', 'USD')).toBe('1 EUR = 1.125 USD');
  expect(rateWords('1/25400', 'VND', 'USD')).toBe('1 USD = 25,400 VND');
  expect(rateWords(rateAt(25_400_000_000, 0, 100_000_000, 2), 'VND', 'USD')).toBe('1 USD = 25,400 VND');
  expect(rateWords(rateAt(100, 2, 33, 2), 'EUR', 'USD')).toBe('1 USD ≈ 3.03030303 EUR');
  expect(worth(25_400_000_000, 0, '1/25400', 2)).toBe(100_000_000);
  for (const none of ['', '1/0', '1/2/3', 'x']) expect(rateWords(none, 'EUR', 'USD')).toBe('');
});
