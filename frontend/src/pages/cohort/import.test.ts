import { expect, test } from 'vitest';
import type { ImportAsRead, Verdicts } from '../../api/client';
import { deed, faultyFiles, leftOut } from './import';

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
      cells: ['Lee "Jae" won', '=A1'],
    },
  ],
} satisfies Verdicts;

test('the button says what it does', () => {
  expect(deed(verdicts)).toBe('Import 94 people and 1 training, leave 3 out');
  expect(deed({ ...verdicts, trainings: 0, there: 0, faulty: 0 })).toBe('Import 94 people');
  expect(leftOut(verdicts)).toEqual([{ sheet: 'People', row: 77 }]);
});

test('faulty rows come back as their sheet, with the reason and no formula', () => {
  const columns = ['Name', 'E-mail', 'Phone'].map((heading, n) => ({ column: 'ABC'[n] ?? '', heading, field: '' }));
  const of = { sheets: [{ name: 'People', kind: 'people', byHand: false, rows: 2, columns, missing: [] }] } as unknown as ImportAsRead;
  expect(faultyFiles(of, verdicts)).toEqual([
    {
      name: 'People.csv',
      text: '\ufeff"Name","E-mail","Phone","Why"\r\n' + '"Lee ""Jae"" won","\'=A1","","E-mail: this is a formula. Enter it as text."\r\n',
    },
  ]);
});
