import { expect, test } from 'vitest';
import { between, contains, monthsBetween, monthsLater, on, plusMonths, span, step, weekday, weeks } from './days';

test('a month has whole weeks that begin on Monday', () => {
  const march = weeks('2027-03-14');
  expect(march).toHaveLength(5);
  expect(march[0]).toEqual(['2027-03-01', '2027-03-02', '2027-03-03', '2027-03-04', '2027-03-05', '2027-03-06', '2027-03-07']);
  expect(march.flat().filter(Boolean)).toHaveLength(31);
  expect(weeks('2028-02-01').flat().filter(Boolean)).toHaveLength(29);
  expect(weekday('2027-03-14')).toBe(6);
  expect(weekday('1969-12-29')).toBe(0);
});

test('a selection is half-open, whichever way it was dragged', () => {
  expect(between('2027-03-03', '2027-03-12')).toEqual({ startsOn: '2027-03-03', until: '2027-03-13' });
  expect(between('2027-03-12', '2027-03-03')).toEqual({ startsOn: '2027-03-03', until: '2027-03-13' });
  expect(contains(between('2027-03-03', '2027-03-03'), '2027-03-04')).toBe(false);
  expect(contains(undefined, '2027-03-04')).toBe(false);
});

test('what is booked counts before what is said', () => {
  const periods = [
    { startsOn: '2027-03-01', until: '2027-04-01', kind: 'available' as const },
    { startsOn: '2027-03-10', until: '2027-03-12', kind: 'booked' as const },
  ];
  expect(on(periods, '2027-03-11')?.kind).toBe('booked');
  expect(on(periods, '2027-03-12')?.kind).toBe('available');
  expect(on(periods, '2027-04-01')).toBeUndefined();
});

test('keys lead over the ends of weeks and months', () => {
  expect(step('2027-03-01', 'ArrowLeft')).toBe('2027-02-28');
  expect(step('2027-03-31', 'ArrowDown')).toBe('2027-04-07');
  expect(step('2027-03-10', 'Home')).toBe('2027-03-08');
  expect(step('2027-03-10', 'End')).toBe('2027-03-14');
  expect(step('2027-03-31', 'PageDown')).toBe('2027-04-30');
  expect(step('2027-03-31', 'PageUp')).toBe('2027-02-28');
  expect(step('2027-03-10', 'x')).toBeNull();
  expect(plusMonths('2026-12-31', 1)).toBe('2027-01-01');
});

test('a period is cut to the window in view', () => {
  expect(span({ startsOn: '2027-01-01', until: '2027-01-11' }, '2027-01-06', '2027-01-16')).toEqual({ left: 0, width: 50 });
  expect(span({ startsOn: '2027-02-01', until: '2027-02-02' }, '2027-01-06', '2027-01-16')).toBeNull();
});

test('a certificate holds for so many months as the API counts them, to the last day of a shorter one', () => {
  expect(['2026-01-31', '2024-02-29', '2026-11-15'].map((day) => monthsLater(day, 1))).toEqual(['2026-02-28', '2024-03-29', '2026-12-15']);
  expect(monthsLater('2024-02-29', 12)).toBe('2025-02-28');
  expect(monthsLater('2026-03-06', 36)).toBe('2029-03-06');
  for (const months of [1, 6, 12, 24, 36, 60, 120]) expect(monthsBetween('2026-01-31', monthsLater('2026-01-31', months))).toBe(months);
});
