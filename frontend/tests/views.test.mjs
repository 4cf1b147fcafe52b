// Lists as people arrange them: columns that are chosen, and views that are saved, opened, shared, replaced and deleted.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessible, fits, house, phone, settled } from './harness.mjs';
import { dialog, look, part, press, see } from './telling.mjs';

const open = async (page, address) => {
  await page.goto(address);
  await settled(page);
};
const heads = async (page, table) => {
  const all = await page.getByRole('table', { name: table }).getByRole('columnheader').allInnerTexts();
  return all.map((text) => text.trim()).filter((text) => text && text !== 'Selection');
};
const search = (page) => decodeURIComponent(new URL(page.url()).search);
const menu = (page) => page.getByRole('group', { name: 'Columns that are shown' });
const box = (page, name) => menu(page).getByRole('checkbox', { name, exact: true });
const views = (page) => page.getByRole('main').getByRole('button', { name: /^Views?(: |$)/ });
const named = (page, name) => page.getByRole('main').getByRole('button', { name, exact: true });

test('columns are chosen, and stand in the address', async (t) => {
  const { as } = await house(t);
  const page = await as('admin@demo.example');
  await part('what a laptop leaves out is shown when it is chosen', async () => {
    await page.setViewportSize({ width: 1100, height: 900 });
    await open(page, '/cohort');
    assert.deepEqual(await heads(page, 'Observers'), ['Name', 'Seat', 'Status', 'Nationality', 'Functions']);
    await press(page, 'Columns');
    assert.equal(await box(page, 'Languages').isChecked(), false);
    assert.equal(await box(page, 'Name').isDisabled(), true);
    await accessible(page, 'columns');
    await box(page, 'Languages').check();
    await box(page, 'Notice needed').check();
    await box(page, 'Functions').uncheck();
    await page.waitForURL(/columns=/);
    assert.equal(search(page), '?columns=name.seat.status.nationality.languages.noticeHours');
    assert.deepEqual(await heads(page, 'Observers'), ['Name', 'Seat', 'Status', 'Nationality', 'Languages', 'Notice needed']);
    await look(page, 'views-columns');
  });
  await part('Escape closes the menu, and the focus is where it was', async () => {
    await page.keyboard.press('Escape');
    await menu(page).waitFor({ state: 'hidden' });
    assert.equal(await page.evaluate(() => document.activeElement?.textContent?.trim()), 'Columns');
  });
  await part('it stays with a reload, and the usual ones write nothing', async () => {
    await page.reload();
    await settled(page);
    assert.equal((await heads(page, 'Observers')).length, 6);
    await press(page, 'Columns');
    await box(page, 'Languages').uncheck();
    await box(page, 'Notice needed').uncheck();
    await box(page, 'Functions').check();
    await page.waitForURL(/\/cohort$/);
    await page.keyboard.press('Escape');
  });
  await part('nothing is made of a column that there is not', async () => {
    await open(page, '/cohort?columns=star.gold');
    assert.equal((await heads(page, 'Observers')).length, 5);
  });
  await part('on a phone, where one sorts there, too', async () => {
    await page.setViewportSize({ width: 320, height: 700 });
    await open(page, '/cohort');
    await press(page, 'Columns');
    await box(page, 'Gender').check();
    await fits(page);
    await page.getByLabel('Sorted by').selectOption({ label: 'Name, descending' });
    await page.waitForURL(/sort=-name/);
    await page.keyboard.press('Escape');
    await settled(page);
    await page
      .getByRole('cell')
      .filter({ hasText: /^(Woman|Man)$/ })
      .first()
      .waitFor();
    await look(page, 'views-columns-phone');
  });
});

