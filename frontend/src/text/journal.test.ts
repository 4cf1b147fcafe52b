import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { About, Action, JournalLine, RefKind } from '../api/client';
import { deed, deeds } from './deeds';
import { fold, tell, times } from './journal';
import { others, sentences } from './sentences';

/** The words that every entry of an action and a kind of record has, as the API has written them down. */
const has = JSON.parse(readFileSync(new URL('../../../api/testdata/journal.json', import.meta.url), 'utf8')) as Record<
  string,
  (keyof About)[] | null
>;
const knows = { decimals: () => 2, state: (code: string) => ({ PG: 'Papua New Guinea' })[code] ?? code };
const about: Required<About> = {
  gone: false,
  reference: 'INV-2026-0007',
  title: 'Provincial elections',
  name: 'Maria Santos',
  state: 'PG',
  function: 'sto',
  seat: 12,
  action: 'lines.allocate',
  amount: 250_000,
  currency: 'USD',
};
const told = (action: string, kind: string, of: Partial<About>) =>
  tell({ action: action as Action, subject: { kind: kind as RefKind, id: 'x' }, about: of as About }, knows);

test('every entry that the API writes says what, with the words that it has', () => {
  const said = Object.entries(has).map(([what, words]) => {
    const [action, kind] = what.split('/') as [string, string];
    return { what, sentence: told(action, kind, Object.fromEntries((words ?? []).map((word) => [word, about[word]]))), action };
  });
  expect(said.length).toBeGreaterThan(130);
  // A sentence that took a word which the entry has not would be no more than what the deed is called.
  expect(said.filter(({ sentence, action }) => sentence === deed(action as Action)).map(({ what }) => what)).toEqual([]);
  expect(said.filter(({ sentence }) => /undefined|“”| {2}|\s$/.test(sentence)).map(({ what }) => what)).toEqual([]);
  expect(new Set(said.map(({ sentence }) => sentence)).size).toBe(said.length); // no two say the same
});

test('no sentence is of what is never written', () => {
  const written = new Set(Object.keys(has).map((what) => what.split('/')[0]));
  expect(Object.keys(sentences).filter((action) => !written.has(action))).toEqual(['reference.load', 'fund.seal']);
  expect(Object.keys(sentences).sort()).toEqual(Object.keys(deeds).sort());
  // a place that cost nothing when it was endorsed, and something when it was restored
  expect(Object.keys(others).filter((what) => !(what in has))).toEqual(['training_requests.restore/commitment']);
});

test('a sentence makes sense alone', () => {
  expect(told('payments.approve', 'payment', { amount: 250_000, currency: 'USD', name: "the interpreters' office", title: 'Fares' })).toBe(
    "Payment of USD 2,500.00 to the interpreters' office for “Fares” approved",
  );
  expect(told('invitations.accept', 'invitation', about)).toBe('Invitation INV-2026-0007 of Papua New Guinea accepted');
  expect(told('assignments.offer', 'assignment', about)).toBe(
    'Assignment of Maria Santos as short-term observer to “Provincial elections” in Papua New Guinea offered',
  );
  expect(told('transfers.reverse', 'payment', about)).toMatch(/^Payment of USD 2,500.00 to Maria Santos/);
  expect(told('transfers.reverse', 'contribution', about)).toMatch(/^Receipt of USD 2,500.00 from Papua New Guinea/);
  expect(told('proposals.ask', 'proposal', { reference: 'P-2026-012', action: 'lines.allocate', title: 'Courses' })).toBe(
    'Proposal P-2026-012 made: Allocate received money to Courses',
  );
  expect(told('trainings.claim', 'training', { name: 'سمیرا', title: 'BSAFE' })).toBe('Training “BSAFE” of \u2068سمیرا\u2069 claimed');
});

test('what is kept, gone or not known yet leaves no hole', () => {
  expect(told('files.upload', 'file', {})).toBe('Document uploaded');
  expect(told('availability.change', 'availability', { name: 'Maria Santos', gone: true })).toBe(
    'Calendar of observer Maria Santos changed; the record is gone',
  );
  expect(told('payments.approve', 'payment', { gone: true })).toBe('Payment approved; the record is gone');
  const unknown = { decimals: () => undefined, state: knows.state };
  expect(tell({ action: 'payments.approve', subject: { kind: 'payment', id: 'x' }, about }, unknown)).toBe('Payment approved');
  expect(told('elephants.tame', 'payment', about)).toBe('Elephants tame');
});

let seq = 100;
const line = (at: string, more: Partial<JournalLine> = {}): JournalLine => ({
  seq: seq--,
  at: `2026-11-21T${at}:00Z`,
  accountId: 'a',
  account: 'Ana',
  action: 'invitations.change',
  subject: { kind: 'invitation', id: 'i' },
  about: {},
  facts: {},
  previous: '',
  hash: '',
  ...more,
});
const lengths = (...lines: JournalLine[]) => fold(lines).map((one) => one.length);

test('what one person saves again and again is one line', () => {
  const saved = [line('10:41'), line('10:40'), line('10:12'), line('10:02')];
  expect(lengths(...saved)).toEqual([4]);
  expect(times(fold(saved)[0]!)).toMatch(/^4 times between 21 Nov 2026, \d\d:02 and \d\d:41$/);
  expect(times([line('10:02'), line('10:02')])).toMatch(/^2 times at 21 Nov 2026, \d\d:02$/);
  expect(lengths(line('12:00'), line('11:00'), line('09:59'))).toEqual([2, 1]); // never an hour apart
  const other = { subject: { kind: 'invitation', id: 'j' } as const };
  expect(lengths(line('10:41'), line('10:40', other), line('10:39'), line('10:38', other))).toEqual([2, 2]); // two at once
});

test('what is another thing, or was done in between, is a line of its own', () => {
  expect(lengths(line('10:41'), line('10:40', { accountId: 'b' }), line('10:39'))).toEqual([1, 1, 1]);
  expect(lengths(line('10:41'), line('10:40', { action: 'invitations.submit' }), line('10:39'))).toEqual([1, 1, 1]);
  expect(lengths(line('10:41', { about: { amount: 1 } }), line('10:40', { about: { amount: 1 } }))).toEqual([1, 1]); // money
  expect(lengths(line('10:41'), line('10:40', { facts: { reason: 'f00' } }), line('10:39'))).toEqual([1, 1, 1]); // a reason
  expect(lengths(line('10:41', { proposal: 'p' }), line('10:40'))).toEqual([1, 1]); // with a second person
});

test('the next page adds to the line that the one before ended with, and loses nothing', () => {
  const pages = [
    [line('10:41'), line('10:40')],
    [line('10:39'), line('08:00')],
  ];
  expect(lengths(...pages[0]!)).toEqual([2]);
  expect(lengths(...pages.flat())).toEqual([3, 1]);
  expect(fold(pages.flat()).flat()).toEqual(pages.flat());
});
