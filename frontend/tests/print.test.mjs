// The three pages that are made for paper: my status, the accreditation list and a statement. They are printed to PDF; where
// pdftotext is (poppler-utils), what stands on the paper is read.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { house, pictures, settled } from './harness.mjs';

const read = (page, path) => page.evaluate(async (p) => (await fetch(`/api/v1${p}`)).json(), path);
const reader = spawnSync('pdftotext', ['-v']).error === undefined;

/** Prints a page as the browser does, and tells how many sheets it took and what stands on them. */
async function paper(page, name) {
  mkdirSync(pictures, { recursive: true });
  const path = join(pictures, `${name}.pdf`);
  const content = await page.pdf({ path, format: 'A4' });
  assert.ok(content.length > 5_000, 'there is something on it');
  const sheets = (content.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g) ?? []).length;
  const text = reader ? spawnSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' }).stdout : undefined;
  await page.emulateMedia({ media: 'print' });
  for (const role of ['navigation', 'button', 'combobox'])
    assert.equal(await page.getByRole(role).filter({ visible: true }).count(), 0, `${name}: no ${role} on paper`);
  await page.emulateMedia({ media: null });
  return { sheets, text };
}
/** The head of the record with its day, and how to use it. */
const head = /Head of the record on \d[^.]*, after [\d,]+ entries:\s+[0-9a-f]{40,}[0-9a-f\s]*@\d+[\s\S]*verify -head/;
/** What must stand on the paper, and what must not. */
function holds({ text }, words, never = [/Search/, /Sign out/, /Skip to the content/]) {
  if (text === undefined) return;
  for (const one of words) assert.match(text, one);
  for (const one of never) assert.doesNotMatch(text, one);
}

test('my status on paper', async (t) => {
  const { as } = await house(t);
  const page = await as('observer@demo.example');
  await page.getByText('You are deployable as').first().waitFor();
  const sheet = await paper(page, 'paper-my-status');
  assert.ok(sheet.sheets >= 1 && sheet.sheets <= 2, `${sheet.sheets} sheets`);
  holds(
    sheet,
    [
      head,
      /My status/,
      /You are deployable as a short-term observer/,
      /Amihan Rosario Dimaculangan, seat \d+\. As of \d/,
      /Confirmed on|Availability/,
    ],
    [/Search/, /Skip to the content/, /Confirm availability/],
  );
  await page.evaluate(() => (document.documentElement.dataset.theme = 'dark'));
  await page.emulateMedia({ media: 'print' });
  assert.equal(
    await page.evaluate(() => getComputedStyle(document.body).backgroundColor),
    'rgb(255, 255, 255)',
    'paper is white in the dark theme too',
  );
});

test('an accreditation list on paper', async (t) => {
  const { as } = await house(t);
  const page = await as('state@demo.example');
  const mission = (await read(page, '/deployments')).items.find((d) => d.seats.some((s) => s.accepted));
  const { items } = await read(page, `/deployments/${mission.id}/accreditation`);
  await page.goto(`/deployments/${mission.id}`);
  await page.getByRole('table', { name: 'Accreditation list' }).waitFor();
  await settled(page);
  const sheet = await paper(page, 'paper-accreditation');
  assert.ok(sheet.sheets >= 1 && sheet.sheets <= 2, `${sheet.sheets} sheets for ${items.length} people`);
  holds(sheet, [
    head,
    /Accreditation list/,
    /Timor-Leste, polling/,
    /As of \d/,
    /Passport number/,
    ...items.map((p) => new RegExp(p.passportNumber)),
  ]);
});

test('a statement on paper', async (t) => {
  const { as } = await house(t);
  const page = await as('auditor@demo.example');
  const all = (await read(page, '/contributions?limit=200')).items;
  const contribution = all.reduce((most, c) => (c.money.spent > most.money.spent ? c : most));
  await page.goto(`/fund/contributions/${contribution.id}/statement`);
  await page.getByRole('table', { name: /^Transfers of the period/ }).waitFor();
  await settled(page);
  const sheet = await paper(page, 'paper-statement');
  assert.ok(sheet.sheets >= 1 && sheet.sheets <= 10, `${sheet.sheets} sheets`);
  // Every transfer with the running balance: four figures after each amount, the last of them as the statement ends.
  const balance = /^\s*\S.*?\s([\d,]+\.\d\d)\s+([\d,]+\.\d\d)\s+([\d,]+\.\d\d)\s+([\d,]+\.\d\d)\s+([\d,]+\.\d\d)$/;
  const { closing } = await read(page, `/contributions/${contribution.id}/statement`);
  const entries = (await read(page, `/contributions/${contribution.id}/statement/entries?limit=200`)).items;
  const minor = (text) => Number(text.replace(/[,.]/g, ''));
  const lines = sheet.text
    ?.split('\n')
    .map((line) => balance.exec(line))
    .filter(Boolean)
    .map((found) => found.slice(1).map(minor));
  if (lines) {
    assert.deepEqual(
      lines,
      entries.map((e) => [e.amount, e.after.unallocated, e.after.uncommitted, e.after.rest, e.after.spent]),
      'every line in full, in its order',
    );
    assert.deepEqual(lines.at(-1).slice(1), [closing.unallocated, closing.uncommitted, closing.rest, closing.spent]);
  }
  // Nothing is cut off at the side: the printed page is as wide as the paper.
  await page.setViewportSize({ width: 673, height: 900 }); // A4 within its margins
  await page.emulateMedia({ media: 'print' });
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), 'it fits the paper');
  const ends = await page.locator('table[aria-label^="Transfers"] tr').evaluateAll((rows) =>
    rows.map((row) =>
      [...row.children]
        .slice(-5)
        .map((cell) => Math.round(cell.getBoundingClientRect().right))
        .join(),
    ),
  );
  assert.equal(new Set(ends).size, 1, 'figures stand under each other');
  holds(sheet, [
    /Statement:/,
    /Balances over the period/,
    /Every transfer/,
    /Amount\s+Not allocated\s+On lines\s+Committed\s+With payees/,
    /Payees/,
    /What this statement proves/,
    /as of \d/,
    head,
  ]);
});

test('the proof on paper', async (t) => {
  const { as } = await house(t);
  const page = await as('auditor@demo.example');
  await page.goto('/journal/verify');
  await page.getByText('Nothing was altered').waitFor();
  await settled(page);
  const { entries } = await read(page, '/journal/head');
  const sheet = await paper(page, 'paper-proof');
  assert.ok(sheet.sheets >= 1 && sheet.sheets <= 3, `${sheet.sheets} sheets`);
  holds(sheet, [
    new RegExp(`Verified .*: ${entries.toLocaleString('en')} entries`),
    /Head of the chain on \d+ \S+ \d{4}/,
    /[0-9a-f]{64}@\d+/,
    /verify -head/,
  ]);
});
