// A secretariat moves in from its spreadsheets.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readSheet } from 'read-excel-file/node';
import { accessible, day, house, picture, settled } from './harness.mjs';
import { workbook, xlsx } from './workbook.mjs';

const headings = ['Name', 'Gender', 'Citizenship', 'Nominated by', 'Date of birth', 'E-Mail'];
const people = [
  headings,
  ['HARTONO', 'man', 'Indonesia', 'ID', '1971-08-17', 'hartono@example.org'],
  ['นภา วงศ์สกุล', 'woman', 'TH, PT', 'TH', '1985-04-02', ''],
  ['سمیرا گلزار نو', 'f', 'Pakistan', 'PK', '31.02.1985', ''],
  ['LEE JAE-WON', 'man', 'South Korea', 'KR', '1990-01-31', { formula: 'HYPERLINK("mailto:x")' }],
];
const trainings = [
  ['Person', 'Kind', 'Title', 'Organiser', 'First day', 'Last day'],
  ['Hartono', 'course', 'Course for short-term observers', 'ODIHR', '2024-03-04', '2024-03-08'],
];

test('people come in from a workbook, all but the rows with errors, and once', async (t) => {
  const { as } = await house(t);
  const page = await as('admin@demo.example');
  const picker = page.getByLabel('Spreadsheet', { exact: true });
  await page.goto('/cohort');
  await page.getByRole('link', { name: 'Import', exact: true }).click();
  await page.getByRole('heading', { name: 'Import people' }).waitFor();
  await accessible(page, 'nothing chosen', true);
  await picture(page, 'import-begin');
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Template as XLSX' }).click();
  assert.equal((await saved).suggestedFilename(), 'import.xlsx');

  await picker.setInputFiles(xlsx('macros.xlsm', { People: people }, { 'xl/vbaProject.bin': 'x' }));
  await page.getByText('contains macros').waitFor();
  await picker.setInputFiles({ name: 'many.csv', mimeType: 'text/csv', buffer: Buffer.from(`Name\n${'Suharto\n'.repeat(40_000)}`) });
  await page.getByText('40000 rows are too many').waitFor();

  await picker.setInputFiles(xlsx('cohort.xlsx', { People: people, Trainings: trainings }));
  await page.getByText('2 people and 1 training can be imported.').waitFor();
  await page.getByText('2 rows have errors.').waitFor();
  const table = page.getByRole('table', { name: 'Rows with errors' });
  await table.getByText('is not in the calendar').waitFor();
  await table.getByText('Use a real date, such as 28 Feb 1985.').waitFor();
  await table.getByText('this is a formula').waitFor();
  await table.getByText('F5', { exact: true }).waitFor();
  await settled(page);
  await accessible(page, 'verdicts', true);
  await picture(page, 'import-verdicts');
  const faulty = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download the 2 rows' }).click();
  const rows = await readSheet(readFileSync(await (await faulty).path()));
  assert.equal(rows[0].at(-1), 'Why');
  assert.ok(rows.some((row) => row[0] === 'سمیرا گلزار نو' && /Use a real date/.test(String(row.at(-1)))));
  assert.ok(rows.flat().some((cell) => String(cell).startsWith('=HYPERLINK'))); // as text

  await page.getByRole('button', { name: 'Import 2 people and 1 training, leave 2 out' }).click();
  await page.getByText('Imported: 2 people and 1 training').waitFor();
  await picture(page, 'import-done');
  await page.getByRole('link', { name: 'Waiting list' }).click();
  await page.getByText('HARTONO').first().waitFor();
  await page.getByText('นภา วงศ์สกุล').first().waitFor();

  // The same file again changes nothing.
  await page.goto('/cohort/import');
  await picker.setInputFiles(xlsx('cohort.xlsx', { People: people, Trainings: trainings }));
  await page.getByText('Nothing in this file can be imported.').waitFor();
  await page.getByText('3 rows are in the fund already.').waitFor();
  assert.equal(await page.getByRole('button', { name: /^Import / }).count(), 0);
  await page.getByRole('button', { name: 'Give up and delete the file' }).click();
  await page.getByRole('button', { name: 'Choose a spreadsheet' }).waitFor();
});

test('columns that no one could guess are matched by hand, and alike the next time', async (t) => {
  const { as } = await house(t);
  const page = await as('admin@demo.example');
  const odd = () => ({
    Liste: [
      ['Wer', 'Was', 'Woher', 'Durch', 'Wann'],
      ['BUDIARTO', 'man', 'ID', 'ID', '1971-08-17'],
    ],
  });
  const picker = page.getByLabel('Spreadsheet', { exact: true });
  await page.goto('/cohort/import');
  await picker.setInputFiles(xlsx('liste.xlsx', odd()));
  await page.getByText('Nothing in this file can be imported.').waitFor();
  await page.getByLabel('Rows are').selectOption('People');
  for (const [column, field] of [
    ['A: Wer', 'Name as in the passport'],
    ['B: Was', 'Gender'],
    ['C: Woher', 'Nationalities'],
    ['D: Durch', 'Nominated by'],
    ['E: Wann', 'Birth date'],
  ]) {
    await page.getByLabel(column).selectOption(field);
  }
  await accessible(page, 'matching', true);
  await picture(page, 'import-matching');
  await page.getByRole('button', { name: 'Match the columns' }).click();
  await page.getByText('1 person can be imported.').waitFor();
  await page.goto('/cohort/import');
  await picker.setInputFiles(xlsx('liste.xlsx', odd()));
  await page.getByText('1 person can be imported.').waitFor();
});

