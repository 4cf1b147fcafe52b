import { expect, test } from 'vitest';
import { differing, merged } from './conflict';

const began = { title: 'A', place: 'P', days: ['1'], private: { phone: '1', email: 'a' } };
const mine = { title: 'B', place: 'P', days: ['1', '2'], private: { phone: '2', email: 'a' } };
const theirs = { title: 'C', place: 'Q', days: ['1'], private: { phone: '1', email: 'b' } };

test('the two sides of a form are told apart, field by field', () => {
  expect(differing(began, mine, theirs).map(({ field, typed }) => `${field} ${typed}`)).toEqual([
    'title true',
    'place false',
    'days true',
    'private.phone true',
    'private.email false',
  ]);
  expect(differing(began, mine, mine)).toEqual([]);
});

test('what is chosen is laid over what is there now', () => {
  const rows = differing(began, mine, theirs);
  const all = merged(theirs, rows, new Set(rows.map((one) => one.field)));
  expect(all).toEqual(mine);
  expect(merged(theirs, rows, new Set(['private.phone']))).toEqual({ ...theirs, private: { phone: '2', email: 'b' } });
  expect(theirs.private.phone).toBe('1');
});
