import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sources } from '../checks/sources';
import { alphabetical, find, folded, says } from './search';

const cases = JSON.parse(readFileSync(new URL('../../../models/testdata/text.json', import.meta.url), 'utf8')) as {
  folds: [string, string][];
  finds: [string, string, boolean][];
  orders: string[][];
};

test('text is folded, found and sorted as the API does it', () => {
  expect(cases.folds.map(([text]) => [text, folded(text)])).toEqual(cases.folds);
  expect(cases.folds.map(([, fold]) => folded(fold))).toEqual(cases.folds.map(([, fold]) => fold));
  expect(cases.finds.map(([text, typed]) => [text, typed, says(text, typed)])).toEqual(cases.finds);
  for (const order of cases.orders) expect([...order].reverse().sort(alphabetical)).toEqual(order);
});

test('names are found without accents', () => {
  const options = [
    { label: 'Côte d’Ivoire', hint: 'CI' },
    { label: 'Türkiye', hint: 'TR' },
    { label: 'Timor-Leste', hint: 'TL', also: 'TLS' },
    { label: 'New Zealand', hint: 'NZ' },
  ];
  expect(find(options, "cote d'iv")[0]?.hint).toBe('CI');
  expect(find(options, 'turk')[0]?.hint).toBe('TR');
  expect(find(options, 'tls')[0]?.hint).toBe('TL');
  expect(find(options, 'zealand new')[0]?.hint).toBe('NZ');
  expect(find(options, 'xyz')).toEqual([]);
  expect(find(options, '')).toHaveLength(4);
});

test('nothing else in the app folds or places text by rules of its own', () => {
  // format.ts reads the digits of every script, and no words
  const own = sources.filter(({ text }) => /localeCompare|\.normalize\(|Intl\.Collator|\\p\{Mn\}/.test(text));
  expect(own.map(({ file }) => file)).toEqual(['text/format.ts', 'text/search.ts']);
});
