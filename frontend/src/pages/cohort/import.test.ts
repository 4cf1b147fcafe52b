import { expect, test } from 'vitest';
import type { Verdicts } from '../../api/client';
import { deed, leftOut } from './import';

const say = (sentence: string) => ({ sentence });
const verdicts = {
  observers: 94,
  trainings: 1,
  there: 2,
  faulty: 1,
  left: 0,
  rows: [
    { sheet: 'People', row: 3, kind: 'people', name: 'Maria', verdict: 'there', note: say('There.'), faults: [] },
    {
      sheet: 'People',
      row: 77,
      kind: 'people',
      name: 'Lee "Jae" won',
      verdict: 'faulty',
      note: say(''),
      faults: [{ cell: 'B77', column: say('E-mail'), value: '=A1', problem: say('this is a formula'), remedy: say('Enter it as text.') }],
    },
  ],
} satisfies Verdicts;

test('the button says what it does', () => {
  expect(deed(verdicts)).toBe('Import 94 people and 1 training, leave 3 out');
  expect(deed({ ...verdicts, trainings: 0, there: 0, faulty: 0 })).toBe('Import 94 people');
  expect(leftOut(verdicts)).toEqual([{ sheet: 'People', row: 77 }]);
});
