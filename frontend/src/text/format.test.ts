import { describe, expect, test } from 'vitest';
import {
  amount,
  count,
  date,
  days,
  duration,
  fromNow,
  fromToday,
  instant,
  listed,
  money,
  month,
  parseAmount,
  parseCount,
  parseRate,
  plus,
  range,
  rescaled,
  serial,
  title,
  weekdate,
  whole,
} from './format';

describe('days', () => {
  test('are written so that nobody takes them for another', () => {
    expect(date('2027-03-14')).toBe('14 Mar 2027');
    expect(weekdate('2027-03-14')).toBe('Sun 14 Mar 2027');
    expect(month('2027-03-14')).toBe('March 2027');
    expect(date('')).toBe('');
    expect(date(undefined, 'not known')).toBe('not known');
    expect(date('2027-02-30')).toBe('');
  });
  test('count without a zone, over the change of the clock and the leap day', () => {
    expect(plus('2027-03-27', 2)).toBe('2027-03-29');
    expect(plus('2028-02-28', 1)).toBe('2028-02-29');
    expect(plus('2027-01-01', -1)).toBe('2026-12-31');
    expect(serial('nonsense')).toBeNaN();
    expect(plus('nonsense', 1)).toBe('');
  });
  test('that are being typed are days too', () => {
    expect(plus('0002-12-31', 1)).toBe('0003-01-01');
    expect(weekdate('0202-10-20')).toBe('Wed 20 Oct 202');
  });
  test('of a range say it once', () => {
    expect(days('2027-03-03', '2027-03-12')).toBe('3–12 Mar 2027');
    expect(days('2027-02-28', '2027-03-03')).toBe('28 Feb – 3 Mar 2027');
    expect(days('2026-12-30', '2027-01-02')).toBe('30 Dec 2026 – 2 Jan 2027');
    expect(days('2027-03-03', '2027-03-03')).toBe('3 Mar 2027');
  });
  test('of a half-open range leave out the first day that no longer belongs', () => {
    expect(range('2027-03-03', '2027-03-13')).toBe('3–12 Mar 2027');
    expect(range('2027-03-03', '2027-03-04')).toBe('3 Mar 2027');
    expect(range('2027-03-03', undefined)).toBe('from 3 Mar 2027');
    expect(range(undefined, '2027-03-04')).toBe('until 3 Mar 2027');
    expect(duration('2027-03-03', '2027-03-13')).toBe('10 days');
  });
  test('from here', () => {
    expect(fromToday('2027-03-14', '2027-03-14')).toBe('today');
    expect(fromToday('2027-03-15', '2027-03-14')).toBe('tomorrow');
    expect(fromToday('2027-03-13', '2027-03-14')).toBe('yesterday');
    expect(fromToday('2027-07-05', '2027-03-14')).toBe('in 113 days');
    expect(fromToday('2027-03-02', '2027-03-14')).toBe('12 days ago');
    expect(fromToday('2034-08-23', '2027-03-14')).toBe('in 7 years');
  });
});

test('an instant names its zone', () => {
  expect(instant('2026-11-22T14:00:00Z')).toBe('Sun 22 Nov 2026, 14:00 UTC');
  expect(instant('2026-12-03T23:30:00Z', 'Asia/Dili')).toBe('Fri 4 Dec 2026, 08:30 UTC+9');
  expect(instant('2026-11-22T23:30:00Z', 'Asia/Dili')).toBe('Mon 23 Nov 2026, 08:30 UTC+9');
  const now = Date.parse('2026-11-22T14:00:00Z');
  expect(fromNow('2026-11-23T10:00:00Z', now)).toBe('in 20 hours');
  expect(fromNow('2026-11-22T13:55:00Z', now)).toBe('5 minutes ago');
  expect(fromNow('2026-11-22T13:59:50Z', now)).toBe('now');
  expect(fromNow('2026-12-02T14:00:00Z', now)).toBe('in 10 days');
});

