import { expect, test } from 'vitest';
import type { Verdicts } from '../../api/client';
import { asked, deed, entered, what } from './import';

const say = (sentence: string) => ({ sentence });
const none = { observers: 0, trainings: 0, opportunities: 0, contributions: 0, receipts: 0 };
const fault = { cell: 'B77', column: say('E-mail'), value: '=A1', problem: say('this is a formula'), remedy: say('Enter it as text.') };
const row = { sheet: 'People', kind: 'people', note: say(''), faults: [], doubts: [], makes: none };
const verdicts = {
  ...none,
  observers: 94,
  trainings: 1,
  there: 2,
  faulty: 1,
  doubtful: 1,
  left: 0,
  rows: [
    { ...row, row: 3, name: 'Maria', verdict: 'there' },
    { ...row, row: 77, name: 'Lee "Jae" won', verdict: 'faulty', faults: [fault] },
    {
      ...row,
      row: 78,
      name: 'Old',
      verdict: 'doubtful',
      faults: [fault],
      doubts: ['far-day'],
      makes: { ...none, contributions: 1, receipts: 1 },
    },
  ],
} satisfies Verdicts;
const no = new Set<string>();
const sure = new Set(['["People",78]']);

test('the button says what it does', () => {
  expect(deed(verdicts, no)).toBe('Import 94 people and 1 training, leave 4 out');
  expect(deed(verdicts, sure)).toBe('Import 94 people, 1 training, 1 pledge and 1 receipt, leave 3 out');
  expect(deed({ ...verdicts, trainings: 0, there: 0, rows: [] }, no)).toBe('Import 94 people');
  expect(what(entered({ ...verdicts, ...none }, no))).toBe('');
});

test('what may be a mistake comes in once it is confirmed', () => {
  expect(asked(verdicts, no)).toEqual({
    leaveOut: [
      { sheet: 'People', row: 77 },
      { sheet: 'People', row: 78 },
    ],
    confirmed: [],
  });
  expect(asked(verdicts, sure)).toEqual({
    leaveOut: [{ sheet: 'People', row: 77 }],
    confirmed: [{ sheet: 'People', row: 78, confirmed: ['far-day'] }],
  });
});
