// What two people change at once: every form that edits shows what is there now beside what was typed, and loses neither.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessible, fits, house, phone, picture, settled } from './harness.mjs';
import { notByKeys } from './keyboard.mjs';
import { confirmedBySecond, press, read, seconded } from './telling.mjs';

const of = async (page, list, which = () => true) => (await read(page, list)).items.find(which).id;
const fill = (page, label, words) =>
  page
    .getByLabel(new RegExp(`^${label}( optional)?$`))
    .first()
    .fill(words);
const may = (action) => (record) => record.can.includes(action);
/** The plan of a mission as it is sent, with something else in its first seat. */
const planned = (d, first) => ({
  language: d.language,
  level: d.level,
  urgent: d.urgent,
  seats: d.seats.map(({ function: post, places, cost }, n) => ({ function: post, places, cost, ...(n ? {} : first) })),
});

/**
 * Each form that edits: who edits what, `at` its page; what they type, and what somebody else sends meanwhile (`theirs`, of the record
 * as it is); `both` are the sides of fields as they are shown, typed here unless they are only theirs; `take` are the fields of which
 * theirs is taken; `left` is what is there at last.
 */
const cases = [
  {
    form: 'an opportunity',
    id: (page) => of(page, '/opportunities?status=open'),
    path: '/opportunities',
    at: (id) => `/training/opportunities/${id}/edit`,
    type: (page) => fill(page, 'Title', 'A course of mine'),
    method: 'PATCH',
    theirs: () => ({ title: 'A course of theirs', note: 'Bring a hat.' }),
    both: {
      Title: { mine: /A course of mine/, theirs: /A course of theirs/ },
      'Note for observers': { theirs: /Bring a hat\./, only: 'theirs' },
    },
    left: (o) => [o.title, o.note],
    is: ['A course of mine', 'Bring a hat.'],
  },
  {
    form: 'the profile of an observer, by the fund',
    id: (page) => of(page, '/observers?status=admitted'),
    path: '/observers',
    at: (id) => `/cohort/${id}/edit`,
    async type(page) {
      await fill(page, 'Preferred name', 'Mine');
      await page.getByLabel('Medical note').fill('Needs nothing.');
    },
    method: 'PATCH',
    theirs: () => ({ preferredName: 'Theirs', private: { phone: '+670 123' } }),
    both: {
      'Preferred name': { mine: /^Mine/, theirs: /^Theirs/ },
      Phone: { theirs: /670 123/, only: 'theirs' },
      'Medical note': { mine: /Needs nothing/, theirs: /^Empty/ },
    },
    take: ['Preferred name'],
    left: (o) => [o.preferredName, o.private.phone, o.private.medicalNote],
    is: ['Theirs', '+670 123', 'Needs nothing.'],
    looks: true,
  },
  {
    form: 'one’s own profile',
    as: 'observer@demo.example',
    id: (page) => of(page, '/observers'),
    path: '/observers',
    at: () => '/my/profile',
    async type(page) {
      await fill(page, 'Notice you need, in hours', '48');
      await page.getByRole('checkbox', { name: 'Long-term observer' }).check();
      await fill(page, 'Phone', '+63 900 1');
    },
    method: 'PATCH',
    theirs: () => ({ noticeHours: 72, conflicts: ['FJ'], private: { phone: '+63 900 2', email: 'theirs@demo.example' } }),
    both: {
      'Notice needed, in hours': { mine: /^48/, theirs: /^72/ },
      Functions: { mine: /Short-term observer and Long-term observer/, theirs: /^Short-term observer/ },
      'States in which they have an interest of their own': { theirs: /^Fiji/, only: 'theirs' },
      Phone: { mine: /900 1/, theirs: /900 2/ },
      'E-mail address': { theirs: /theirs@demo/, only: 'theirs' },
    },
    take: ['Notice needed, in hours'],
    left: (o) => [o.noticeHours, o.functions, o.conflicts, o.private.phone, o.private.email],
    is: [72, ['lto', 'sto'], ['FJ'], '+63 900 1', 'theirs@demo.example'],
  },
  {
    form: 'an account, in a dialog',
    id: (page) => of(page, '/accounts?limit=200', (a) => a.email === 'auditor@demo.example'),
    path: '/accounts',
    at: (id) => `/accounts/${id}`,
    opens: 'Correct',
    type: (page) => page.getByRole('dialog').getByLabel('Name').fill('Auditor Mine'),
    method: 'PATCH',
    theirs: ({ email }) => ({ name: 'Auditor Theirs', email }),
    send: 'Correct',
    both: { Name: { mine: /Auditor Mine/, theirs: /Auditor Theirs/ } },
    left: (a) => a.name,
    is: 'Auditor Mine',
  },
  {
    form: 'the name of a saved view, in a dialog',
    id: (page) => of(page, '/views?list=/cohort', (v) => v.shared),
    path: '/views',
    at: () => '/cohort',
    async type(page) {
      const { name } = (await read(page, '/views?list=/cohort')).items.find((v) => v.shared);
      await press(page, 'Views');
      await press(page.getByRole('dialog').getByRole('group', { name, exact: true }), 'Rename');
      await page.getByRole('dialog').last().getByLabel('Name').fill('Mine');
    },
    method: 'PATCH',
    theirs: () => ({ name: 'Theirs' }),
    send: 'Rename',
    both: { Name: { mine: /^Mine/, theirs: /^Theirs/ } },
    left: (v) => v.name,
    is: 'Mine',
  },
  {
    form: 'the settings of the fund',
    id: async () => '',
    path: '/fund',
    at: () => '/fund/settings',
    async type(page) {
      await fill(page, 'Name of the fund', 'A fund of mine');
      await page.getByLabel('Minimum rapid-response reserve').first().fill('500,000');
    },
    method: 'PUT',
    theirs: ({ currency, zone }) => ({ name: 'A fund of theirs', reserveFloor: 55_000_000, currency, zone }),
    send: 'Save settings',
    both: {
      'Name of the fund': { mine: /of mine/, theirs: /of theirs/ },
      'Minimum rapid-response reserve': { mine: /USD 500,000\.00/, theirs: /USD 550,000\.00/ },
    },
    take: ['Minimum rapid-response reserve'],
    left: (f) => [f.name, f.reserveFloor],
    is: ['A fund of mine', 55_000_000],
  },
  {
    form: 'a claim, by the fund',
    id: (page) => of(page, '/trainings?status=claimed', (t) => may('trainings.change')(t) && t.kind === 'course'),
    path: '/trainings',
    at: (id) => `/training/${id}?correct=true`,
    async type(page) {
      await fill(page, 'Place', 'Here');
      await fill(page, 'Certificate number', 'MINE-1');
    },
    method: 'PATCH',
    theirs: () => ({ place: 'There', certificateNumber: 'THEIRS-1', host: 'FJ', expiresOn: '2031-02-08' }),
    send: /Correct|Resubmit|Save/,
    both: {
      Place: { mine: /^Here/, theirs: /^There/ },
      'Certificate number': { mine: /MINE-1/, theirs: /THEIRS-1/ },
      State: { theirs: /^Fiji/, only: 'theirs' },
      'Valid through': { theirs: /^8 Feb 2031/, only: 'theirs' },
    },
    take: ['Certificate number'],
    left: (t) => [t.place, t.certificateNumber, t.host, t.expiresOn],
    is: ['Here', 'THEIRS-1', 'FJ', '2031-02-08'],
  },
  {
    form: 'one’s own claim',
    as: 'observer@demo.example',
    id: (page) => of(page, '/trainings', may('trainings.change')),
    path: '/trainings',
    at: (id) => `/my/training/${id}`,
    type: (page) => fill(page, 'Last day', '7 Mar 2026'),
    method: 'PATCH',
    theirs: () => ({ until: '2026-03-07', place: 'Pokhara' }),
    send: /Correct|Resubmit|Save/,
    both: { 'Last day': { mine: /^7 Mar 2026/, theirs: /^6 Mar 2026/ }, Place: { theirs: /Pokhara/, only: 'theirs' } },
    left: (t) => [t.until, t.place],
    is: ['2026-03-08', 'Pokhara'],
  },
  {
    form: 'the plan of a mission',
    id: (page) => of(page, '/deployments?status=planned', may('deployments.change')),
    path: '/deployments',
    at: (id) => `/deployments/${id}/plan`,
    async type(page) {
      await page.getByLabel('Places', { exact: true }).first().fill('2');
      await page.getByLabel('This is a 72-hour call-out').check();
    },
    method: 'PUT',
    theirs: (d) => ({ ...planned(d, { places: 3 }), language: 'fr', level: 'C1' }),
    send: 'Save plan',
    both: {
      Seats: { mine: /Legal analyst: 2, /, theirs: /Legal analyst: 3, / },
      'Working language': { theirs: /^French/, only: 'theirs' },
      'At least at level': { theirs: /^C1/, only: 'theirs' },
      'This is a 72-hour call-out': { mine: /^Yes/, theirs: /^No/ },
    },
    left: (d) => [d.seats[0].places, d.language, d.level, d.urgent],
    is: [2, 'fr', 'C1', true],
  },
  {
    form: 'an invitation, whose draft saves itself',
    as: 'state@demo.example',
    id: (page) => of(page, '/invitations?status=draft'),
    path: '/invitations',
    at: (id) => `/invite/${id}/who`,
    async type(page) {
      await page.getByLabel('The authority’s name').fill('Ministry of mine');
      await page.getByLabel('The authority’s name').blur();
    },
    method: 'PUT',
    theirs: ({ authority, authorityName, signatory, office, contactName, contactEmail, startsOn, until, answers }) => ({
      ...{ authority, signatory, contactName, contactEmail, startsOn, until },
      office: `${office} of theirs`,
      authorityName: `${authorityName} of theirs`,
      answers: answers.map((a) => (a.guarantee === 'G2' ? { ...a, answer: 'partly', note: 'Not in the capital.' } : a)),
    }),
    both: {
      'The authority’s name': { mine: /of mine/, theirs: /of theirs/ },
      'Their office': { theirs: /of theirs/, only: 'theirs' },
      'Guarantee G2': { mine: /^Guaranteed/, theirs: /^Partly/, only: 'theirs' },
      'Note on guarantee G2': { theirs: /capital/, only: 'theirs' },
    },
    left: (i) => [i.authorityName, i.office.endsWith('of theirs'), i.answers.find((a) => a.guarantee === 'G2').note],
    is: ['Ministry of mine', true, 'Not in the capital.'],
    looks: true,
  },
  {
    form: 'an election that is asked for',
    as: 'state@demo.example',
    id: (page) => of(page, '/deployment-requests?status=draft'),
    path: '/deployment-requests',
    at: (id, { invitationId }) => `/invite/${invitationId}/elections?election=${id}`,
    async type(page) {
      await fill(page, 'First polling day', '7 Oct 2027');
      await page.getByLabel('What else the fund should know').fill('Of mine.');
      await page.getByLabel('What else the fund should know').blur();
    },
    method: 'PUT',
    theirs: ({ election, title, zone, format, regions }) => ({
      ...{ election, title, zone, format, note: 'Of theirs.', languages: ['pt'], regions: [...regions, 'Ermera'] },
      rounds: [{ startsOn: '2027-10-06', until: '2027-10-07' }],
    }),
    both: {
      'Polling days': { mine: /^7 Oct 2027/, theirs: /^6 Oct 2027/ },
      'What else the fund should know': { mine: /^Of mine/, theirs: /^Of theirs/ },
      'Working languages': { mine: /^English and Portuguese/, theirs: /^Portuguese/, only: 'theirs' },
      Regions: { theirs: /Ermera/, only: 'theirs' },
    },
    take: ['What else the fund should know'],
    left: (r) => [r.rounds[0].startsOn, r.note, r.languages, r.regions.length],
    is: ['2027-10-07', 'Of theirs.', ['pt'], 3],
  },
  {
    form: 'the columns of a spreadsheet',
    async id(page) {
      const csv = {
        name: 'people.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from('Name,Gender,E-Mail,Remark\nHARTONO,man,h@x.example,none\n'),
      };
      await page.goto('/cohort/import');
      await settled(page);
      const made = page.waitForResponse((r) => r.url().includes('/api/v1/imports') && r.request().method() === 'POST');
      await page.getByLabel('Spreadsheet', { exact: true }).setInputFiles(csv);
      return (await (await made).json()).id;
    },
    path: '/imports',
    async type(page) {
      await page.getByLabel('D: Remark').selectOption({ label: 'Medical note' }); // in view, since not all is there
    },
    method: 'PUT',
    theirs: ({ sheets }) => ({
      sheets: sheets.map((s) => ({
        sheet: s.name,
        kind: s.kind,
        columns: s.columns.map((c) => ({ column: c.column, field: c.column === 'D' ? 'private.phone' : c.field })),
      })),
    }),
    send: 'Match the columns',
    both: { 'people, D: Remark': { mine: /^Medical note/, theirs: /^Phone/ } },
    left: (i) => i.sheets[0].columns[3].field,
    is: 'private.medicalNote',
  },
];