describe('money', () => {
  test('has the decimals of its currency', () => {
    expect(money(4_120_000, 'USD', 2)).toBe('USD 41,200.00');
    expect(money(41_200, 'JPY', 0)).toBe('JPY 41,200');
    expect(money(41_200_005, 'BHD', 3)).toBe('BHD 41,200.005');
    expect(amount(5, 2)).toBe('0.05');
    expect(amount(-123_456, 2)).toBe('−1,234.56');
    expect(money(5, 'JPY', undefined)).toBe(''); // not known yet
    expect(whole(131_140_049, 2)).toBe('1,311,400');
    expect(amount(9_000_000_000_000_000, 2)).toBe('90,000,000,000,000.00');
  });
  const many = 'This is more than the books can hold.';
  /** What is typed, and what it is with 2 decimals (USD), with none (JPY) and with 3 (KWD): a figure, or why there is none. */
  const typed: [text: string, usd: string, jpy: string, kwd: string][] = [
    // as we write it
    ['41,200.00', '41,200.00', 'no decimals', '41,200.000'],
    ['41200', '41,200.00', '41,200', '41,200.000'],
    ['0.07', '0.07', 'no decimals', '0.070'],
    ['41,200.005', '2 decimals', 'no decimals', '41,200.005'],
    // one decimal comma or point, wherever else it cannot be
    ['1250,50', '1,250.50', 'no decimals', '1,250.500'],
    ['41,50', '41.50', 'no decimals', '41.500'],
    ['0,5', '0.50', 'no decimals', '0.500'],
    [',5', '0.50', 'no decimals', '0.500'],
    ['41.', '41.00', '41', '41.000'],
    ['1.250,50', '1,250.50', 'no decimals', '1,250.500'],
    ['1 250,50', '1,250.50', 'no decimals', '1,250.500'],
    ["1'250.50", '1,250.50', 'no decimals', '1,250.500'],
    ['1250,500', '2 decimals', 'no decimals', '1,250.500'],
    ['0,500', '2 decimals', 'no decimals', '0.500'],
    // thousands before exactly three digits, with one kind of separator
    ['1,500,000', '1,500,000.00', '1,500,000', '1,500,000.000'],
    ['1.500.000', '1,500,000.00', '1,500,000', '1,500,000.000'],
    ['41 200', '41,200.00', '41,200', '41,200.000'],
    ['41\u00a0200', '41,200.00', '41,200', '41,200.000'],
    ['41\u202f200,5', '41,200.50', 'no decimals', '41,200.500'],
    ['41’200', '41,200.00', '41,200', '41,200.000'],
    ['1 2 3', 'such as 41,200.00', 'such as 41,200.', 'such as 41,200.000'],
    ['1,25,000', 'such as', 'such as', 'such as'],
    ['1250,000,000', 'such as', 'such as', 'such as'],
    ['1.250,000.00', 'such as', 'such as', 'such as'],
    ['1,250,50', 'such as', 'such as', 'such as'],
    ['1.250.50', 'such as', 'such as', 'such as'],
    ['41, 200', 'such as', 'such as', 'such as'],
    // one separator before three digits: thousands where a fraction cannot be, what we write ourselves, or a question
    ['1,234', '1,234.00', '1,234', '1,234 can be 1,234.000 or 1.234.'],
    ['1.234', '1.234 can be 1,234.00 or 1.23.', '1,234', '1.234'],
    ['1 234', '1,234.00', '1,234', '1,234.000'],
    // digits and separators of the region
    ['٤١٬٢٠٠٫٥٠', '41,200.50', 'no decimals', '41,200.500'],
    ['۴۱۲۰۰', '41,200.00', '41,200', '41,200.000'],
    ['४१,२००.५', '41,200.50', 'no decimals', '41,200.500'],
    ['๑๒๓', '123.00', '123', '123.000'],
    ['４１，２００．５', '41,200.50', 'no decimals', '41,200.500'],
    // nothing that can be meant
    ['abc', 'such as', 'such as', 'such as'],
    ['-5', 'such as', 'such as', 'such as'],
    ['1e3', 'such as', 'such as', 'such as'],
    ['.', 'such as', 'such as', 'such as'],
    ['99999999999999999', many, many, many],
  ];
  test.each(typed)('%s is read as people write it, never rounded and never guessed', (text, ...meant) => {
    for (const [n, decimals] of [2, 0, 3].entries()) {
      const { value, fault } = parseAmount(text, decimals);
      if (value === undefined) expect(fault).toContain(meant[n]);
      else expect(amount(value, decimals)).toBe(meant[n]);
    }
  });
  test('of nothing typed is none, and no fault', () => {
    expect(parseAmount(' ', 2)).toEqual({});
  });
  test('comes back as it was written', () => {
    for (const minor of [0, 1, 99, 100, 1_234, 123_456, 1_234_567, 123_456_789, 1_000_000])
      for (const decimals of [0, 2, 3, 4]) expect(parseAmount(amount(minor, decimals), decimals)).toEqual({ value: minor });
  });
  test('is the same figure in another currency, or none', () => {
    expect(rescaled(150_000_000, 2, 0)).toEqual({ value: 1_500_000 });
    expect(rescaled(1_500_000, 0, 3)).toEqual({ value: 1_500_000_000 });
    expect(rescaled(4_150, 2, 0).fault).toMatch(/no decimals/);
    expect(rescaled(1_234, 3, 2).fault).toMatch(/2 decimals/);
    expect(rescaled(Number.MAX_SAFE_INTEGER, 0, 2).fault).toBe(many);
  });
});

test('a rate has a decimal point or comma, and is sent with a point', () => {
  for (const [text, rate] of [
    ['1.0842', '1.0842'],
    ['1,0842', '1.0842'],
    ['0,65', '0.65'],
    ['16250', '16250'],
    ['16,250.5', '16250.5'],
    ['16.250,5', '16250.5'],
    ['1.084', '1.084'],
    ['١٫٠٨', '1.08'],
  ] as const) {
    expect(parseRate(text)).toEqual({ value: rate });
  }
  expect(parseRate('16,250').fault).toBe('16,250 can be 16250 or 16.250. Write the one you mean.');
  for (const text of ['x', '-1', '1e3', '1,08,4']) expect(parseRate(text).fault).toMatch(/such as/);
});

test('a number of things is whole', () => {
  for (const [text, many] of [
    ['24', '24'],
    ['1,200', '1200'],
    ['1 200', '1200'],
    ['۲۴', '24'],
    ['024', '24'],
  ] as const)
    expect(parseCount(text)).toEqual({ value: many });
  for (const text of ['1.5', '2,5', '-1', 'two']) expect(parseCount(text).fault).toMatch(/whole number/);
  expect(parseCount('')).toEqual({});
});

test('several are one', () => {
  expect(listed(['a', 'b', 'c'])).toBe('a, b and c');
  expect(listed([])).toBe('');
});

test('words', () => {
  expect(count(1, 'day')).toBe('1 day');
  expect(count(1200, 'person')).toBe('1,200 people');
  expect(title('part_received')).toBe('Part received');
});
