// Nothing that was typed is lost: not by a session that ends or a tab that is closed; and nothing of it stays where it should not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessible, day, fits, house, phone, picture, settled, signIn } from './harness.mjs';
import { notByKeys } from './keyboard.mjs';
import { dialog, format, press, read, see } from './telling.mjs';

const tabs = { skip: notByKeys('it is about tabs, sessions and storage, not about hands') };
/** Ends every session of somebody from elsewhere. */
async function endSessions(person, email) {
  const other = await person();
  await other.context().request.post('/api/v1/session', { data: { email, password: 'demonstration' } });
  const { items } = await (await other.context().request.get('/api/v1/sessions')).json();
  for (const one of items.filter((s) => !s.current)) await other.context().request.delete(`/api/v1/sessions/${one.id}`);
}
/** Everything that a browser keeps of the app. */
const storage = (page) =>
  page.evaluate(async () => {
    const bases = await indexedDB.databases();
    return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, bases.map((b) => b.name), await caches.keys()]);
  });
test('a session that ends is begun again over the form, which is sent then', tabs, async (t) => {
  const { as, person } = await house(t);
  const page = await as('admin@demo.example');
  await page.goto('/fund/contributions/new');
  await settled(page);
  await page.getByLabel('Title').fill('Papers of the year');
  await page.getByLabel('Pledged on').fill(day(0));
  await endSessions(person, 'admin@demo.example');
  await press(page, 'Record the pledge');
  const again = page.getByRole('dialog', { name: 'Sign in again' });
  await again.waitFor();
  await accessible(page, 'a session that has ended');
  await picture(page, 'sign-in-again');
  assert.equal(await again.getByLabel('E-mail address').inputValue(), 'admin@demo.example');
  await again.getByLabel('Password').fill('wrong');
  await press(again, 'Sign in');
  await see(again, /do not open an account/);
  await again.getByLabel('Password').fill('demonstration');
  await press(again, 'Sign in');
  await again.waitFor({ state: 'detached' });
  await see(page, 'Your session had ended, so this was not sent.');
  assert.equal(await page.getByLabel('Title').inputValue(), 'Papers of the year');
  await press(page, 'Record the pledge');
  await page.locator('main [aria-invalid=true]').first().waitFor(); // sent now, and refused for what is missing

  // What is read is asked for again by itself.
  await endSessions(person, 'admin@demo.example');
  await page.evaluate(() => void dispatchEvent(new Event('online')));
  await again.waitFor();
  assert.equal(await page.getByLabel('Title').inputValue(), 'Papers of the year');

  // With another account the page begins again, and what the first had typed is gone.
  await again.getByLabel('E-mail address').fill('admin2@demo.example');
  await again.getByLabel('Password').fill('demonstration');
  await press(again, 'Sign in');
  await page.getByText(/You are signed in as .* now\./).waitFor();
  await settled(page);
  assert.equal(await page.getByLabel('Title').inputValue(), '');
  assert.doesNotMatch(await storage(page), /Papers of the year/);
});