test('a view is saved, opened, changed, replaced and deleted', async (t) => {
  const { as } = await house(t);
  const page = await as('admin@demo.example');
  await part('what is shown is saved', async () => {
    await open(page, '/cohort');
    await named(page, 'Views').waitFor();
    await page.getByLabel('Gender', { exact: true }).selectOption('woman');
    await page.getByLabel('Function', { exact: true }).selectOption('lto');
    await page.waitForURL(/function=lto/);
    await settled(page);
    await views(page).click();
    await see(dialog(page), 'Short-notice STO');
    await accessible(page, 'views');
    await look(page, 'views-list');
    await press(dialog(page), 'Save what is shown as a view');
    const form = page.getByRole('dialog', { name: 'Save a view' });
    await form.getByLabel('Name', { exact: true }).fill('Women, long-term');
    await accessible(page, 'save a view');
    await press(form, 'Save the view');
    await form.waitFor({ state: 'detached' });
    await page.getByRole('dialog', { name: 'Views of this list' }).getByRole('link', { name: 'Women, long-term' }).waitFor();
    await page.keyboard.press('Escape');
    await named(page, 'View: Women, long-term').waitFor();
  });
  await part('the address is plain, and opens as the view', async () => {
    assert.equal(search(page), '?gender=woman&function=lto');
    await page.reload();
    await named(page, 'View: Women, long-term').waitFor();
  });
  await part('the page says when it was changed, and replaces it', async () => {
    await views(page).click();
    await dialog(page).getByRole('link', { name: 'Short-notice STO' }).click();
    await named(page, 'View: Short-notice STO').waitFor();
    assert.equal(search(page), '?columns=name.seat.status.languages.noticeHours&function=sto&ready=ready');
    await page.getByLabel('Gender', { exact: true }).selectOption('man');
    await named(page, 'View: Short-notice STO, changed').waitFor();
    await look(page, 'views-changed');
    await views(page).click();
    await press(dialog(page), 'Replace with what is shown');
    await dialog(page).getByRole('button', { name: 'Replace with what is shown' }).waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await named(page, 'View: Short-notice STO').waitFor();
  });
  await part('a search is kept for oneself', async () => {
    await open(page, '/cohort?q=an');
    await views(page).click();
    await press(dialog(page), 'Save what is shown as a view');
    await see(page.getByRole('dialog', { name: 'Save a view' }), 'You alone see it');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
  });
  await part('a name is taken once', async () => {
    await open(page, '/cohort?gender=man');
    await views(page).click();
    await press(dialog(page), 'Save what is shown as a view');
    const form = page.getByRole('dialog', { name: 'Save a view' });
    await form.getByLabel('Name', { exact: true }).fill('Women, long-term');
    await press(form, 'Save the view');
    await see(form, 'you have a view called Women, long-term');
    await form.getByLabel('Name', { exact: true }).fill('Men');
    await form.getByLabel('Share with administrators and auditors').check();
    await press(form, 'Save the view');
    await form.waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
  });
  await part('an auditor opens what is shared, and changes nothing of it', async () => {
    const auditor = await as('auditor@demo.example');
    await open(auditor, '/cohort');
    await views(auditor).click();
    await see(dialog(auditor), 'Men');
    assert.equal(await dialog(auditor).getByText('Women, long-term').count(), 0);
    assert.equal(await dialog(auditor).getByRole('button', { name: 'Delete' }).count(), 0);
    await dialog(auditor).getByRole('link', { name: 'Men', exact: true }).click();
    await named(auditor, 'View: Men').waitFor();
    await look(auditor, 'views-auditor');
  });
  await part('deleting asks once and says what happens', async () => {
    await views(page).click();
    await page.getByRole('group', { name: 'Men', exact: true }).getByRole('button', { name: 'Rename' }).click();
    await page.getByRole('dialog', { name: 'Rename a view' }).getByLabel('Name', { exact: true }).fill('All men');
    await press(page.getByRole('dialog', { name: 'Rename a view' }), 'Rename');
    await page.getByRole('group', { name: 'All men', exact: true }).getByRole('button', { name: 'Delete' }).click();
    const asks = page.getByRole('dialog', { name: 'Delete a view' });
    await see(asks, '“All men” is deleted for all who see it: administrators and auditors.');
    await accessible(page, 'delete a view');
    await press(asks, 'Delete');
    await page.getByRole('group', { name: 'All men', exact: true }).waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await named(page, 'Views').waitFor();
  });
});

test('an observer and a state keep views of their own, on a phone', async (t) => {
  const { as } = await house(t);
  const page = await as('observer@demo.example');
  await page.setViewportSize(phone);
  await open(page, '/my/training?status=verified');
  await views(page).click();
  await press(dialog(page), 'Save what is shown as a view');
  const form = page.getByRole('dialog', { name: 'Save a view' });
  assert.equal(await form.getByRole('checkbox').count(), 0); // only administrators share
  await form.getByLabel('Name', { exact: true }).fill('What counts');
  await press(form, 'Save the view');
  await form.waitFor({ state: 'detached' });
  await accessible(page, 'views on a phone');
  await fits(page);
  await look(page, 'views-phone');
  await page.keyboard.press('Escape');
  await named(page, 'View: What counts').waitFor();
});
