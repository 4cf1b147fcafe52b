// A secretariat moves in: a new fund, two administrators, and the spreadsheets that they kept until now.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readSheet } from 'read-excel-file/node';
import { house, picture, settled } from './harness.mjs';
import { byKeyboard } from './keyboard.mjs';
import { press, read } from './telling.mjs';
import { xlsx } from './workbook.mjs';

const password = 'seven brass kettles';

/** A page of whoever opens the link that the program printed for them. */
async function byLink({ person, log }, name) {
  const token = new RegExp(`${name}" <.*\\s+\\S*#(/link/\\S+)`).exec(log())?.[1];
  assert.ok(token, log());
  const page = await person();
  await page.goto(`/#${token}`);
  await page.getByLabel('New password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Set the password and sign in' }).click();
  await page.getByText('Your password is set, and you are signed in.').waitFor();
  return page;
}

const two = (n) => String(n).padStart(2, '0');
// By state: the names of families, and of persons; where one of them is empty, people have one name.
const named = {
  ID: [['Suharto', 'Hartini', 'Budiarto', 'Sukarsih', 'Wiranto'], ['']],
  TH: [
    ['วงศ์สกุล', 'ศรีสุวรรณ'],
    ['นภา', 'สมชาย', 'กัญญา', 'ประเสริฐ', 'มาลี'],
  ],
  PK: [
    ['گلزار', 'حسین'],
    ['سمیرا', 'فاطمہ', 'احمد', 'بلال', 'عائشہ'],
  ],
  TL: [
    ['da Costa', 'dos Santos'],
    ['Maria', 'João', 'Domingas', 'Mateus', 'Filomena'],
  ],
  VN: [
    ['Nguyễn', 'Đặng'],
    ['Thị Tuyết Nhung', 'Văn Hùng', 'Minh Châu', 'Thị Lan', 'Quốc Bảo'],
  ],
  JP: [
    ['Satō', 'Ōkubo'],
    ['Yūko', 'Kenji', 'Haruka', 'Naoki', 'Aiko'],
  ],
  PH: [
    ['Dela Cruz', 'Peñaflor'],
    ['Ma. Luisa', 'José', 'Angelito', 'Rowena', 'Ramil'],
  ],
  MM: [['Thandar', 'Khin Khin', 'Htut', 'Zarni', 'Nwe'], ['']],
  NZ: [
    ["O'Neill", 'Te Rangi'],
    ['Aroha', 'Wiremu', 'Siân', 'Tāne', 'Fiona'],
  ],
  LK: [
    ['Wickramasinghe', 'Ganeshan'],
    ['Nirmala', 'Kumaran', 'Dilini', 'Ruwan', 'Selvi'],
  ],
  MN: [['Батбаяр', 'Оюунчимэг', 'Ганзориг', 'Сарангэрэл', 'Нямдорж'], ['']],
  KR: [
    ['Lee', 'Kang'],
    ['Jae-won', 'Seo-yeon', 'Min-ho', 'Ha-eun', 'Do-yun'],
  ],
};

