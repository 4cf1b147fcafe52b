import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { browserOf } from '../pages/access/browser';
import { strengthOf } from '../pages/access/password';
import { deed } from './deeds';
import { statusWord } from './words';

const document = JSON.parse(readFileSync(new URL('../../../api/testdata/openapi.json', import.meta.url), 'utf8')) as {
  components: { schemas: Record<string, { enum?: string[] }> };
};

/** What needs no words here, and why. */
const elsewhere: Record<string, string> = {
  AppLanguage: 'language.ts calls each by its own name',
  List: 'addresses of pages, which routes.ts names',
  BatchOperation: 'the page that offers it says what it does to each',
  Code: 'each problem brings its own sentence; the rule behind a code is on its page, which the API keeps',
  DeliveryCause: 'causes.ts says why a mail was not sent',
  MailChoice: 'the page where it is chosen says what each means',
  MailState: 'unmailed.ts says in a sentence what follows from it',
  Gate: 'a sentence beside each guarantee says what follows from it',
  ImportArea: 'the page of each area says what comes in there',
  PassAct: 'each is a deed',
  Purpose: 'the page behind a link of each says what it is for',
  OSCE: 'it decides who is eligible, which the API says',
  Confidence: 'the form of an opportunity says both in full',
  AvailabilitySource: 'beside the period, in words of the page',
  Skipped: 'the dialog says of each how many events they were',
  TextKind: 'the pledge and the declaration are shown, not named',
};

test('every enumeration of the API has its words, value by value', () => {
  // The tables are records by these types, so that a value without a word, or a word without a value, is no TypeScript.
  const source = ['./words.ts', './deeds.ts'].map((file) => readFileSync(new URL(file, import.meta.url), 'utf8')).join('\n');
  const named = Object.keys(document.components.schemas).filter((name) => document.components.schemas[name]!.enum);
  const worded = named.filter((name) => new RegExp(`: .*\\bApi\\.${name}\\b|Exclude<${name}\\b`).test(source));
  expect([...worded, ...Object.keys(elsewhere)].sort()).toEqual(named.sort());
});

test('the same word can mean another thing on another record', () => {
  expect(statusWord('accepted', 'invitation')).toBe('In force');
  expect(statusWord('accepted')).toBe('Accepted');
  expect(statusWord('ready', 'seat')).toBe('Within 72 hours');
});

test('actions are told as deeds', () => {
  expect(deed('invitations.submit')).toBe('Invitation submitted');
  expect(deed('training_requests.pass_over')).toBe('Training request passed over');
  expect(deed('deployments.stand_down')).toBe('Mission stood down');
  expect(deed('opportunities.open')).toBe('Opportunity opened');
  expect(deed('lines.allocate')).toBe('Budget line allocated');
});

test('a password is judged by what somebody would try', () => {
  expect(strengthOf('short')).toMatchObject({ level: 0, hint: '7 more characters.' });
  expect(strengthOf('aaaaaaaaaaaaaa').level).toBe(1);
  expect(strengthOf('password1234').level).toBe(1);
  expect(strengthOf('rahmawati-2026', ['Siti Rahmawati']).level).toBe(1);
  expect(strengthOf('lanternriver').level).toBe(2);
  expect(strengthOf('cart lantern river seven').level).toBe(3);
  expect(strengthOf('x'.repeat(201)).level).toBe(0);
});

test('a browser is named as people do', () => {
  expect(browserOf('Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36')).toBe(
    'Chrome on Linux',
  );
  expect(browserOf('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1')).toBe(
    'Safari on iOS',
  );
  expect(browserOf('curl/8.5')).toBe('curl');
});
