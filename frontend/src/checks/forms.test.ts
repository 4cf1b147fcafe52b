import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { unkept } from '../api/unkept';
import { components, sources } from './sources';

const having = (what: string) => components.filter(({ text }) => text.includes(what));

/** Forms that keep what is typed elsewhere, or must not. */
const otherwise: Record<string, string> = {
  'pages/access/SignInForm.svelte': 'a password is kept nowhere',
  'pages/access/Ask.svelte': 'an address is typed by who is not signed in, and is kept for nobody else',
  'pages/access/Link.svelte': 'a password is kept nowhere',
  'pages/access/my/Account.svelte': 'a password is kept nowhere',
  'pages/reach/Preferences.svelte': 'nothing is typed, and what is chosen is sent at once',
  'pages/cohort/my/OtherPost.svelte': 'what is asked stands in the address',
  'pages/host/state/Invite.svelte': 'the draft saves itself, and outlives the page until it has',
  'pages/record/ImportColumns.svelte': 'nothing is typed: what is chosen is sent at once, or read from the file again',
  'pages/training/LogFor.svelte': 'one choice, which stays while the page does',
  'pages/cohort/ObserverForm.svelte': 'whoever hands it the values keeps them',
  'pages/mission/PlanForm.svelte': 'whoever hands it the plan keeps it',
  'pages/reach/Reply.svelte': 'a condition is personal, and is kept nowhere',
  'parts/Confirm.svelte': '', // keeps for all dialogs
};

test('every form keeps what is typed until it is sent, or says why not', () => {
  const forms = having('<form');
  expect(forms.length).toBeGreaterThan(20);
  expect(forms.filter(({ file, text }) => !otherwise[file] && !/\bkeep\(/.test(text)).map(({ file }) => file)).toEqual([]);
  expect(Object.keys(otherwise).filter((file) => !forms.some((form) => form.file === file))).toEqual([]);
  // What is kept and sent is forgotten; what stays on the page is emptied.
  const kept = having('keep(').filter(({ file }) => file !== 'pages/record/Verify.svelte');
  const lasting = kept.filter(({ text }) => !/\b(drop|discard)\(/.test(text));
  expect(lasting.map(({ file }) => file)).toEqual(['pages/mission/my/Offer.svelte']); // an answered offer asks nothing more
});

test('every form that is kept says when what stands in it is restored', () => {
  const kept = having('<form').filter(({ file, text }) => /\bkeep\(/.test(text) || otherwise[file]?.startsWith('whoever hands'));
  expect(kept.length).toBeGreaterThan(18);
  expect(kept.filter(({ text }) => !text.includes('<Restored of=')).map(({ file }) => file)).toEqual([]);
});

test('every form that edits a record goes on from what somebody else has made of it', () => {
  const none: Record<string, string> = {
    'pages/access/my/Account.svelte': 'a password is typed anew',
    'pages/mission/Seat.svelte': 'who stands in reserve is chosen from a list that shows what is there now',
  };
  const edits = sources.filter(({ file, text }) => /\bapi\.(put|patch)\(/.test(text) && !none[file]);
  expect(edits.length).toBeGreaterThan(7);
  expect(edits.filter(({ text }) => !/\bconflict(: Conflict<| = |: \{)/.test(text)).map(({ file }) => file)).toEqual([]);
  // each is tried in a browser
  const tried = readFileSync(new URL('../../tests/conflicts.test.mjs', import.meta.url), 'utf8');
  const sent = edits.map(({ text }) => /\bapi\.(?:put|patch)\('\/api\/v1(\/[a-z-]+)/.exec(text)?.[1]);
  expect(sent.filter((path) => !tried.includes(`path: '${path}'`))).toEqual([]);
  // and whatever it is asked in is told of it
  const shown = having('<FormError').filter(({ text }) => /\bconflict\b/.test(text));
  expect(shown.filter(({ text }) => !/<FormError[^>]*?\bconflict\b/.test(text)).map(({ file }) => file)).toEqual([]);
});

interface Schema {
  properties?: Record<string, Schema>;
  'x-personal'?: string;
}
const { components: api } = JSON.parse(readFileSync(new URL('../../../api/testdata/openapi.json', import.meta.url), 'utf8')) as {
  components: { schemas: Record<string, Schema> };
};
/** What a form calls a field whose name means something else elsewhere. */
const called: Record<string, string> = {
  'AvailabilityInput.note': 'dayNote',
  'AnswerInput.body': 'statement',
  'EvaluationInput.body': 'statement',
  'CallOutReplyInput.condition': 'statement',
};

test('no form keeps on the device what the document says is personal', () => {
  const personal = Object.entries(api.schemas).flatMap(([schema, { properties = {} }]) =>
    Object.entries(properties)
      .filter(([, field]) => field['x-personal'])
      .map(([name]) => called[`${schema}.${name}`] ?? name),
  );
  expect(personal.length).toBeGreaterThan(30);
  expect(personal.filter((name) => !unkept.has(name))).toEqual([]);
  expect([...unkept].filter((name) => !personal.includes(name))).toEqual([]);
  for (const name of Object.values(called)) expect(having(`${name}`).length, name).toBeGreaterThan(0);
});

test('nothing else writes what is typed to the device', () => {
  const writes = sources.filter(({ text }) => /(local|session)Storage\.setItem|indexedDB|caches\./.test(text)).map(({ file }) => file);
  expect(writes).toEqual(['api/drafts.ts', 'api/once.ts', 'app/router.svelte.ts', 'app/theme.svelte.ts']);
});

test('a day is typed and shown by one part, whose months nobody mistakes', () => {
  expect(having('type="date"').map(({ file }) => file)).toEqual([]);
  expect(having('data-date').map(({ file }) => file)).toEqual(['parts/DateInput.svelte']);
});

test('every dialog is left the same way, and what opens it says so', () => {
  expect(
    having('<dialog')
      .filter(({ text }) => !text.includes('{@attach left('))
      .map(({ file }) => file),
  ).toEqual([]);
  // pages.test.mjs fills in what such a button opens.
  const silent = [...having('<Confirm'), ...having('<Dialog')].filter(({ text }) => !/aria-haspopup/.test(text)).map(({ file }) => file);
  // opened by what was made, and by those who have the button
  expect(silent.sort()).toEqual([
    'pages/access/OnceLink.svelte',
    'pages/cohort/my/BusyFile.svelte', // by the file that was chosen
    'parts/Batch.svelte',
    'parts/Confirm.svelte',
    'parts/DayPicker.svelte',
    'shell/SignInAgain.svelte', // nobody opens it
    'shell/Unsent.svelte',
  ]);
});
