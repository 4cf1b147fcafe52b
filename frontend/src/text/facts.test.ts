import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { said } from './facts';

const knows = {
  cash: (n: number) => `USD ${n / 100}`,
  decimals: () => 0,
  state: (c: string) => ({ TL: 'Timor-Leste' })[c] ?? c,
  language: (c: string) => ({ pt: 'Portuguese' })[c] ?? c,
  observer: (id: string) => (id === 'o' ? 'Ana' : ''),
};
const values = (facts: unknown) => Object.fromEntries(said(facts, knows).map((f) => [f.name, f.value]));

test('facts are said in words', () => {
  expect(values({ from: 'in_field', to: 'stood_down', host: 'TL', released: 12_300 })).toEqual({
    From: 'In the field',
    To: 'Stood down',
    Host: 'Timor-Leste',
    Released: 'USD 123',
  });
  expect(values({ startsOn: '2027-03-14', until: '2027-03-15' })).toEqual({ 'First day': '14 Mar 2027', 'Last day': '14 Mar 2027' });
  expect(values({ amount: 1500, currency: 'JPY', booked: 1000 })).toMatchObject({ Amount: 'JPY 1,500', Booked: 'USD 10' });
  const id = '0199f2a0-0000-7000-8000-000000000001';
  expect([{ was: '2027-03-14' }, { rank: 2, was: 3 }, { was: id }].map((facts) => values(facts)['Before'])).toEqual([
    '14 Mar 2027',
    '3',
    id,
  ]);
  expect(values({ was: ['o'], observers: ['o', 'x'] })).toEqual({ Before: '1. Ana', 'In this order': '1. Ana, 2. x' });
  expect(
    values({
      draws: [
        { lineId: 'l', amount: 100 },
        { lineId: 'm', amount: 200 },
      ],
    }),
  ).toEqual({ Drawn: 'USD 1, USD 2' });
});
test('what was changed is said from what to what', () => {
  expect(
    values({
      changed: { reserveFloor: ['10000', '20000'], dueOn: ['', '2027-03-14'], 'sto.until': ['2027-03-15', ''], G1: ['unknown', 'met'] },
    }),
  ).toEqual({
    'Minimum rapid-response reserve': 'USD 100 → USD 200',
    'Due on': 'none → 14 Mar 2027',
    'Short-term observer, last day': '14 Mar 2027 → none',
    'Guarantee G1': 'unknown → met',
  });
});
test('a code that was changed is said by what it stands for', () => {
  const changed = {
    host: ['TL', ''],
    language: ['', 'pt'],
    level: ['A1', 'B2'],
    kind: ['course', 'e_learning'],
    function: ['sto', 'lto'],
    admittedNationalities: ['TL', 'TL, XX'],
    note: [`sha256:${'a'.repeat(64)}`, 'Bring boots'],
    G10: ['', 'met'],
    G2: ['', 'partly'],
  };
  expect(said({ changed }, knows).map(({ name, value }) => `${name}: ${value}`)).toEqual([
    'Host: Timor-Leste → none',
    'Language: none → Portuguese',
    'Level: A1 beginner → B2 upper intermediate',
    'Kind: Course → E-learning',
    'Function: Short-term observer → Long-term observer',
    'Admitted nationalities: Timor-Leste → Timor-Leste, XX',
    'Note: a longer text (aaaaaaaa) → Bring boots',
    'Guarantee G2: none → partly',
    'Guarantee G10: none → met',
  ]);
});
test('what names a record can be followed to it', () => {
  expect(said({ deployment: 'd1' }, knows)[0]?.subject).toEqual({ kind: 'deployment', id: 'd1' });
});
test('what is unknown is still said, and nothing is said of nothing', () => {
  expect(values({ somethingNew: 'x' })).toEqual({ 'Something new': 'x' });
  expect(said(null, knows)).toEqual([]);
  expect(said({ reason: '' }, knows)).toEqual([]);
});

/** The keys of all facts that the program writes down, with the file that does. */
function written(): Map<string, string> {
  const keys = new Map<string, string>();
  const root = new URL('../../../', import.meta.url);
  const files = ['models', 'handlers'].flatMap((folder) => readdirSync(new URL(folder, root)).map((file) => `${folder}/${file}`));
  for (const file of files.filter((f) => f.endsWith('.go') && !f.endsWith('_test.go'))) {
    const go = readFileSync(new URL(file, root), 'utf8');
    for (const [, literal] of go.matchAll(/Facts\{((?:[^{}]|\{[^{}]*\})*)\}/g))
      for (const [, key] of literal!.matchAll(/"(\w+)":/g)) keys.set(key!, file);
    for (const [, key] of go.matchAll(/acts\["(\w+)"\] *=/g)) keys.set(key!, file);
  }
  return keys;
}

test('every fact that the program writes down has a name', () => {
  const named = ['./facts.ts', './changes.ts'].map((file) => readFileSync(new URL(file, import.meta.url), 'utf8')).join('\n');
  const keys = written();
  expect(keys.size).toBeGreaterThan(80);
  expect([...keys].filter(([key]) => !new RegExp(`^ {2}${key}: '`, 'm').test(named))).toEqual([]);
});
