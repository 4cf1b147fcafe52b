// Accounts: a one-time link that is shown once and leads in, and an account that is disabled and enabled.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessible, fits, house, phone, picture, settled } from './harness.mjs';
import { confirm, dialog, follow, press, read, seconded, see, visit } from './telling.mjs';

test('an account is made, its link used once, disabled and enabled', async (t) => {
  const { as, person } = await house(t);
  const page = await as('admin@demo.example');
  await page.goto('/accounts');
  await settled(page);
  await picture(page, 'accounts');
  await page.getByRole('link', { name: 'New account' }).click();
  await page.getByRole('button', { name: 'Create account and invitation link' }).click();
  await page.locator('.wrong').nth(2).waitFor();
  await accessible(page, 'new account, refused');
  await page.getByRole('radio', { name: /^Auditor/ }).check();
  await page.getByLabel('Name', { exact: true }).fill('Audit Office of Vanuatu');
  await page.getByLabel('E-mail').fill('office@demo.example');
  await page.getByRole('button', { name: 'Create account and invitation link' }).click();
  const dialog = page.getByRole('dialog', { name: /^A one-time link/ });
  const link = await dialog.getByLabel('One-time link').inputValue();
  assert.match(link, /\/#\/link\/.+/);
  await accessible(page, 'the link');
  await picture(page, 'one-time-link');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await dialog.getByRole('button', { name: 'Copy' }).click();
  await dialog.getByRole('button', { name: 'Copied' }).waitFor();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await page.waitForURL(/\/accounts$/);

  const other = await person();
  await other.goto(link);
  await other
    .getByLabel(/password/i)
    .first()
    .waitFor();

  await page.getByPlaceholder('Name or e-mail').fill('office@demo');
  await page.waitForURL(/q=office/);
  await page.getByRole('table').getByRole('link', { name: 'Audit Office of Vanuatu' }).click();
  await page.getByRole('heading', { name: 'Audit Office of Vanuatu' }).waitFor();
  await settled(page);
  await accessible(page, 'account of somebody');
  await page.getByRole('button', { name: 'Correct' }).click();
  await page.getByRole('dialog').getByLabel('E-mail').fill('admin2@demo.example');
  await page.getByRole('dialog').getByRole('button', { name: 'Correct' }).click();
  await page.getByRole('dialog').getByText('Another account has this e-mail address.').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Disable' }).click();
  await page
    .getByRole('dialog')
    .getByLabel(/^Reason/)
    .fill('Left the office.');
  await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click();
  await page.getByText('Cannot sign in.').waitFor();
  await other.goto(link);
  await other.reload();
  await other.getByText(/link/i).first().waitFor();
  await page.getByRole('button', { name: 'Enable' }).click();
  const address = page.url();
  await page.getByRole('dialog').getByRole('button', { name: 'Enable' }).click();
  await seconded(page, address);
  await page.getByText('Can sign in.').waitFor();
  await page.setViewportSize(phone);
  await fits(page);
});

test('an account of a state waits for a second person, who sees what it changes and confirms it on a phone', async (t) => {
  const { as } = await house(t);
  const page = await as('admin@demo.example');
  // on a slow line the list of states comes after the whole form is filled in and sent
  await page.route('**/api/v1/states', (route) => setTimeout(() => route.continue(), 2_000));
  await page.goto('/accounts/new');
  await page.getByRole('radio', { name: /^State/ }).check();
  await page.getByRole('combobox', { name: 'State' }).fill('vanuatu');
  await page.getByRole('combobox', { name: 'State' }).press('Enter');
  await page.getByLabel('Name', { exact: true }).fill('Foreign ministry of Vanuatu');
  await page.getByLabel('E-mail').fill('office@demo.example');
  await press(page, 'Ask for the account');
  await page.getByRole('heading', { name: 'Create the account of Foreign ministry of Vanuatu' }).waitFor();
  await see(page, 'Administrator Two can confirm it.');
  assert.equal(await page.getByRole('button', { name: 'Confirm' }).count(), 0, 'no one is their own second person');
  await press(page, 'Explain');
  await confirm(page, 'Explain', 'Note verbale 12 asks for it.');
  await accessible(page, 'a proposal of one\u2019s own');
  const second = await as('admin2@demo.example', { viewport: phone, hasTouch: true });
  await second.goto(page.url());
  await see(second, 'Note verbale 12 asks for it.');
  await second.getByRole('row', { name: /E-mail address.*office@demo.example/ }).waitFor();
  await accessible(second, 'a proposal to decide');
  await fits(second);
  await press(second, 'Confirm');
  await confirm(second, 'Confirm');
  await second.getByText('Confirmed', { exact: true }).first().waitFor();
  await follow(second, 'Foreign ministry of Vanuatu');
  await see(second, /observationfund link office@demo.example/);
});

test('one\u2019s own proposal is withdrawn, and another\u2019s is refused with a reason', async (t) => {
  const { as } = await house(t);
  const page = await as('admin@demo.example');
  await visit(page, 'Proposals');
  await accessible(page, 'proposals');
  await press(page, 'Withdraw');
  await confirm(page, 'Withdraw');
  await page.getByRole('list', { name: 'Open proposals' }).getByText('Change the settings of the fund').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Refuse' }).first().click();
  await confirm(page, 'Refuse', 'The inquiry is not closed yet.');
  await see(page.getByRole('table', { name: 'Decided proposals' }), 'Refused');
  await page.setViewportSize(phone);
  await fits(page);
});

test('an auditor reads accounts and can change none', async (t) => {
  const { as } = await house(t);
  const page = await as('auditor@demo.example');
  await page.goto('/accounts?role=administrator');
  await settled(page);
  assert.equal(await page.getByRole('link', { name: 'New account' }).count(), 0);
  await page.getByRole('table').getByRole('link').first().click();
  await settled(page);
  assert.equal(
    await page
      .locator('main')
      .getByRole('button', { name: /Disable|New link|Correct/ })
      .count(),
    0,
  );
});

test('a name that was corrected is another wherever it stands', async (t) => {
  const { as } = await house(t);
  const page = await as('admin@demo.example');
  const { account } = await read(page, '/me');
  const payment = (await read(page, '/payments?limit=200')).items.find((p) => p.requestedBy !== account.id);
  const { name } = await read(page, `/accounts/${payment.requestedBy}`);
  await page.goto(`/fund/payments/${payment.id}`);
  await see(page.getByRole('definition'), name);
  await visit(page, 'Accounts');
  await follow(page, name);
  await press(page, 'Correct');
  await dialog(page).getByLabel('Name', { exact: true }).fill('Someone Renamed');
  await confirm(page, 'Correct');
  await page.goBack();
  await page.goBack();
  await page.getByRole('heading', { name: 'The payment', exact: true }).waitFor();
  await see(page.getByRole('definition'), /^Someone Renamed, /); // the history below is told by the journal
});
