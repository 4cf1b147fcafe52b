import { describe, expect, test } from 'vitest';
import { ahead, around, daysOf, eDay, planned, total, usual, usualSeats, window } from './offsets';

const polling = { startsOn: '2027-03-14', until: '2027-03-15' };

test('somebody can be called in for a seat until its last day begins', () => {
  const seat = { until: '2027-03-19' }; // through 18 March
  expect(['2027-03-16', '2027-03-17', '2027-03-18', '2027-03-19'].map((today) => ahead(seat, today))).toEqual([true, true, false, false]);
});

describe('the days of a plan', () => {
  test('are the usual ones of each function around election day', () => {
    expect(daysOf(usual('sto'), polling)).toEqual({ first: '2027-03-07', last: '2027-03-18' });
    expect(daysOf(usual('lto'), polling)).toEqual({ first: '2027-02-07', last: '2027-03-21' });
    expect(window(usual('legal'))).toBe('E−45 to E+14');
    expect(window(usual('lto'))).toBe('E−35 to E+7');
  });
  test('count from the first polling day and from the last', () => {
    expect(daysOf({ startsOffset: -7, untilOffset: 5 }, { startsOn: '2027-06-26', until: '2027-07-11' })).toEqual({
      first: '2027-06-19',
      last: '2027-07-14',
    });
  });
  test('are named as the field does', () => {
    expect([eDay(-7), eDay(0), eDay(4)]).toEqual(['E−7', 'E', 'E+4']);
  });
  test('are named of the days that are set, too', () => {
    expect(around({ startsOn: '2027-02-20', until: '2027-03-22' }, polling)).toBe('E−22 to E+7');
    expect(around({ startsOn: '2027-03-14', until: '2027-03-15' }, polling)).toBe('E to E');
  });
  test('are left to the server where they are the usual ones', () => {
    const [sto, lto] = planned({
      seats: [...usualSeats('short_term'), { function: 'lto', places: 1, startsOffset: -30, untilOffset: 8, cost: 0 }],
      language: '',
      level: '',
      urgent: false,
    }).seats;
    expect([sto!.startsOffset, sto!.untilOffset, lto!.startsOffset, lto!.untilOffset]).toEqual([0, 0, -30, 8]);
  });
  test('no format begins with a function it does not have', () => {
    expect(usualSeats('limited').map((s) => s.function)).not.toContain('sto');
    expect(usualSeats('short_term').map((s) => s.function)).toEqual(['sto']);
    expect(
      total([
        { places: 3, cost: 100 },
        { places: 2, cost: 50 },
      ]),
    ).toBe(400);
  });
});
