import { describe, expect, test } from 'vitest';
import { amount, count, date, days, duration, fromNow, fromToday, instant, money, month, parseAmount, plus, range, serial, title, weekdate, whole } from './format';

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
    expect(money(4_120_000, 'USD')).toBe('USD 41,200.00');
    expect(money(41_200, 'JPY', 0)).toBe('JPY 41,200');
    expect(money(41_200_005, 'BHD', 3)).toBe('BHD 41,200.005');
    expect(amount(5)).toBe('0.05');
    expect(amount(-123_456)).toBe('−1,234.56');
    expect(whole(131_140_049)).toBe('1,311,400');
    expect(amount(9_000_000_000_000_000)).toBe('90,000,000,000,000.00');
  });
  test('is read as people write it, and never rounded', () => {
    expect(parseAmount('41,200.00')).toEqual({ minor: 4_120_000 });
    expect(parseAmount('41 200.5')).toEqual({ minor: 4_120_050 });
    expect(parseAmount("41'200")).toEqual({ minor: 4_120_000 });
    expect(parseAmount('0.07')).toEqual({ minor: 7 });
    expect(parseAmount('1.005').fault).toMatch(/2 decimals/);
    expect(parseAmount('41,200.5', 0).fault).toMatch(/no decimals/);
    expect(parseAmount('abc').fault).toBeTruthy();
    expect(parseAmount('-5').fault).toBeTruthy();
    expect(parseAmount('')).toEqual({});
    expect(parseAmount('99999999999999999').fault).toMatch(/more than/);
  });
  test('comes back as it was written', () => {
    for (const minor of [0, 1, 99, 100, 123_456_789]) for (const decimals of [0, 2, 3]) expect(parseAmount(amount(minor, decimals), decimals)).toEqual({ minor });
  });
});

test('words', () => {
  expect(count(1, 'day')).toBe('1 day');
  expect(count(1200, 'person')).toBe('1,200 people');
  expect(title('part_received')).toBe('Part received');
});
