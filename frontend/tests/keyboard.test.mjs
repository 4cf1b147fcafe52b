// The main flows by the keyboard alone: no mouse, no touch; the focus is walked with Tab and always seen.
// The calendar and the verification queue are walked the same way in my.test.mjs and training.test.mjs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { house, settled } from './harness.mjs';

/** What has the focus, as a person would name it. */
const focused = (page) =>
  page.evaluate(() => {
    const e = /** @type {any} */ (document.activeElement);
    const label = e?.getAttribute('aria-label') ?? e?.labels?.[0]?.textContent ?? e?.textContent ?? '';
    return { tag: e?.tagName ?? '', id: e?.id ?? '', name: label.replace(/\s+/g, ' ').trim(), ring: e ? getComputedStyle(e).outlineStyle !== 'none' || getComputedStyle(e).boxShadow !== 'none' : false };
  });
/** Walks with Tab until something of that name has the focus, which must be seen. */
async function walk(page, name, key = 'Tab') {
  const passed = [];
  for (let i = 0; i < 120; i++) {
    await page.keyboard.press(key);
    const at = await focused(page);
    if (name.test(at.name)) {
      assert.ok(at.ring || at.tag === 'INPUT', `the focus on "${at.name}" is seen`);
      return at;
    }
    passed.push(at.name.slice(0, 30));
  }
  throw new Error(`Tab does not reach ${name}; it passed ${passed.join(' | ')}`);
}
const type = (page, words) => page.keyboard.type(words);
const press = async (page, ...keys) => {
  for (const key of keys) await page.keyboard.press(key);
};
async function signedIn(person, email) {
  const page = await person();
  await page.goto('/sign-in');
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await press(page, 'Tab');
  await type(page, email);
  await press(page, 'Tab');
  await type(page, 'demonstration');
  await press(page, 'Enter');
  await page.waitForURL((url) => url.pathname !== '/sign-in');
  await settled(page);
  return page;
}

test('an administrator signs in, skips the navigation, finds an observer and decides an invitation', { timeout: 120_000 }, async (t) => {
  const { person } = await house(t);
  const page = await signedIn(person, 'admin@demo.example');

  // The skip link is the first stop and leads past the navigation.
  await page.reload();
  await settled(page);
  await press(page, 'Tab');
  assert.equal((await focused(page)).name, 'Skip to the content');
  await press(page, 'Enter');
  assert.equal((await focused(page)).id, 'main');
  await press(page, 'Tab');
  assert.ok(await page.evaluate(() => document.querySelector('main')?.contains(document.activeElement)), 'what follows is in the content');

  // The search leads to an observer, with the arrows and Enter.
  await press(page, 'Control+k');
  await page.getByRole('combobox', { name: 'Search' }).waitFor();
  await type(page, 'amihan');
  await page.getByRole('option', { name: /Amihan Dimaculangan/ }).waitFor();
  for (let i = 0; i < 10 && !(await page.locator('[role=option][aria-selected=true]', { hasText: 'Amihan' }).count()); i++) await press(page, 'ArrowDown');
  await press(page, 'Enter');
  await page.getByRole('heading', { level: 1, name: 'Amihan Dimaculangan' }).waitFor();

  // Today, then the invitation that waits, then its dialog.
  await page.goto('/invitations?status=submitted');
  await settled(page);
  await page.getByRole('table').getByRole('link').first().waitFor();
  const reference = (await page.getByRole('table').getByRole('link').first().innerText()).trim();
  await walk(page, new RegExp(reference.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')));
  await press(page, 'Enter');
  await page.getByText('Its authenticity waits to be checked').waitFor();
  await settled(page);
  await walk(page, /^Verify$/);
  await press(page, 'Enter');
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  await walk(page, /^How you checked/);
  for (let i = 0; i < 12; i++) {
    await press(page, 'Tab');
    assert.ok(await page.evaluate(() => document.activeElement === document.body || Boolean(document.activeElement?.closest('dialog'))), 'the focus stays in the dialog');
  }
  await press(page, 'Escape');
  await dialog.waitFor({ state: 'hidden' });
  assert.equal((await focused(page)).name, 'Verify', 'the focus comes back to the button');
  await press(page, 'Enter');
  await dialog.waitFor();
  await walk(page, /^How you checked/);
  await type(page, 'Called the protocol office at its published number');
  await walk(page, /^Verify$/);
  await press(page, 'Enter');
  await page.getByText('Another administrator must accept it').waitFor();
});

test('an observer reads an offer, pledges, declares and accepts', { timeout: 120_000 }, async (t) => {
  const { person } = await house(t);
  const page = await signedIn(person, 'observer@demo.example');
  await walk(page, /^Read and answer/);
  await press(page, 'Enter');
  await page.getByRole('heading', { name: /^Code of Conduct for observers/ }).waitFor();
  await walk(page, /I pledge it/);
  await press(page, 'Space');
  await walk(page, /^Accept this offer$/);
  await press(page, 'Enter');
  await page.getByText('Without this declaration nobody is sent.').waitFor();
  assert.match((await focused(page)).name, /I declare it/, 'the focus goes to what is missing');
  await press(page, 'Space');
  await walk(page, /^Accept this offer$/);
  await press(page, 'Enter');
  await page.getByText('You have accepted. Your first day is').waitFor();
});

test('a state begins an invitation and is led to what is wrong in it', { timeout: 120_000 }, async (t) => {
  const { person } = await house(t);
  const page = await signedIn(person, 'state@demo.example');
  await walk(page, /^Invite a mission$/);
  await press(page, 'Enter');
  await page.getByRole('heading', { level: 1, name: 'Invite an observation mission' }).waitFor();
  await settled(page);
  await walk(page, /^Begin a new invitation$/);
  await press(page, 'Enter');
  await page.waitForURL(/\/who$/);
  await page.getByLabel('The authority’s name').waitFor();
  for (let i = 0; i < 60 && !(await page.evaluate(() => /** @type {any} */ (document.activeElement)?.type === 'radio')); i++) await press(page, 'Tab');
  await press(page, 'Space', 'ArrowDown');
  assert.equal(await page.locator('main input[type=radio]:checked').count(), 1, 'the arrows choose');
  await walk(page, /^The authority’s name/);
  await type(page, 'Comissão Nacional de Eleições');
  await walk(page, /^E-mail address/);
  await type(page, 'desk at cne');
  await press(page, 'Enter');
  await page.getByText('Must be an e-mail address').waitFor();
  assert.match((await focused(page)).name, /^E-mail address/, 'the focus goes to what is wrong');
  await press(page, 'Control+a');
  await type(page, 'desk@cne.example');
  await press(page, 'Enter');
  await page.waitForURL(/\/letter$/);
});

test('an auditor narrows the journal and opens an entry', { timeout: 120_000 }, async (t) => {
  const { person } = await house(t);
  const page = await signedIn(person, 'auditor@demo.example');
  await page.goto('/journal');
  await settled(page);
  await walk(page, /^What\b/);
  await type(page, 'Payment approved');
  await page.waitForURL(/action=payments.approve/);
  await settled(page);
  await walk(page, /^Payment approved$/);
  await press(page, 'Enter');
  await page.getByRole('heading', { name: 'Its place in the chain' }).waitFor();
});