test('opportunities come in as drafts, and once', async (t) => {
  const { as } = await house(t);
  const page = await as('admin@demo.example');
  const picker = page.getByLabel('Spreadsheet', { exact: true });
  const next = new Date().getFullYear() + 2;
  const offers = () =>
    xlsx('offers.xlsx', {
      Courses: [
        ['Title', 'Provider', 'Type', 'Role', 'Country', 'City', 'Start', 'End', 'Seats', 'Deadline', 'Price'],
        [
          'Analysts of media',
          'ODIHR',
          'course',
          'media',
          'Poland',
          'Warsaw',
          `${next}-03-01`,
          `${next}-03-05`,
          '12',
          `${next}-01-31`,
          '1 450,00',
        ],
        [
          'Mission in the region',
          'EU',
          'mission',
          'LTO',
          'Timor-Leste',
          'Dili',
          `${next}-03-01`,
          `${next}-03-25`,
          '4',
          `${next}-01-31`,
          '1,450',
        ],
      ],
    });
  await page.goto('/training');
  await settled(page);
  await page.getByRole('link', { name: 'Import', exact: true }).click();
  await page.getByRole('heading', { name: 'Import opportunities' }).waitFor();
  await accessible(page, 'nothing chosen of opportunities', true);
  await picture(page, 'import-opportunities-begin');
  await picker.setInputFiles(offers());
  await page.getByText('1 opportunity can be imported.').waitFor();
  await page.getByText('can be 1 450 or 1.450').waitFor();
  await settled(page);
  await accessible(page, 'verdicts of opportunities', true);
  await picture(page, 'import-opportunities-verdicts');
  await page.getByRole('button', { name: 'Import 1 opportunity, leave 1 out' }).click();
  await page.getByText('Imported: 1 opportunity').waitFor();
  await page.getByRole('link', { name: 'Drafts' }).click();
  await page.getByRole('link', { name: 'Analysts of media' }).waitFor();
  await page.goto('/training/opportunities/import');
  await picker.setInputFiles(offers());
  await page.getByText('Nothing in this file can be imported.').waitFor();
  await page.getByText('One row that is in the fund already').click();
  await page.getByRole('link', { name: 'Analysts of media' }).waitFor();
});

test('pledges come in with what was received, and what may be a mistake once it is confirmed', async (t) => {
  const { as } = await house(t);
  const page = await as('admin@demo.example');
  const picker = page.getByLabel('Spreadsheet', { exact: true });
  const today = day(0);
  const money = () =>
    xlsx('pledges.xlsx', {
      Pledges: [
        ['Donor', 'Agreement', 'Amount', 'Currency', 'Rate', 'Window', 'Date', 'Received', 'Received on', 'Bank credit', 'Bank reference'],
        ['Japan', 'Exchange of notes 14', '150.000,00', 'USD', '', 'training', today, '50000', today, '', 'MUFG 14/1'],
        ['Korea', 'Old agreement', '20000', 'USD', '', '', '2019-05-01', '20000', '2019-06-01', '', 'KEB 5'],
        ['Australia', 'Deed 9', '75,000', 'USD', '', '', today],
      ],
      Receipts: [
        ['Donor', 'Agreement', 'Amount', 'Date', 'Bank reference'],
        ['JP', 'Exchange of notes 14', '25000', today, 'MUFG 14/2'],
      ],
    });
  await page.goto('/fund/contributions');
  await settled(page);
  await page.getByRole('link', { name: 'Import', exact: true }).click();
  await page.getByRole('heading', { name: 'Import contributions' }).waitFor();
  await picture(page, 'import-contributions-begin');
  await picker.setInputFiles(money());
  await page.getByText('1 pledge and 2 receipts can be imported.').waitFor();
  await page.getByText('can be 75 000 or 75.000').waitFor();
  await page.getByText('One row may be a mistake.').waitFor();
  await settled(page);
  await accessible(page, 'verdicts of contributions', true);
  await picture(page, 'import-contributions-verdicts');
  await page.getByLabel('Pledges 3 is right').check();
  await page.getByText('2 pledges and 3 receipts can be imported.').waitFor();
  await page.getByRole('button', { name: 'Import 2 pledges and 3 receipts, leave 1 out' }).click();
  await page.getByText('Imported: 2 pledges and 3 receipts').waitFor();
  await page.getByRole('link', { name: 'Contributions', exact: true }).last().click();
  await page.getByText('Exchange of notes 14').waitFor();
  await page.getByText('Old agreement').waitFor();
  await page.goto('/fund/contributions/import');
  await picker.setInputFiles(money());
  await page.getByText('Nothing in this file can be imported.').waitFor();
  await page.getByText('3 rows are in the fund already.').waitFor();

  // What other programs write is told apart, whatever it is called.
  for (const { buffer, says, remedy } of [
    { buffer: workbook({ A: [['x']] }, { 'content.xml': '<x/>' }), says: /is an OpenDocument file/, remedy: /open it in LibreOffice/i },
    { buffer: workbook({ A: [['x']] }, { 'Index/Document.iwa': 'x' }), says: /is a spreadsheet of Numbers/, remedy: /export it to Excel/ },
    { buffer: Buffer.from('%PDF-1.7\n%%EOF'), says: /is a PDF/, remedy: /the spreadsheet that it was made from/ },
  ]) {
    await picker.setInputFiles({ name: 'pledges.xlsx', mimeType: 'application/octet-stream', buffer });
    await page.getByText(says).waitFor();
    await page.getByText(remedy).waitFor();
  }
});
