// The administrator's first screen and the calendar: with the mouse, on a phone, and by keyboard alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessible, fits, house, online, phone, picture, settled, signIn } from './harness.mjs';
import { format } from './telling.mjs';

test('an administrator finds on the first screen what they came for', async (t) => {
  const { as } = await house(t);
  const page = await as('admin@demo.example');
  await page.getByRole('heading', { name: 'Today', exact: true }).waitFor();

  await page.getByText(/\d+ of 100 seats filled/).waitFor();
  assert.equal(await page.locator('[data-seat]').count(), 100, 'the hundred seats');
  for (const within of ['within 72 hours', 'within 7 days', 'within 30 days'])
    await page.getByRole('link', { name: within, exact: true }).waitFor();
  await page.getByRole('img', { name: /^The fund, USD: Spent .* Pledged, not received/ }).waitFor();
  await page.getByRole('link', { name: 'What that does to who could leave' }).waitFor();
  for (const heading of [
    'Needs your attention',
    'Who could leave',
    'Coming elections',
    'Lapses within 60 days',
    'New since you last looked',
  ]) {
    await page.getByRole('heading', { name: new RegExp(`^${heading}`) }).waitFor();
  }
  await picture(page, 'today');

  const waits = page.getByRole('region', { name: /^Needs your attention/ });
  assert.ok((await waits.getByRole('listitem').count()) > 3);
  await waits
    .getByRole('link', { name: /First aid in the field|course|training/i })
    .first()
    .click();
  await page.waitForURL(/\/training\//);
  await page.goBack();

  const asLto = page.getByRole('radio', { name: 'LTO', exact: true });
  const before = await page.getByRole('region', { name: 'Who could leave' }).innerText();
  await asLto.check();
  assert.notEqual(await page.getByRole('region', { name: 'Who could leave' }).innerText(), before, 'other figures for long-term observers');
  await page.getByRole('link', { name: 'within 30 days', exact: true }).click();
  await page.waitForURL(/\/cohort\/ready\?function=lto&startsOn=/);
  await page.getByRole('heading', { name: /\d+ of \d+ could go/ }).waitFor();
});

test('opening the first screen asks for each thing once, though several parts show it', async (t) => {
  const { as } = await house(t);
  const page = await as('admin@demo.example');
  await settled(page);
  const asked = [];
  let drawn = () => {};
  const drawing = /** @type {Promise<void>} */ (new Promise((done) => (drawn = done)));
  // still on its way when the page wants it too
  await page.route('**/api/v1/waiting', async (route) => (await drawing, route.continue().catch(() => {})));
  page.on('request', (request) => request.url().includes('/api/') && asked.push(request.url().replace(/^.*\/api/, '')));
  await page.reload();
  await page.getByRole('region', { name: /^Needs your attention/ }).waitFor();
  drawn();
  await page.getByRole('link', { name: 'What that does to who could leave' }).waitFor();
  await settled(page);
  assert.ok(asked.includes('/v1/waiting') && asked.length > 6, asked.join(' '));
  assert.deepEqual(
    asked.filter((one, n) => asked.indexOf(one) !== n),
    [],
  );
});

test('the seats are walked by the arrow keys, and Enter opens who sits there', async (t) => {
  const { as } = await house(t);
  const page = await as('admin@demo.example');
  await page.locator('[data-seat="0"]').focus();
  const first = await page.locator('[data-seat="0"]').getAttribute('aria-label');
  await page.keyboard.press('ArrowRight');
  const label = await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
  assert.match(label, /^Seat \d+, .+: /);
  assert.notEqual(label, first);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/cohort\/[0-9a-f-]{36}$/);
  await page.getByRole('heading', { level: 1, name: label.replace(/^Seat \d+, (.+?): .*/s, '$1') }).waitFor();
});

test('the calendar shows a quarter, is narrowed in the address and fits a phone', async (t) => {
  const { as } = await house(t);
  const page = await as('admin@demo.example');
  await page.goto('/calendar');
  await settled(page);
  const rows = page.getByRole('rowheader');
  const all = await rows.count();
  assert.ok(all > 90);
  await page.getByLabel('Function').selectOption({ label: 'Long-term observer' });
  await page.waitForURL(/function=lto/);
  await page.waitForFunction((n) => document.querySelectorAll('[role=rowheader]').length < n, all);
  await page.getByPlaceholder('Name or seat').fill('no one is called so');
  await page.getByText('No one matches').waitFor();
  await accessible(page, 'calendar, empty');
  await page.getByRole('button', { name: 'Clear all' }).click();
  await page.getByRole('button', { name: 'Three months later' }).click();
  await page.waitForURL(/from=\d{4}-\d\d-01/);
  await page.getByRole('region', { name: 'People by days' }).focus();
  await page.keyboard.press('End'); // the region takes the keys and scrolls
  await picture(page, 'calendar');

  const small = await as('admin@demo.example', { viewport: phone, hasTouch: true, isMobile: true });
  for (const path of ['/', '/calendar']) {
    await small.goto(path);
    await settled(small);
    await fits(small);
  }
});

test('what is written is seen at once, also when an older answer was still on its way', async (t) => {
  const { as } = await house(t);
  const page = await as('admin@demo.example');
  const button = page.getByRole('button', { name: 'Mark all as read' });
  await button.waitFor();
  let asked = () => {};
  let come = () => {};
  const asking = /** @type {Promise<void>} */ (new Promise((done) => (asked = done)));
  const coming = /** @type {Promise<void>} */ (new Promise((done) => (come = done)));
  await page.route(
    '**/api/v1/notices?*',
    async (route) => {
      const response = await route.fetch(); // as it was before the button
      asked();
      await coming;
      await route.fulfill({ response }).catch(() => {}); // nobody waits for it any more
    },
    { times: 1 },
  );
  await online(page);
  await asking;
  const read = page.waitForResponse('**/api/v1/notices/read');
  await button.click();
  await read;
  come();
  await page.getByText('Nothing new').waitFor({ timeout: 8_000 }); // not only when it would be asked for anyway
});

test('a tab that is open overnight shows the new day and the time that is left', async (t) => {
  const { person } = await house(t);
  const { plus, weekdate } = await format();
  const night = async (email) => {
    const page = await person();
    await page.clock.install();
    await signIn(page, email);
    return { page, pass: () => page.clock.fastForward('24:00:00') };
  };
  const admin = await night('admin@demo.example');
  const shown = admin.page.locator('main header').getByText(/^[A-Z][a-z]{2} \d+ [A-Z][a-z]{2} \d{4}$/);
  const today = new Date(`${(await shown.innerText()).slice(4)} UTC`).toISOString().slice(0, 10);
  await admin.pass();
  await admin.page
    .locator('main')
    .getByText(weekdate(plus(today, 1)))
    .waitFor();

  const observer = await night('observer@demo.example');
  const left = observer.page.getByText(/^Answer within /).first();
  const before = await left.innerText();
  await observer.pass();
  await observer.page
    .getByText(/^Answer (within|.* ago)/)
    .filter({ hasNotText: before })
    .first()
    .waitFor();
});