test('a draft outlives its tab, is for its account alone, and goes when it is discarded, sent or signed out of', tabs, async (t) => {
  const { as } = await house(t);
  const first = await as('admin@demo.example');
  const context = first.context();
  const open = async (address) => {
    const page = await context.newPage();
    await page.goto(address);
    await settled(page);
    return page;
  };
  await first.goto('/fund/contributions/new');
  await settled(first);
  await first.getByLabel('Title').fill('Papers of the year');
  await first.close();

  let page = await open('/fund/contributions/new');
  await see(page, /Restored what you typed on \d+ \w+ \d{4} at \d\d:\d\d/);
  assert.equal(await page.getByLabel('Title').inputValue(), 'Papers of the year');
  await accessible(page, 'a form that is restored');
  await picture(page, 'restored');
  await press(page, 'Discard');
  assert.equal(await page.getByLabel('Title').inputValue(), '');
  assert.equal(await page.getByText(/^Restored what/).count(), 0);
  assert.doesNotMatch(await storage(page), /Papers of the year/);

  // Whoever signs in with this browser afterwards finds nothing of it.
  await page.getByLabel('Title').fill('Papers of the year');
  await page.close();
  page = await context.newPage();
  await signIn(page, 'admin2@demo.example');
  assert.doesNotMatch(await storage(page), /Papers of the year/);
  await page.goto('/fund/contributions/new');
  await settled(page);
  assert.equal(await page.getByLabel('Title').inputValue(), '');
  await page.getByLabel('Title').fill('Chairs');
  await page
    .getByRole('button', { name: /administrator/i })
    .first()
    .click();
  assert.match(await storage(page), /Chairs/);
  await press(page, 'Sign out');
  await page.waitForURL(/\/sign-in/);
  assert.doesNotMatch(await storage(page), /Chairs/);
  // what is too old is forgotten, too
  await page.evaluate(() =>
    localStorage.setItem('draft someone pledge', JSON.stringify({ at: Date.now() - 15 * 86_400_000, values: { title: 'x' } })),
  );
  await page.reload();
  await page.getByLabel('E-mail address').waitFor();
  assert.doesNotMatch(await storage(page), /draft someone/);
});

test('what is personal stays in the memory of the tab', tabs, async (t) => {
  const { as } = await house(t);
  const page = await as('admin@demo.example');
  await page.goto('/cohort/nominate');
  await settled(page);
  const secrets = {
    'Name as in the passport': 'PERSONALNAME',
    'Passport number': 'X99887766',
    'E-mail': 'personal@post.example',
    Phone: '+670 555 0199',
    'Medical note': 'allergic to penicillin',
    Relationship: 'elder sister',
  };
  for (const [label, words] of Object.entries(secrets))
    await page
      .getByLabel(new RegExp(`^${label}`))
      .first()
      .fill(words);
  await page.getByLabel('Preferred name').fill('Openly Named');
  await page.getByLabel('Born on').fill('1981-02-23');
  await press(page, 'Nominate');
  await page.locator('main [aria-invalid=true]').first().waitFor();
  const kept = await storage(page);
  assert.match(kept, /Openly Named/);
  for (const words of [...Object.values(secrets), '1981-02-23']) assert.ok(!kept.includes(words), `${words} is kept on the device`);
  // within the tab it is all there
  await page.getByRole('navigation', { name: 'Main', exact: true }).getByRole('link', { name: 'Journal' }).click();
  const asks = page.getByRole('dialog', { name: 'Leave without sending?' });
  await see(asks, /never kept on the device/);
  await press(asks, 'Leave');
  await page.waitForURL(/\/journal/);
  await page.goBack();
  await settled(page);
  assert.equal(await page.getByLabel('Passport number').inputValue(), 'X99887766');

  // a reason is a word about a person, and kept nowhere either
  const { items } = await read(page, '/accounts?limit=200');
  const auditor = items.find((a) => a.email === 'auditor@demo.example');
  await page.goto(`/accounts/${auditor.id}`);
  await settled(page);
  await press(page, 'Disable');
  await dialog(page).getByLabel('Reason').fill('Spoke to a newspaper.');
  assert.doesNotMatch(await storage(page), /newspaper/);
  await page.keyboard.press('Escape');
  await press(page, 'Disable');
  assert.equal(await dialog(page).getByLabel('Reason').inputValue(), 'Spoke to a newspaper.');
});