/** A hundred people who are nobody, three trainings each, and what is wrong with three of them unless it is corrected. */
function cohort(corrected) {
  /** @type {any[][]} */
  const people = [
    ['Full name', 'Sex', 'Citizenship', 'Nominated by', 'Date of birth', 'Passport No', 'Issuing country', 'E-mail', 'Languages', 'Role'],
  ];
  const trainings = [['Observer', 'Passport No', 'Type', 'Course title', 'Provider', 'Role', 'Country', 'Start', 'End', 'Certificate no']];
  const all = Object.entries(named).flatMap(([state, [families, givens]]) =>
    families.flatMap((family) => givens.map((given) => ({ state, name: `${given} ${family}`.trim() }))),
  );
  for (let n = 0; n < 100; n++) {
    const { state } = all[n % all.length];
    const name = n < all.length ? all[n].name : `${all[n % all.length].name} ${['the younger', 'II'][Math.floor(n / all.length) - 1] ?? n}`;
    const number = `${state}${String(40_000 + 7 * n)}`;
    people.push([
      name,
      n % 2 ? 'M' : 'F',
      state === 'TL' ? 'TL, PT' : state,
      state,
      `${1965 + (n % 35)}-${two((n % 12) + 1)}-${two((n % 28) + 1)}`,
      number,
      state,
      `person${n}@example.org`,
      'en C1',
      n % 3 ? 'STO' : 'STO, LTO',
    ]);
    const who = [name, number];
    trainings.push(
      [...who, 'UN BSAFE', 'BSAFE', 'UNDSS', '', '', `2024-01-${two((n % 28) + 1)}`, `2024-01-${two((n % 28) + 1)}`, `B-${n}`],
      [...who, 'course', "Short-term observers' course", 'ODIHR', 'STO', '', '4 Mar 2024', '8 Mar 2024', `C-${n}`],
      [...who, 'mission', 'Presidential election 2024', 'EU', 'STO', n % 2 ? 'Senegal' : 'Tunisia', '2024-09-01', '2024-09-25', ''],
    );
  }
  if (!corrected) {
    people[13][4] = '31.02.1985';
    people[40][5] = people[39][5];
    people[77][7] = { formula: 'HYPERLINK("mailto:x")' };
  }
  return xlsx('cohort.xlsx', { Roster: people, 'Training record': trainings });
}

test('an empty fund takes in a hundred people with three hundred trainings, and admits them in one step', async (t) => {
  const fund = await house(t, { empty: true });
  const page = await byLink(fund, 'First Administrator');
  await page.goto('/cohort');
  await settled(page);
  await page.getByRole('link', { name: 'Import people from a spreadsheet' }).click();
  const picker = page.getByLabel('Spreadsheet', { exact: true });

  await picker.setInputFiles(xlsx('roster.xlsm', { Roster: [['Name']] }, { 'xl/vbaProject.bin': 'x' }));
  await page.getByText('contains macros').waitFor();
  await page.getByText('Save it as an XLSX workbook without macros').waitFor();
  await picker.setInputFiles(xlsx('everybody.xlsx', { Roster: [['Name'], ...Array.from({ length: 40_000 }, (_, n) => [`Person ${n}`])] }));
  await page.getByText('40000 rows are too many: at most 2000 can be imported at once').waitFor();

  await picker.setInputFiles(cohort(false));
  await page.getByText('97 people and 291 trainings can be imported.').waitFor();
  await page.getByText('12 rows have errors.').waitFor();
  const wrong = page.getByRole('table', { name: 'Rows with errors' });
  await wrong.getByText('is not in the calendar').waitFor();
  await wrong.getByText('has the same passport').first().waitFor();
  await wrong.getByText('is known by another passport number').first().waitFor();
  await wrong.getByText('this is a formula').waitFor();
  await picture(page, 'moving-verdicts');
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download the 12 rows' }).click();
  const rows = await readSheet(readFileSync(await (await saved).path()));
  assert.equal(rows.length, 4);
  assert.match(String(rows[1].at(-1)), /Use a real date, such as 28 Feb 1985/);

  await picker.setInputFiles(cohort(true));
  await page.getByRole('button', { name: 'Import 100 people and 300 trainings', exact: true }).click();
  await page.getByText('Imported: 100 people and 300 trainings').waitFor();

  // Whoever entered them admits none of them: the other does, all at once.
  const other = await byLink(fund, 'Second Administrator');
  await other.goto('/cohort/waiting');
  await settled(other);
  await other.getByRole('checkbox', { name: 'Select all shown' }).check();
  if (byKeyboard) await press(other, 'Skip to the actions'); // a hundred rows stand before them
  await other.getByRole('button', { name: 'Admit', exact: true }).last().click();
  const dialog = other.getByRole('dialog', { name: 'Admit to the cohort' });
  await dialog.getByText('100 can be done').waitFor();
  await dialog.getByRole('button', { name: 'Admit', exact: false }).last().click();
  await other.getByText('100 people hold a seat.').first().waitFor();
  assert.equal((await read(other, '/cohort')).filled, 100);
});
