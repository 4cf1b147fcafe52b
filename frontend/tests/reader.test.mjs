// What a screen reader is told of dialogs, menus and lists to choose from: Chromium's own tree of names, roles, states and live regions.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { house, settled } from './harness.mjs';
import { notByKeys } from './keyboard.mjs';
import { dialog, press, read } from './telling.mjs';

/** What the tree of a page says of what has some role: its name, what describes it, and its states. */
async function told(page, role) {
  const tree = await page.context().newCDPSession(page);
  const { nodes } = await tree.send('Accessibility.getFullAXTree');
  await tree.detach();
  return nodes
    .filter((n) => !n.ignored && n.role?.value === role)
    .map((n) => ({
      name: n.name?.value ?? '',
      says: n.description?.value ?? '',
      ...Object.fromEntries((n.properties ?? []).map((p) => [p.name, p.value.value ?? p.value.relatedNodes?.[0]?.idref])),
    }));
}
const one = async (page, role, name) => (await told(page, role)).find((n) => n.name.startsWith(name));
/** A live region that says something is there before it says it, and is heard. */
const heard = (where, words) => where.getByRole('status').filter({ hasText: words }).first().waitFor();

test('dialogs, menus and lists say what they are, and what happens in them', { skip: notByKeys('it reads the tree') }, async (t) => {
  const { as } = await house(t);
  const [page, other] = [await as('admin@demo.example'), await as('admin2@demo.example')];

  // many rows at once
  await page.goto('/training/requests');
  await settled(page);
  await page
    .getByRole('checkbox', { name: /^Select / })
    .nth(1)
    .check();
  await page
    .getByRole('checkbox', { name: /^Select / })
    .nth(2)
    .check();
  const bar = page.getByRole('group', { name: 'With the selected rows' });
  assert.equal((await one(page, 'button', 'Endorse')).hasPopup, 'dialog');
  await press(bar, 'Endorse');
  await heard(dialog(page), /2 can be done/);
  assert.equal((await one(page, 'dialog', 'Endorse requests')).modal, true);
  await dialog(page).getByRole('list', { name: 'Can be done' }).getByRole('listitem').nth(1).waitFor();
  await page.keyboard.press('Escape');
  await press(bar, 'Clear selection');

  // the search
  await page.keyboard.press('Control+k');
  const search = page.getByRole('combobox', { name: 'Search' });
  await search.fill('timor');
  await heard(dialog(page), /^\d+ found\.$/);
  await page.getByRole('option', { name: /^Timor-Leste 2 invitations/ }).waitFor(); // not TL
  assert.equal((await told(page, 'option')).filter((o) => o.selected).length, 1);
  assert.match((await one(page, 'combobox', 'Search')).activedescendant, /^found-\d/);
  await search.fill('qqqq');
  await heard(dialog(page), 'Nothing is called “qqqq”.');
  await page.keyboard.press('Escape');

  // the account menu
  const menu = page.getByRole('button', { name: /Administrator$/ });
  await menu.click();
  await page.getByRole('link', { name: 'Your account' }).waitFor();
  assert.equal((await told(page, 'button')).find((b) => /Administrator$/.test(b.name)).expanded, true);
  await page.keyboard.press('Escape');

  // a list to choose from
  await page.goto('/fund/contributions/new');
  await settled(page);
  const contributor = page.getByRole('combobox', { name: 'Contributor' });
  await contributor.fill('thai');
  await page.getByRole('option', { name: 'Thailand TH', exact: true }).waitFor();
  const box = await one(page, 'combobox', 'Contributor');
  assert.deepEqual([box.expanded, box.required, box.says], [true, true, 'A participant of the ARF.']);
  await contributor.fill('qqqq');
  await heard(page.getByRole('main'), 'Nothing is called “qqqq”.');
  await page.keyboard.press('Escape');

  // a day
  await page.getByRole('button', { name: 'Choose on a calendar' }).first().click();
  await page.getByRole('grid').waitFor();
  const day = (await told(page, 'gridcell')).find((d) => d.focused);
  assert.match(day.name, /^\w{3} \d+ \w{3} \d{4}$/);
  const month = await dialog(page).locator('[aria-live=polite]').textContent();
  assert.match(await page.getByRole('grid').getAttribute('aria-label'), new RegExp(`, ${month}$`));
  await page.keyboard.press('Escape');

  // both sides of what two people changed
  const [{ id }] = (await read(page, '/opportunities?status=open')).items;
  await page.goto(`/training/opportunities/${id}/edit`);
  await settled(page);
  await page.getByLabel('Title', { exact: true }).fill('Mine');
  const { revision } = await read(page, `/opportunities/${id}`);
  await other
    .context()
    .request.patch(`/api/v1/opportunities/${id}`, { headers: { 'If-Match': `"${revision}"` }, data: { title: 'Theirs' } });
  await press(page, 'Save');
  await page.getByRole('alert').filter({ hasText: 'changed in the meantime' }).waitFor();
  await heard(page.getByRole('region', { name: 'What differs' }), /Choose for each field/);
  assert.equal((await one(page, 'radio', 'Mine What you typed')).checked, 'true');
  assert.equal((await one(page, 'radio', 'Theirs What is there now')).checked, 'false');

  // a session that has ended
  const sessions = async () => (await other.context().request.get('/api/v1/sessions')).json();
  await other.context().request.post('/api/v1/session', { data: { email: 'admin@demo.example', password: 'demonstration' } });
  for (const s of (await sessions()).items.filter((s) => !s.current)) await other.context().request.delete(`/api/v1/sessions/${s.id}`);
  await page.evaluate(() => void dispatchEvent(new Event('online')));
  await page.getByRole('dialog', { name: 'Sign in again' }).waitFor();
  const password = await one(page, 'textbox', 'Password');
  assert.deepEqual([password.focused, password.required], [true, true]);
});
