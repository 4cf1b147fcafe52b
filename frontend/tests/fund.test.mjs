// The money, by two administrators and an auditor who trusts nobody.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { accessible, fits, house, phone, picture, settled } from './harness.mjs';
import { seconded } from './telling.mjs';

const read = (page, path) => page.evaluate(async (p) => (await fetch(`/api/v1${p}`)).json(), path);
const open = async (page, path) => {
  await page.goto(path);
  await settled(page);
};

test('a pledge in another currency is received, allocated, and stands in its statement', async (t) => {
  const { as } = await house(t);
  const page = await as('admin@demo.example');
  await open(page, '/fund/contributions');
  await page.getByRole('link', { name: 'Record a pledge' }).click();
  await page.getByRole('heading', { name: 'Record a pledge' }).waitFor();
  await page.getByRole('combobox', { name: 'Contributor' }).fill('japan');
  await page.getByRole('option', { name: /Japan/ }).click();
  await page.getByLabel('Title').fill('Grant for the run-off');
  await page.getByRole('combobox', { name: 'Currency' }).fill('yen');
  await page.getByRole('option', { name: /JPY/ }).click();
  await page.getByLabel('Amount').fill('1,500,000');
  await page.getByRole('button', { name: 'Record the pledge' }).click();
  await page.getByText(/what one JPY costs/i).waitFor(); // the rate is missing
  assert.equal(await page.getByLabel('Amount').inputValue(), '1,500,000'); // nothing typed is lost
  await page.getByLabel('Rate: what 1 JPY costs in USD').fill('0.0067');
  await page.getByText('worth about USD 10,050.00').waitFor();
  await page.getByRole('button', { name: 'Record the pledge' }).click();
  await page.getByRole('heading', { name: 'Japan, Grant for the run-off' }).waitFor();

  await page.getByRole('button', { name: 'Book a receipt' }).click();
  const dialog = page.getByRole('dialog');
  await accessible(page, 'receipt');
  await dialog.getByLabel('Credited by the bank').fill('10,050');
  await dialog.getByLabel('Bank reference').fill('TEST 4711');
  await dialog.getByRole('button', { name: 'Book a receipt' }).click();
  await page.getByRole('table', { name: 'Receipts' }).getByText('TEST 4711').waitFor();

  const line = (await read(page, '/lines?window=deployment')).items[0];
  await open(page, `/fund/lines/${line.id}`);
  await page.getByRole('button', { name: 'Allocate money' }).click();
  await dialog.getByRole('combobox', { name: 'From' }).fill('run-off japan');
  await dialog.getByRole('option', { name: /Grant for the run-off/ }).click();
  await dialog.getByLabel('Amount').fill('99,999');
  await dialog.getByRole('button', { name: 'Allocate money' }).click();
  await dialog.getByText(/There is USD 10,050.00/).waitFor();
  await dialog.getByLabel('Amount').fill('10,000');
  await dialog.getByRole('button', { name: 'Allocate money' }).click();
  await seconded(page);
  const grant = (await read(page, '/contributions?q=grant+for+the+run-off')).items[0];
  await open(page, `/fund/contributions/${grant.id}/statement`);
  await page.getByText(`Allocated to ${line.title}`).waitFor();
  await accessible(page, 'statement of the new one');
  const paper = await page.pdf({ format: 'A4' });
  assert.ok(paper.length > 5_000);
});

test('what is sent of an amount is what stands in its field', async (t) => {
  const { as } = await house(t);
  const page = await as('admin@demo.example');
  const sent = [];
  page.on(
    'request',
    (request) => request.method() === 'POST' && /payments$/.test(request.url()) && sent.push(request.postDataJSON().amount),
  );
  const commitment = (await read(page, '/commitments?status=open&limit=200')).items.find((c) => c.rest - c.requested > 200_000);
  await open(page, `/fund/payments/new?commitment=${commitment.id}`);
  await page.getByLabel('Payee').fill('Printing house');
  await page.getByLabel('What for').fill('Handbooks');
  const amount = page.getByLabel('Amount');
  await amount.fill('1.250');
  await amount.press('Enter');
  await page.getByText('1.250 can be 1,250.00 or 1.25. Write the one you mean.').waitFor();
  await page.getByRole('button', { name: 'Request the payment' }).click();
  await page.getByRole('alert').getByText('Nothing was sent.').waitFor();
  await amount.fill('1250,50');
  await amount.press('Enter'); // it is written first as it was read
  assert.equal(await amount.inputValue(), '1,250.50');
  await page.getByText('That is 1,250.50. Press Enter again to continue.').waitFor();
  assert.deepEqual(sent, []);
  await amount.press('Enter');
  await page.waitForURL(/payments\/(?!new)/);
  assert.deepEqual(sent, [125_050]);
});