/** Both sides of a form: what somebody types on their page, and what is sent meanwhile by another. */
async function changed(page, other, c) {
  const id = await c.id(page);
  const path = [c.path, id].filter(Boolean).join('/');
  const before = await read(page, path);
  if (c.at) await page.goto(c.at(id, before));
  await settled(page);
  if (c.opens) await press(page, c.opens);
  const differs = page.getByRole('region', { name: 'What differs' });
  const shown = page.getByRole('dialog').or(page.getByRole('main')).last();

  // somebody else is faster
  const theirs = async () => {
    const answer = await other.context().request.fetch(`/api/v1${path}`, {
      method: c.method,
      headers: { 'If-Match': `"${before.revision}"` },
      data: c.theirs(before),
    });
    assert.ok(answer.ok(), await answer.text());
    if (answer.status() === 202) await confirmedBySecond(other, (await answer.json()).id);
  };
  if (c.send || c.method === 'PATCH') {
    await c.type(page);
    await theirs();
    await shown.getByRole('button', { name: c.send ?? 'Save', exact: true }).click();
  } else {
    await theirs();
    await c.type(page);
  }
  await differs.waitFor();
  for (const [name, { mine, theirs: now, only }] of Object.entries(c.both)) {
    const field = differs.getByRole('group', { name, exact: true });
    const side = (says, whose) => field.getByRole('radio', { name: new RegExp(`${says?.source ?? ''}.*${whose}`) });
    const [ours, others] = [side(mine, only ? 'As it was' : 'What you typed'), side(now, 'What is there now')];
    await others.waitFor();
    assert.ok(await (only ? others : ours).isChecked(), `${name}: ${only ? 'theirs' : 'mine'} is not chosen first`);
    if (c.take?.includes(name)) await others.check();
  }
  assert.equal(await differs.getByRole('group').count(), Object.keys(c.both).length, 'more differs than was changed');
  if (c.looks) {
    await accessible(page, c.form);
    await picture(page, `conflict-${c.form.replace(/\W+/g, '-')}`);
    await page.setViewportSize(phone);
    await fits(page);
  }
  await press(differs, 'Save what is chosen');
  await differs.waitFor({ state: 'detached' });
  await settled(page);
  if (page.url().includes('/proposals/')) await seconded(page);
  assert.deepEqual(c.left(await read(page, path)), c.is);
}

const hands = { skip: notByKeys('it drives the other side by requests'), concurrency: true };
test('what two people change at once is chosen field by field, in every form', hands, async (t) => {
  const { as } = await house(t);
  const other = await as('admin2@demo.example');
  const people = new Set(cases.map((c) => c.as));
  await Promise.all(
    [...people].map(async (email) => {
      const page = await as(email ?? 'admin@demo.example');
      for (const c of cases.filter((one) => one.as === email)) await t.test(c.form, () => changed(page, email ? page : other, c));
    }),
  );
});
