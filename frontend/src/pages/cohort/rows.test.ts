import { expect, test } from 'vitest';
import { reachable } from '../../app/router.svelte';
import { bookingLabel, named, strip } from './rows';

test('a booking says what it is for, leads there, and stands over what was said', () => {
  reachable.has = () => true;
  const row = strip({
    id: '1',
    name: 'Solongo',
    seat: 25,
    stale: true,
    periods: [{ id: 'p', observerId: '1', kind: 'available', startsOn: '2027-01-01', until: '2027-03-01', createdAt: '', revision: 1 }],
    bookings: [{ id: 'r', kind: 'training_request', title: 'Course for long-term observers', startsOn: '2027-01-10', until: '2027-01-15' }],
  });
  expect(row).toMatchObject({ note: 'stale · 25', href: '/cohort/1?tab=days' });
  expect(row.periods).toMatchObject([
    { kind: 'available' },
    { kind: 'booked', label: 'Course for long-term observers', href: '/training/requests/r' },
  ]);
  expect(bookingLabel({ id: 'a', kind: 'assignment', title: 'Provincial elections', startsOn: '', until: '' })).toBe(
    'Provincial elections',
  );
});

test('somebody is found by a part of the name without its accents, or by the seat', () => {
  const rows = [
    { name: 'Étienne Robitaille', seat: 70 },
    { name: 'Seol Mi-rae', seat: 7 },
  ];
  expect(named(rows, 'etienne')).toEqual([rows[0]]);
  expect(named(rows, '7')).toEqual([rows[1]]);
  expect(named(rows, '')).toEqual(rows);
});