test('an amount stays the same figure when its currency is changed', async (t) => {
  const { as } = await house(t);
  const page = await as('admin@demo.example');
  let answer = () => {};
  const asked = new Promise((done) => (answer = () => done(undefined)));
  await page.route('**/api/v1/currencies', async (route) => {
    await asked;
    await route.continue();
  });
  await page.goto('/fund/contributions/new');
  const amount = page.getByLabel('Amount');
  await page.locator('input[aria-busy=true]').waitFor(); // how a figure is read is not known yet
  await amount.fill('1,500,000');
  answer(); // nothing of what was typed meanwhile is lost
  await settled(page);
  await page.locator('input[aria-busy=true]').waitFor({ state: 'detached' });
  await amount.press('Tab');
  assert.match(await amount.inputValue(), /^1,500,000(\.00)?$/);
  const choose = async (code) => {
    await page.getByRole('combobox', { name: 'Currency' }).fill(code);
    await page.getByRole('option', { name: new RegExp(`^${code}`) }).click();
  };
  for (const [code, figure] of [
    ['JPY', '1,500,000'],
    ['KWD', '1,500,000.000'],
    ['VND', '1,500,000'],
    ['USD', '1,500,000.00'],
  ]) {
    await choose(code);
    assert.equal(await amount.inputValue(), figure, code);
  }
  await amount.fill('41.50');
  await choose('JPY');
  await page.getByText('This currency has no decimals.').waitFor(); // and nothing is rounded
  assert.equal(await amount.inputValue(), '41.50');
  await choose('KWD');
  assert.equal(await amount.inputValue(), '41.500');

  const fund = await read(page, '/fund');
  await open(page, '/fund/settings');
  const floor = page.getByLabel('Minimum rapid-response reserve');
  const was = await floor.inputValue();
  await page.getByRole('combobox', { name: 'Currency of the books' }).fill('VND');
  await page.getByRole('option', { name: /^VND/ }).click();
  assert.equal(await floor.inputValue(), was.replace(/\.00$/, ''), `${fund.currency} ${was} is as many dong`);
});

test('a payment is requested with its invoice by one and approved by another', async (t) => {
  const { as, folder } = await house(t);
  const one = await as('admin@demo.example');
  const commitment = (await read(one, '/commitments?status=open&limit=200')).items.find((c) => c.rest - c.requested > 100_000);
  await open(one, `/fund/payments/new?commitment=${commitment.id}`);
  await one.getByLabel('Payee').fill('شركة النقل الجوي');
  await one.getByLabel('Amount').fill('1,000.00');
  await one.getByLabel('What for').fill('Charter to the islands');
  const invoice = join(folder, 'invoice.pdf');
  writeFileSync(
    invoice,
    '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
  );
  await one.locator('input[type=file]').first().setInputFiles(invoice);
  await one.getByText('Replace').waitFor();
  await one.getByRole('button', { name: 'Request the payment' }).click();
  await one.waitForURL(/payments\/(?!new)/); // the form says the same in advance
  await one.getByText('Another administrator must approve it').waitFor();
  assert.equal(await one.getByRole('button', { name: 'Approve and pay' }).count(), 0);
  await picture(one, 'payment-rtl');

  const two = await as('admin2@demo.example', { viewport: phone, hasTouch: true });
  await open(two, one.url());
  await fits(two);
  await two.getByText('Ready for your approval').waitFor();
  await two.getByRole('button', { name: 'Approve and pay' }).click();
  await two.getByRole('dialog').getByRole('button', { name: 'Approve and pay' }).click();
  await two.getByText('Payment made').waitFor();
  await two.getByRole('button', { name: 'Book a refund' }).click();
  await two.getByLabel('What came back').fill('100.00');
  await two.getByLabel('Bank reference').fill('TEST back');
  await two.getByLabel('Reason').fill('fewer bags than planned');
  await two.getByRole('dialog').getByRole('button', { name: 'Book a refund' }).click();
  await two.getByText('Paid, and USD 100.00 came back').waitFor();
});

test('the auditor sees the proof first, follows it to an entry, and verifies an export in the browser', async (t) => {
  const { as } = await house(t);
  const page = await as('auditor@demo.example');
  await page.getByText('Nothing was altered').waitFor();
  await picture(page, 'audit');
  await open(page, '/journal');
  await picture(page, 'journal');
  await page.getByLabel('What', { exact: true }).selectOption('invitations.accept');
  await page.waitForURL(/action=invitations.accept/);
  await page
    .getByRole('link', { name: /^Invitation INV-\d+-\d+ of .+ accepted$/ })
    .first()
    .click();
  await page.getByRole('heading', { name: 'Place in the chain' }).waitFor();
  await picture(page, 'entry');

  await open(page, '/journal/verify');
  await page.getByText('Nothing was altered').waitFor();
  const head = await page.locator('.verdict code').first().textContent();
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export the journal' }).click()]);
  await page.getByLabel('A head you noted down').fill(head);
  await page.locator('input[type=file]').setInputFiles(await file.path());
  await page.getByText('The export holds').waitFor();
  await accessible(page, 'verified export');
  await picture(page, 'verify');
});
