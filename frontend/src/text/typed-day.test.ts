import { expect, test } from 'vitest';
import { outside, parseDay } from './typed-day';

test('a day is read as people write it', () => {
  for (const text of [
    '2027-02-08',
    '2027/2/8',
    '8 Feb 2027',
    '8 feb 2027',
    '08 February 2027',
    'Feb 8, 2027',
    'February 8th 2027',
    '8-Feb-2027',
    '8. Feb. 2027',
    'Mon 8 Feb 2027',
    'Monday, 8 February 2027',
    '8 of February 2027',
    ' 8\u00a0Feb\u00a02027 ',
    '٨ Feb ٢٠٢٧',
  ])
    expect(parseDay(text), text).toEqual({ value: '2027-02-08' });
  expect(parseDay('13.2.2027')).toEqual({ value: '2027-02-13' });
  expect(parseDay('2/13/2027')).toEqual({ value: '2027-02-13' });
  expect(parseDay('5/5/2027')).toEqual({ value: '2027-05-05' });
  expect(parseDay('29 Feb 2028')).toEqual({ value: '2028-02-29' });
  expect(parseDay('1 sept 2027')).toEqual({ value: '2027-09-01' });
  expect(parseDay('  ')).toEqual({});
});

test('what can be meant in two ways is read in neither', () => {
  for (const text of ['08/02/2027', '8.2.2027', '8-2-2027'])
    expect(parseDay(text), text).toMatchObject({
      either: ['2027-02-08', '2027-08-02'],
      fault: expect.stringContaining('8 Feb 2027 or 2 Aug 2027'),
    });
});

test('what is no day is told so', () => {
  for (const text of ['31 Feb 2027', '2027-13-01', '32.13.2027']) expect(parseDay(text).fault, text).toMatch(/no such day/);
  for (const text of ['8 Feb', '8 Feb 27', '8/13/27', '8.2.27']) expect(parseDay(text).fault, text).toMatch(/four digits|day such as/);
  for (const text of ['soon', '2027', '8', '8 Ju 2027', '8 Feb March 2027', '20270208', '8 Feb 2027 2028'])
    expect(parseDay(text).fault, text).toBeTruthy();
});

test('a day outside of what is asked for says what to choose', () => {
  const [min, max] = ['2027-02-08', '2027-02-20'];
  expect(['', min, '2027-02-10', max].map((day) => outside(day, min, max))).toEqual([undefined, undefined, undefined, undefined]);
  expect(outside('2027-02-07', min, max)).toBe('Choose a day from 8 Feb 2027 to 20 Feb 2027.');
  expect(outside('2027-02-07', min)).toBe('Choose 8 Feb 2027 or a later day.');
  expect(outside('2027-02-21', '', max)).toBe('Choose 20 Feb 2027 or an earlier day.');
});
