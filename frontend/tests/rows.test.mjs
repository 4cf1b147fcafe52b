// Every list and every report, downloaded as CSV and as XLSX and read by programs that are not ours: as many rows as the list has,
// the same in both, and the same sums of money. Where LibreOffice is (make soak), it opens each workbook too.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'csv-parse/sync';
import { readSheet } from 'read-excel-file/node';
import { day, house, settled, thorough } from './harness.mjs';

const prefix = '/api/v1';
/** What somebody is answered, signed in without a browser. */
async function reader(url, email) {
  const session = await fetch(`${url}${prefix}/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email, password: 'demonstration' }),
  });
  const cookie = session.headers.get('Set-Cookie')?.split(';')[0] ?? '';
  return async (path, accept = 'application/json') => {
    const answer = await fetch(url + path, { headers: { cookie, accept } });
    if (answer.status === 403) return undefined;
    assert.equal(answer.status, 200, `${path} as ${accept}: ${answer.status}`);
    return accept === 'application/json' ? answer.json() : Buffer.from(await answer.arrayBuffer());
  };
}

/** Every address that is a table, with the columns that the document says it has; of records that `mine` can read where one must. */
async function tables(url, read, mine = read) {
  const document = await (await fetch(`${url}/api/openapi.json`)).json();
  const mission = (await read(`${prefix}/deployments?sort=-startsOn&limit=200`)).items.find((d) => d.seats.length);
  const { account } = await mine(`${prefix}/me`);
  const ids = {
    observers: account.observerId ?? (await read(`${prefix}/observers?seated=true&limit=1`)).items[0].id,
    contributions: (await read(`${prefix}/contributions?sort=pledgedOn&limit=1`)).items[0].id,
    deployments: mission.id,
    conversations: (await mine(`${prefix}/${account.role === 'state' ? 'invitations' : 'assignments'}?limit=1`)).items[0].id,
  };
  const asked = {
    '/candidates': `seatId=${mission.seats[0].id}`,
    '/move': `startsOn=${mission.startsOn}&until=${mission.until}`,
    '/feasibility': `startsOn=${day(60)}&zone=Asia/Dili`,
  };
  return Object.entries(document.paths).flatMap(([path, { get }]) => {
    if (!get?.['x-columns']) return [];
    const address = path.replace('{id}', ids[path.split('/')[3]]);
    const query = Object.entries(asked).find(([end]) => path.endsWith(end))?.[1];
    const paged = get.parameters?.some((p) => p.name === 'limit');
    const back = get.parameters?.some((p) => p.name === 'before') ? 'before' : 'after';
    return [{ path, address: query ? `${address}?${query}` : address, columns: get['x-columns'], paged, back }];
  });
}

/** All that a list holds in JSON; nothing where it is a report of several parts. */
async function listed(read, { address, paged, back, path }) {
  const items = [];
  const and = address.includes('?') ? '&' : '?';
  let next = '';
  if (path.endsWith('/waiting')) {
    const { counts } = await read(address);
    return (await read(`${address}?${counts.map((c) => `actions=${c.action}`).join('&')}`)).items;
  }
  do {
    const page = await read(address + (paged ? `${and}limit=200${next && `&${back}=${next}`}` : ''));
    if (!page.items) return undefined;
    items.push(...page.items);
    next = page.next ?? '';
  } while (next);
  return items;
}

/** A cell of a workbook as CSV writes it; numbers are read as they are written. */
function written(cell, type) {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return type === 'date' ? cell.toISOString().slice(0, 10) : cell.toISOString();
  return String(cell);
}
const plain = (text, type) => {
  if (type === 'instant') return text && new Date(text).toISOString();
  return /^'[=+\-@\t\r]/.test(text) ? text.slice(1) : text; // which the apostrophe kept from being a formula
};
/** An amount in the smallest units there can be, exactly. */
const exact = (text) => {
  const [whole, fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(4, '0'));
};
/** The rows of a CSV without what its last two columns add: behind the first row, the head of the record. */
function headless(csv) {
  const rows = parse(csv, { bom: true });
  const beside = rows.map((row) => row.splice(-2));
  assert.deepEqual(beside[0], ['Head of the record', 'Head read at (UTC)']);
  if (rows.length > 1) assert.match(beside[1].join(), /^[0-9a-f]{64}@\d+,2\d{3}-/);
  assert.ok(beside.slice(2).every(([head, day]) => !head && !day));
  return rows;
}
const at = (item, field) => field.split('.').reduce((value, name) => value?.[name], item);

for (const email of ['admin@demo.example', 'auditor@demo.example', 'observer@demo.example', 'state@demo.example']) {
  test(`every list as a file, for ${email}`, async (t) => {
    const { url } = await house(t);
    const read = await reader(url, email);
    const all = await tables(url, await reader(url, 'admin@demo.example'), read);
    const { items: currencies } = await read(`${prefix}/currencies`);
    const decimals = new Map(currencies.map((c) => [c.code, c.decimals]));
    let compared = 0;
    let amounts = 0;
    for (const one of all) {
      const { path, columns } = one;
      const csv = await read(one.address, 'text/csv');
      if (!csv) continue; // it is for others
      compared++;
      const rows = headless(csv);
      const book = await read(one.address, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
      const sheet = await readSheet(book, { trim: false, parseNumber: (text) => text });
      assert.deepEqual(
        rows[0],
        columns.map((c) => c.label),
        path,
      );
      assert.equal(sheet.length, rows.length, `${path}: rows of the workbook`);
      rows.forEach((row, y) =>
        row.forEach((cell, x) => {
          const type = y ? columns[x].type : 'text';
          assert.equal(written(sheet[y][x], type), plain(cell, type), `${path}: ${columns[x].label} of row ${y}`);
        }),
      );
      const items = await listed(read, one);
      if (!items) continue;
      assert.equal(rows.length - 1, items.length, `${path}: rows of the list`);
      columns.forEach(({ label, field, type }, x) => {
        if (!type.startsWith('money') || !field) return;
        const fund = columns.findIndex((c) => c.label === 'Fund currency');
        const beside = columns.findIndex((c) => c.field === field.replace(/[^.]+$/, 'currency'));
        const inFile = rows.slice(1).reduce((sum, row) => sum + (row[x] ? exact(row[x]) : 0n), 0n);
        const inList = items.reduce((sum, item, n) => {
          const minor = at(item, field);
          if (minor === undefined || minor === null) return sum;
          const code = (type !== 'money' && rows[n + 1][beside]) || rows[n + 1][fund];
          amounts++;
          return sum + BigInt(minor) * 10n ** BigInt(4 - decimals.get(code));
        }, 0n);
        assert.equal(inFile, inList, `${path}: the sum of ${label}`);
      });
    }
    const staff = /admin|auditor/.test(email);
    assert.ok(compared >= (staff ? 30 : 15) && amounts >= (staff ? 500 : 0), `${compared} tables, ${amounts} amounts`);
  });
}

const office = thorough && spawnSync('soffice', ['--version']).error === undefined;
test('a spreadsheet opens every workbook', { skip: office ? false : 'LibreOffice opens them in make soak' }, async (t) => {
  const { url } = await house(t);
  const read = await reader(url, 'admin@demo.example');
  const folder = mkdtempSync(join(tmpdir(), 'office-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const files = [];
  for (const { path, address, columns } of await tables(url, read)) {
    const name = `table-${files.length}`;
    writeFileSync(join(folder, `${name}.xlsx`), await read(address, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'));
    files.push({ name, path, columns, rows: headless(await read(address, 'text/csv')) });
  }
  // 76 is UTF-8; numbers as they are, and not as they look
  const filter = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false';
  const done = spawnSync(
    'soffice',
    [
      '--headless',
      `-env:UserInstallation=file://${folder}/profile`,
      '--convert-to',
      filter,
      '--outdir',
      folder,
      ...files.map((f) => join(folder, `${f.name}.xlsx`)),
    ],
    { encoding: 'utf8', timeout: 300_000 },
  );
  assert.equal(done.status, 0, done.stderr);
  for (const { name, path, columns, rows } of files) {
    const opened = parse(readFileSync(join(folder, `${name}.csv`)), { bom: true, relax_column_count: true });
    assert.equal(opened.length, rows.length, `${path}: rows`);
    rows.forEach((row, y) =>
      row.forEach((cell, x) => {
        const { type, label } = columns[x];
        if (y && !['text', 'date'].includes(type)) return; // numbers and instants it writes in its own way
        assert.equal(opened[y][x] ?? '', plain(cell, 'text'), `${path}: ${label} of row ${y}`);
      }),
    );
    columns.forEach(({ type, label }, x) => {
      if (!type.startsWith('money')) return;
      const sum = (table) =>
        table.slice(1).reduce((all, row) => all + (row[x] ? exact(Number(row[x].replaceAll(',', '')).toFixed(4)) : 0n), 0n);
      assert.equal(sum(opened), sum(rows), `${path}: the sum of ${label}`);
    });
  }
});

