import { expect, test } from 'vitest';
import { components } from './sources';

const having = (what: string) => components.filter(({ text }) => text.includes(what));

/** Forms that keep what is typed elsewhere, or must not. */
const otherwise: Record<string, string> = {
  'pages/access/SignIn.svelte': 'a password is kept nowhere',
  'pages/access/Link.svelte': 'a password is kept nowhere',
  'pages/access/my/Account.svelte': 'a password is kept nowhere',
  'pages/cohort/my/OtherPost.svelte': 'what is asked stands in the address',
  'pages/host/state/Invite.svelte': 'the draft saves itself, and outlives the page until it has',
  'pages/cohort/ImportColumns.svelte': 'nothing is typed: what is chosen is sent at once, or read from the file again',
  'pages/training/LogFor.svelte': 'one choice, which stays while the page does',
  'pages/cohort/ObserverForm.svelte': 'whoever hands it the values keeps them',
  'pages/mission/PlanForm.svelte': 'whoever hands it the plan keeps it',
  'parts/Confirm.svelte': '', // keeps for all dialogs
};

test('every form keeps what is typed until it is sent, or says why not', () => {
  const forms = having('<form');
  expect(forms.length).toBeGreaterThan(20);
  expect(forms.filter(({ file, text }) => !otherwise[file] && !/\bkeep\(/.test(text)).map(({ file }) => file)).toEqual([]);
  expect(Object.keys(otherwise).filter((file) => !forms.some((form) => form.file === file))).toEqual([]);
  // What is kept and sent is forgotten; what was never sent away, such as a note for a calendar, is emptied.
  const kept = having('keep(').filter(({ file }) => file !== 'pages/record/Verify.svelte');
  expect(kept.filter(({ text }) => !/\bdrop\(|\bform\.note = ''/.test(text)).map(({ file }) => file)).toEqual([
    'pages/mission/my/Offer.svelte',
  ]); // an answered offer asks nothing more
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
  expect(silent.sort()).toEqual(['pages/access/OnceLink.svelte', 'parts/Confirm.svelte']);
});
