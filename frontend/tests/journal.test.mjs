// The journal as an auditor reads it: each line says what alone, filters stand in the address, and repetitions are one line.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessible, fits, house, laptop, phone, picture, settled } from './harness.mjs';
import { read } from './telling.mjs';

const open = async (page, path) => {
  await page.goto(path);
  await settled(page);
};
const table = (page) => page.getByRole('table', { name: 'Journal' });

test('every line of the demonstration says what', async (t) => {
  const { as } = await house(t);
  const page = await as('auditor@demo.example');
  const actions = await page.evaluate(async () => {
    const seen = new Set();
    for (let before = 0; before !== undefined;) {
      const got = await (await fetch(`/api/v1/journal?limit=200&before=${before}`)).json();
      for (const { action } of got.items) seen.add(action);
      before = got.next;
    }
    return [...seen];
  });
  assert.ok(actions.length > 60, `${actions.length} actions`);
  await open(page, '/journal');
  const choices = await page
    .getByLabel('What', { exact: true })
    .locator('option')
    .evaluateAll((all) => Object.fromEntries(all.map((o) => [o.value, o.textContent])));
  for (const action of actions) {
    await page.getByLabel('What', { exact: true }).selectOption(action);
    await page.waitForURL(`**/journal?action=${action}`);
    await settled(page);
    const said = await table(page).locator('td.main > a').allTextContents();
    // a document of which an auditor may not read the name is no more than uploaded, and the reference data have no name
    const short = said.filter((text) => text === choices[action] && !['files.upload', 'reference.load'].includes(action));
    assert.ok(said.length > 0, `${action} has lines`);
    assert.deepEqual(short, [], `${action} says what`);
  }
});

test('the filters stand in the address, and what they do not find is explained', async (t) => {
  const { as } = await house(t);
  for (const viewport of [laptop, phone]) {
    const page = await as('auditor@demo.example', { viewport });
    await open(page, '/journal');
    await accessible(page, 'journal');
    await fits(page);
    if (viewport === phone) await page.getByRole('button', { name: 'More filters' }).click();
    await page.getByLabel('Kind of record').selectOption('Payment');
    await page.waitForURL(/kind=payment/);
    await settled(page);
    const lines = await table(page).locator('td.main > a').allTextContents();
    assert.ok(lines.length > 10 && lines.every((text) => / payment /i.test(` ${text} `)), lines.join('\n'));

    await open(page, '/journal');
    const { reference } = (await read(page, '/invitations?host=TL&status=accepted')).items[0];
    await page.getByRole('searchbox', { name: 'Reference' }).fill(reference.toLowerCase());
    await page.waitForURL(new RegExp(`reference=${reference}`, 'i'));
    await settled(page);
    const told = await table(page).locator('td.main > a').allTextContents();
    assert.ok(told.length && told.every((text) => text.includes(`${reference} of Timor-Leste`)), told.join('\n'));
    await page.getByRole('searchbox', { name: 'Reference' }).fill('INV-1999-0001');
    await page.getByText('No invitation and no proposal has the reference INV-1999-0001').waitFor();
    await page.getByRole('button', { name: 'Remove filter: Reference' }).click();
    await table(page).waitFor();

    await open(page, '/journal?from=1999-01-01&to=1999-01-31');
    await page.getByText('No decision fits these filters.').waitFor();
    await page.getByText('Choose a longer one').waitFor();
    await open(page, '/journal?from=2026-02-01&to=2026-01-01'); // as somebody may write it
    await page.getByText('The period ends before it begins.').waitFor();
    await page.context().close();
  }
});

test('what was done again and again is one line, and what was changed can be seen', async (t) => {
  const { as } = await house(t);
  const observer = await as('observer@demo.example');
  await observer.evaluate(async () => {
    const me = await (await fetch('/api/v1/me')).json();
    const to = `/api/v1/observers/${me.account.observerId}/availability/confirm`;
    for (let n = 0; n < 3; n++) if (!(await fetch(to, { method: 'POST' })).ok) throw new Error(to);
  });
  const page = await as('auditor@demo.example', { viewport: phone });
  await open(page, '/journal?action=availability.confirm');
  const first = table(page)
    .getByRole('row')
    .filter({ hasText: /3 times/ });
  await first.getByText(/^3 times (at|between) /).click();
  assert.equal(await first.getByRole('link', { name: /^Entry \d+, / }).count(), 3);
  await accessible(page, 'folded');
  await fits(page);
  await picture(page, 'journal-folded');

  await open(page, '/journal?action=invitations.assess');
  await page.getByText('Show the changes').first().click();
  await page.getByText('Guarantee G1: none → met').first().waitFor();
  await accessible(page, 'changes');
  await fits(page);

  // The page of the record tells it in the same words, and leads here.
  await open(page, '/journal?kind=payment&action=payments.approve');
  const link = table(page).locator('td.main > a').first();
  const sentence = await link.textContent();
  await table(page).getByRole('link', { name: 'Payment', exact: true }).first().click();
  await page.getByRole('list', { name: 'History' }).getByRole('link', { name: sentence, exact: true }).waitFor();
  await page.getByRole('link', { name: 'In the journal' }).click();
  await table(page).getByRole('link', { name: sentence, exact: true }).click();
  await page.getByRole('heading', { name: sentence, level: 1 }).waitFor();
});