test('what is listed is downloaded with its filters, and printed whole', async (t) => {
  const { as } = await house(t);
  const page = await as('admin@demo.example');
  await page.goto('/fund/transfers?sort=number');
  await settled(page);
  const count = async (path) => (await page.evaluate(async (p) => (await fetch(p)).json(), path)).total;
  const total = await count('/api/v1/transfers?count=true&limit=1');
  for (const form of ['CSV', 'XLSX']) {
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: `Download ${form}` }).click()]);
    assert.match(file.suggestedFilename(), new RegExp(`^transfers-\\d{4}-\\d\\d-\\d\\d\\.${form.toLowerCase()}$`));
    const content = readFileSync(await file.path());
    const rows = form === 'CSV' ? parse(content, { bom: true }) : await readSheet(content, { parseNumber: (text) => text });
    assert.equal(rows.length - 1, total);
    const number = rows[0].indexOf('Number');
    assert.deepEqual(
      rows.slice(1).map((row) => Number(row[number])),
      Array.from({ length: total }, (_, n) => n + 1),
      'in the order of the address',
    );
  }
  await page.evaluate(() => (window.print = () => void (document.title = 'printed')));
  await page.getByRole('button', { name: 'Print all rows' }).click();
  await page.waitForFunction(() => document.title === 'printed');
  const shown = await page.locator('main tbody tr').count();
  assert.ok(shown === total || (shown >= 500 && shown < total), `${shown} of ${total} rows are printed`);
  await page.emulateMedia({ media: 'print' });
  await page.getByText(/^Printed by .+, \d+ \w+ \d{4}/).waitFor();
  const left = page.getByText(/more rows? (is|are) not on this paper/);
  if (shown < total) assert.match(await left.innerText(), new RegExp(`^${(total - shown).toLocaleString('en-GB')} more`));
  else assert.equal(await left.count(), 0);
});

test('on paper a name stands for who printed it', async (t) => {
  const { as } = await house(t);
  const page = await as('admin@demo.example');
  await page.goto('/fund/payments');
  await settled(page);
  const mine = page.getByRole('row').filter({ hasText: /by you$|by you\b/ });
  await mine.first().waitFor();
  const rows = await mine.count();
  await page.evaluate(() => void dispatchEvent(new Event('beforeprint')));
  assert.equal(await mine.count(), 0);
  assert.equal(await page.getByRole('row').filter({ hasText: 'by Administrator One' }).count(), rows);
  await page.evaluate(() => void dispatchEvent(new Event('afterprint')));
  assert.equal(await mine.count(), rows);
});
