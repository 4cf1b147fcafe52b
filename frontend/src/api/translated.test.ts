import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { said, sayBy } from '../text/api-sentences';
import { Problem } from './problem';
import { learn } from './translated';

afterEach(() => sayBy());

const shown = { template: 'this opportunity is {status}', parameters: { status: { code: 'not_selected', of: 'OpportunityStatus' } } };

test('in English the API says what it says', () => {
  expect(said('this opportunity is not selected', shown)).toBe('this opportunity is not selected');
  expect(said('anything')).toBe('anything');
});

test('in another language by its template, with what stands in it in forms of our own', () => {
  learn({
    'this opportunity is {status}': 'esta oportunidade está: {status}',
    'Active in the cohort.': 'Ativo na coorte.',
    'ends {on}, at {at}, of {amount}, after {time}, by {who}, in {host}': '{host}: {who}, {amount}; {on}, {at}; {time}; {unknown}',
    'No verified UN BSAFE.': 'Sem UN BSAFE verificado.',
    '{name} cannot take this post: {missing}': '{name} não pode: {missing}',
    constructor: 'construtor',
  });
  expect(said('this opportunity is not selected', shown)).toBe('esta oportunidade está: not selected');
  expect(said('Active in the cohort.')).toBe('Ativo na coorte.');
  const parameters = {
    on: { day: '2027-03-14' },
    at: { at: '2026-11-22T14:00:00Z' },
    amount: { amount: 4_120_000, currency: 'USD', decimals: 2 },
    time: { count: 3, of: 'day' },
    who: [{ code: 'sto', of: 'Function' }, 'Maria', 1200],
    host: { code: 'KE', of: 'State' },
  };
  expect(said('…', { template: 'ends {on}, at {at}, of {amount}, after {time}, by {who}, in {host}', parameters })).toBe(
    'KE: short-term observer, Maria, 1,200, USD 41,200.00; 14 Mar 2027, Sun 22 Nov 2026, 14:00 UTC; 3 days; {unknown}',
  );
  const missing = {
    sentence: 'No verified UN BSAFE. Not known.',
    template: '{all}',
    parameters: { all: [{ sentence: 'No verified UN BSAFE.' }, { sentence: 'Not known.' }] },
  };
  expect(said('…', { template: '{name} cannot take this post: {missing}', parameters: { name: '{missing}', missing } })).toBe(
    '{missing} não pode: Sem UN BSAFE verificado. Not known.',
  );
  expect(said('toString')).toBe('toString');
});

test('what no one has translated stays in English', () => {
  learn({});
  expect(said('this opportunity is not selected', shown)).toBe('this opportunity is not selected');
});

test('a problem is said in the language that was learnt, whenever it is read', () => {
  const problem = new Problem({
    detail: 'seat 7 is taken',
    remedy: 'an administrator chooses another: the lowest free seat is 8',
    template: { detail: 'seat {seat} is taken', remedy: 'an administrator chooses another: the lowest free seat is {free}' },
    parameters: { seat: 7, free: 8 },
    errors: [
      {
        field: 'name',
        message: 'must have at least 3 characters',
        template: 'must have at least {number}',
        parameters: { number: { count: 3, of: 'character' } },
      },
    ],
  });
  expect([problem.detail, problem.fields.get('name')]).toEqual(['Seat 7 is taken.', 'Must have at least 3 characters.']);
  learn({
    'seat {seat} is taken': 'o lugar {seat} está ocupado',
    'an administrator chooses another: the lowest free seat is {free}': 'escolha o lugar {free}',
    'must have at least {number}': 'no mínimo {number}',
  });
  expect([problem.detail, problem.remedy, problem.fields.get('name')]).toEqual([
    'O lugar 7 está ocupado.',
    'Escolha o lugar 8.',
    'No mínimo 3 characters.',
  ]);
});

test('every template of the API can stand in a book', () => {
  const all = JSON.parse(readFileSync(new URL('../../catalogue/api.json', import.meta.url), 'utf8')) as { template: string }[];
  learn(Object.fromEntries(all.map(({ template }) => [template, `«${template}»`])));
  for (const { template } of all) expect(said('…', { template })).toBe(`«${template}»`);
});