test('who leaves a form that is half filled in is asked, once', async (t) => {
  const { as } = await house(t);
  const page = await as('admin@demo.example');
  const asks = page.getByRole('dialog', { name: 'Leave without sending?' });
  await page.goto('/fund/contributions');
  await settled(page);
  await page
    .getByRole('link', { name: /pledge/i })
    .first()
    .click();
  await page.waitForURL(/contributions\/new/);
  await settled(page);
  await page.goBack(); // nothing was typed
  await page.waitForURL(/contributions$/);
  await page.goForward();
  await page.waitForURL(/contributions\/new/);
  await settled(page);
  await page.getByLabel('Title').fill('Papers');
  await page.goBack();
  await asks.waitFor();
  await accessible(page, 'a question before leaving');
  await picture(page, 'leave');
  await press(asks, 'Stay on the page');
  assert.match(page.url(), /contributions\/new/);
  assert.equal(await page.getByLabel('Title').inputValue(), 'Papers');
  await page.goBack();
  await press(asks, 'Leave');
  await page.waitForURL(/contributions$/);
  await page.goForward();
  await page.waitForURL(/contributions\/new/);
  await settled(page);
  assert.equal(await page.getByLabel('Title').inputValue(), 'Papers');
  await page.goBack(); // it was asked about, and nothing was typed since
  await page.waitForURL(/contributions$/);
  await page.goForward();
  await settled(page);
  await page.getByLabel('Title').fill('Papers and pens');
  const told = page.waitForEvent('dialog');
  const closing = page.close({ runBeforeUnload: true });
  const question = await told;
  assert.equal(question.type(), 'beforeunload');
  await question.dismiss();
  await closing;
  await page.getByRole('link', { name: 'Cancel' }).click(); // which says that it is not wanted
  await page.waitForURL(/contributions$/);
  assert.equal(await asks.count(), 0);
});

test('a day is typed as people write it, or chosen on a calendar', async (t) => {
  const { as } = await house(t);
  const { date } = await format();
  const page = await as('admin@demo.example');
  await page.goto('/fund/contributions/new');
  await settled(page);
  const due = page.getByLabel('Due on').first();
  const becomes = async (typed, day) => {
    await due.fill(typed);
    await due.blur();
    assert.equal(await due.inputValue(), day);
  };
  await becomes('feb 8, 2027', '8 Feb 2027');
  await becomes('2027-02-08', '8 Feb 2027');
  await becomes('13.2.2027', '13 Feb 2027');
  await see(page, 'Sat 13 Feb 2027');
  await becomes('08/02/2027', '08/02/2027');
  await see(page, '08/02/2027 can be 8 Feb 2027 or 2 Aug 2027. Choose the one you mean.');
  await accessible(page, 'a day that can be meant in two ways');
  await picture(page, 'day-ambiguous');
  await press(page, 'Record the pledge');
  await see(page, /Due on: 08\/02\/2027 can be/); // nothing was sent
  await press(page, '2 Aug 2027');
  assert.equal(await due.inputValue(), '2 Aug 2027');
  await becomes('next week', 'next week');
  await see(page, 'Write a day such as 8 Feb 2027.');

  await becomes('8 Feb 2027', '8 Feb 2027');
  await page.getByRole('button', { name: 'Choose on a calendar' }).nth(1).click();
  const calendar = page.getByRole('dialog', { name: 'Due on' });
  const on = (day) => page.waitForFunction((d) => /** @type {any} */ (document.activeElement)?.dataset.day === d, day);
  await on('2027-02-08');
  await accessible(page, 'a calendar');
  for (const [key, day] of [
    ['ArrowRight', '2027-02-09'],
    ['ArrowDown', '2027-02-16'],
    ['Home', '2027-02-15'],
    ['End', '2027-02-21'],
    ['PageDown', '2027-03-21'],
    ['Shift+PageUp', '2026-03-21'],
    ['PageUp', '2026-02-21'],
    ['ArrowUp', '2026-02-14'],
    ['ArrowLeft', '2026-02-13'],
  ]) {
    await page.keyboard.press(key);
    await on(day);
  }
  await picture(page, 'calendar');
  await page.keyboard.press('Enter');
  await calendar.waitFor({ state: 'detached' });
  assert.equal(await due.inputValue(), date('2026-02-13'));
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'Choose on a calendar');

  await page.setViewportSize(phone);
  await page.getByRole('button', { name: 'Choose on a calendar' }).nth(1).click();
  const cell = calendar.getByRole('gridcell', { name: 'Tue 3 Feb 2026' });
  const box = await cell.boundingBox();
  assert.ok(box && box.width >= 40 && box.height >= 44, `a day is ${box?.width} by ${box?.height}`);
  await fits(page);
  await cell.click();
  assert.equal(await due.inputValue(), '3 Feb 2026');
});
