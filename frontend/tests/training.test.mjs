// Training: an opportunity from draft to places, requests from asked to booked, and claims compared with their evidence.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessible, day, fits, house, phone, picture, settled } from './harness.mjs';
import { seconded } from './telling.mjs';
import { notByKeys } from './keyboard.mjs';

const letter = {
  name: 'letter.pdf',
  mimeType: 'application/pdf',
  buffer: Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n'),
};

test('an opportunity is drafted, refused with every fault, opened, closed, opened again until later, and cancelled', async (t) => {
  const { as } = await house(t);
  const page = await as('admin@demo.example');
  await page.goto('/training');
  await settled(page);
  await picture(page, 'opportunities');
  await page.getByRole('link', { name: 'New opportunity' }).click();
  await settled(page);
  await page.getByRole('button', { name: 'Save the draft' }).click();
  await page.locator('[aria-invalid="true"]').nth(5).waitFor();
  await accessible(page, 'new opportunity, refused');
  await picture(page, 'new-opportunity-refused');

  await page.getByLabel(/^Title/).fill('Observing election technology');
  await page.getByLabel(/^Organiser/).selectOption({ label: 'United Nations' });
  await page.getByLabel(/^Kind/).selectOption({ label: 'Course' });
  await page.getByLabel(/^First day/).fill(day(60));
  await page.getByLabel(/^Last day/).fill(day(64));
  await page.getByLabel(/^Places/).fill('4');
  await page.getByLabel('Day', { exact: true }).fill(day(30));
  await page.getByRole('combobox', { name: /^Time zone/ }).fill('Bangkok');
  await page.getByRole('combobox', { name: /^Time zone/ }).press('Enter');
  await page.getByRole('button', { name: 'Save the draft' }).click();
  await page.getByRole('heading', { name: 'Observing election technology' }).waitFor();
  await page
    .getByText(/23:59 UTC\+7 \(Asia\/Bangkok\)/)
    .first()
    .waitFor();
  await accessible(page, 'a draft of an opportunity');
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Open', exact: true }).click();
  await page.getByText('Open: those who can have a place are notified.').waitFor();
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).last().click();
  await page.getByText('It takes no more requests. Its deadline is still to come: it can be opened again.').waitFor();
  assert.deepEqual(
    await page.locator('header').getByRole('link', { name: 'Change' }).or(page.locator('header').getByRole('button')).allInnerTexts(),
    ['Change', 'Open again', 'Cancel opportunity'],
  );
  await picture(page, 'opportunity-closed');
  await page.getByRole('link', { name: 'Change', exact: true }).click();
  await page.getByLabel('Day', { exact: true }).fill(day(40));
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('button', { name: 'Open again' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Open again' }).click();
  await page.getByRole('button', { name: 'Close', exact: true }).waitFor();
  await page.getByRole('button', { name: 'Cancel opportunity' }).click();
  await page.getByRole('dialog').getByText('No live request ends with it.').waitFor();
  await page
    .getByRole('dialog')
    .getByLabel(/^Reason/)
    .fill('The organiser has withdrawn it.');
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel opportunity' }).click();
  await page.getByText('The organiser has withdrawn it.').first().waitFor();
});

test(
  'a request is endorsed with money from a training line, accepted with the letter, withdrawn by mistake and restored; another is ' +
    'declined',
  async (t) => {
    const { as } = await house(t);
    const page = await as('admin@demo.example');
    await page.goto('/training/requests');
    await settled(page);
    await picture(page, 'requests');
    const card = page
      .getByRole('region', { name: /^Asked/ })
      .getByRole('listitem')
      .filter({ hasText: 'Safe and Secure' })
      .first();
    const who = await card.getByRole('link').first().innerText();
    await card.getByRole('button', { name: 'Endorse' }).click();
    const dialog = page.getByRole('dialog', { name: 'Endorse this request' });
    await dialog.getByText(/USD [\d,.]+ of USD [\d,.]+$/).waitFor();
    await accessible(page, 'endorse');
    const amount = dialog.getByRole('textbox').first();
    const right = await amount.inputValue();
    await amount.fill('1.00');
    await dialog.getByRole('button', { name: 'Endorse' }).click();
    await dialog.getByText(/The draws must come to what the place costs/).waitFor();
    await amount.fill(right || '0');
    if (!right) await dialog.getByRole('textbox').nth(1).press('Tab');
    await dialog.getByRole('button', { name: 'Endorse' }).click();
    await seconded(page, '/training/requests');

    const endorsed = page
      .getByRole('region', { name: /^Endorsed/ })
      .getByRole('listitem')
      .filter({ hasText: who })
      .first();
    await endorsed.getByRole('button', { name: 'File acceptance' }).click();
    const file = page.getByRole('dialog');
    await file.locator('input[type=file]').setInputFiles({ ...letter, buffer: Buffer.from('Dear observers,') });
    await file.getByText(/not a PDF, JPEG or PNG/).waitFor();
    await file.locator('input[type=file]').setInputFiles(letter);
    await file.getByRole('button', { name: 'Replace' }).waitFor();
    await accessible(page, 'accept');
    await file.getByRole('button', { name: 'File acceptance' }).click();
    await page.getByText('Filed: the days are booked.').waitFor();
    await page
      .getByRole('region', { name: /^Accepted/ })
      .getByRole('link', { name: who })
      .first()
      .click();
    await page.getByRole('heading', { name: 'The organiser’s letter' }).waitFor();
    await page.locator('iframe[src^="blob:"]').waitFor();
    await accessible(page, 'request');
    await picture(page, 'request');
    await page.getByRole('button', { name: 'Withdraw', exact: true }).click();
    await page
      .getByRole('dialog')
      .getByLabel(/^Reason/)
      .fill('A mistake: another of the same name.');
    await page.getByRole('dialog').getByRole('button', { name: 'Withdraw', exact: true }).click();
    await page.getByText('It has ended: withdrawn.').waitFor();
    await page.getByRole('button', { name: 'Restore the place' }).click();
    const back = page.getByRole('dialog', { name: 'Restore the place' });
    await back.getByText(/(USD [\d,.]+) of \1$/).waitFor();
    await accessible(page, 'taking back the end of a place');
    await picture(page, 'request-restore');
    await back.getByLabel(/^Reason/).fill('It was another of the same name.');
    const address = page.url();
    await back.getByRole('button', { name: 'Restore the place' }).click();
    await seconded(page, address);
    await page.getByText('The days are booked. When it is over').waitFor();
    await page.goto('/training/requests');
    await settled(page);
    // what ends may have been asked for long ago
    const more = page.getByRole('region', { name: /^Ended/ }).getByRole('button', { name: 'Load more' });
    while (await more.count()) {
      await more.click();
      await settled(page);
    }

    await page
      .getByRole('region', { name: /^Asked/ })
      .getByRole('button', { name: 'Decline' })
      .first()
      .click();
    await page
      .getByRole('dialog')
      .getByLabel(/^Reason/)
      .fill('Others have waited longer.');
    await page.getByRole('dialog').getByRole('button', { name: 'Decline' }).click();
    await page
      .getByRole('region', { name: /^Ended/ })
      .getByText('Others have waited longer.')
      .first()
      .waitFor();
  },
);

test('the queue leads from claim to claim, with the evidence beside each; by keyboard alone', async (t) => {
  const { as } = await house(t);
  const page = await as('admin@demo.example');
  await page.goto('/training/verification');
  await settled(page);
  await picture(page, 'to-verify');
  // Found by the observer's name, typed without its accents and capitals; the log likewise.
  const rows = page.getByRole('table').locator('tbody tr');
  const all = await rows.count();
  await page.getByPlaceholder('Observer, title or place').fill('dufresne');
  await page.waitForURL(/q=dufresne/);
  await page.getByText(/^1 claim\b/).waitFor();
  await page.goto('/training/log?q=etienne%20robit');
  await settled(page);
  assert.ok((await rows.count()) > 1);
  for (const row of await rows.all()) assert.match(await row.innerText(), /Étienne Robitaille/);
  await page.goto('/training/verification');
  await settled(page);
  assert.equal(await rows.count(), all);
  await page.getByRole('link', { name: 'Begin with the first' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/queue=true/);
  await page.locator('iframe[src^="blob:"]').waitFor(); // a document in it never lets the network rest
  await accessible(page, 'a claim');
  await picture(page, 'claim');
  const first = page.url();
  await page.getByRole('button', { name: 'Verify' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Verify this training' });
  await dialog.waitFor();
  await dialog.getByLabel(/^Valid through/).fill('2001-01-01');
  await dialog.getByRole('button', { name: 'Verify' }).focus();
  await page.keyboard.press('Enter');
  await dialog.getByText(/Must not be before the training ended/).waitFor();
  await dialog.getByLabel(/^Valid through/).fill(day(700));
  await dialog.getByLabel(/^Valid through/).press('Enter');
  await page.waitForURL((url) => url.href !== first && url.search === '?queue=true');
  await page.getByText('Compare the claim with the evidence beside it.').waitFor();
  const second = page.url();
  await page.getByRole('button', { name: 'Reject' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page
    .getByRole('dialog')
    .getByLabel(/^Reason/)
    .focus();
  await page.keyboard.type('The name on the certificate is another one.');
  await page.getByRole('dialog').getByRole('button', { name: 'Reject' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.href !== second);
  await page.goto(second.replace('?queue=true', ''));
  await page.getByText('The name on the certificate is another one.').first().waitFor();
});

test('an auditor and a phone see the same, without the documents about a person', { skip: notByKeys('it only looks') }, async (t) => {
  const { as } = await house(t);
  const page = await as('auditor@demo.example', { viewport: phone, hasTouch: true, isMobile: true });
  for (const path of ['/training', '/training/requests', '/training/verification', '/training/log']) {
    await page.goto(path);
    await settled(page);
    await fits(page);
    assert.equal(await page.getByRole('button', { name: /^(Endorse|Decline|Verify|File acceptance)$/ }).count(), 0);
  }
  await page.goto('/training/verification');
  await page.getByRole('table').getByRole('link').first().click();
  await page.getByText('Documents about a person are seen by the observer and administrators only.').waitFor();
});
