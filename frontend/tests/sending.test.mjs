// What is sent is sent whole and once: with the document that is still on its way, and never twice where an answer was lost.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { accessible, day, house, settled } from './harness.mjs';
import { notByKeys } from './keyboard.mjs';
import { confirm, dialog, paper, press, read, see } from './telling.mjs';

const open = async (page, path) => {
  await page.goto(path);
  await settled(page);
};

/** Where documents are handed in: who does it, how one comes there, the button, and the field that names the document. */
const uses = {
  'pages/money/RequestPayment.svelte': {
    who: 'admin',
    field: 'invoiceId',
    button: 'Request the payment',
    go: (page) => open(page, '/fund/payments/new'),
  },
  'pages/training/TrainingForm.svelte': {
    who: 'observer',
    field: 'evidenceId',
    button: 'Log this training',
    go: (page) => open(page, '/my/training/new'),
  },
  'pages/training/my/Complete.svelte': {
    who: 'of the course',
    field: 'evidenceId',
    button: 'Submit certificate',
    go: async (page) => {
      const { items } = await read(page, '/training-requests');
      await open(page, `/my/places/requests/${items.find((r) => r.can.includes('training_requests.complete')).id}`);
    },
  },
  'pages/training/RequestActions.svelte': {
    who: 'admin',
    field: 'letterId',
    button: 'File acceptance',
    go: async (page) => {
      await open(page, `/training/requests/${(await read(page, '/training-requests?status=endorsed')).items[0].id}`);
      await press(page, 'File acceptance');
    },
  },
  'pages/access/ProposalActions.svelte': {
    who: 'admin',
    field: 'files.0',
    button: 'Explain',
    go: async (page) => {
      const { name, reserveFloor, revision } = await read(page, '/fund');
      const { request } = page.context();
      const data = { name, reserveFloor: reserveFloor + 1 };
      const asked = await request.put('/api/v1/fund', { data, headers: { 'If-Match': `"${revision}"` } });
      await open(page, `/proposals/${(await asked.json()).id}`);
      await press(page, 'Explain');
      await dialog(page)
        .getByLabel(/^Reason/)
        .fill('The reserve was empty twice this year.');
    },
  },
  'pages/cohort/my/Inquiry.svelte': {
    who: 'observer',
    field: 'fileId',
    button: 'Send the answer',
    go: async (page) => {
      const { items } = await read(page, '/inquiries');
      await open(page, `/my/inquiries/${items.find((q) => q.can.includes('inquiries.answer')).id}`);
      await page.getByLabel(/^What you say/).fill('I was elsewhere.');
    },
  },
  'pages/host/Extensions.svelte': {
    who: 'state',
    field: 'letterId',
    button: 'Extend the period',
    go: async (page) => {
      await open(page, `/invitations/${(await read(page, '/invitations?status=accepted')).items[0].id}`);
      await press(page, 'Withdraw the extension'); // one waits
      await confirm(page, 'Withdraw the extension', 'The date may change again.');
      await press(page, 'Extend the period');
      if (
        await dialog(page)
          .getByLabel(/^Reason/)
          .count()
      )
        await dialog(page)
          .getByLabel(/^Reason/)
          .fill('The run-off is later.');
    },
  },
  'pages/host/Guarantees.svelte': {
    who: 'admin',
    field: 'findings.0.fileId',
    button: 'Record a finding on G1',
    go: async (page) => {
      await open(page, `/invitations/${(await read(page, '/invitations?status=verified')).items[0].id}`);
      await page.locator('summary').first().click();
      await press(page, 'Record a finding on G1');
    },
  },
  'pages/reach/Enclosed.svelte': {
    who: 'state',
    field: 'files.0',
    button: 'Send message',
    go: async (page) => {
      await open(page, `/invitations/${(await read(page, '/invitations?status=accepted')).items[0].id}`);
      await page.getByRole('textbox', { name: /^(Answer|Message)/ }).fill('Here is the list of the polling stations.');
      await press(page, 'Attach a document');
    },
  },
  'pages/host/state/Letter.svelte': {
    who: 'state',
    field: 'letterId',
    button: 'Continue to the period',
    go: async (page) => open(page, `/invite/${(await read(page, '/invitations?status=draft')).items[0].id}/letter`),
  },
};

test(
  'every form waits for the document that is on its way to it',
  { skip: notByKeys('the same by hand is in my, money and state') },
  async (t) => {
    const src = new URL('../src/', import.meta.url);
    const found = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
      (file) =>
        file.endsWith('.svelte') &&
        readFileSync(new URL(file, src), 'utf8').match(/<(FileInput|Certificate)\b/) &&
        !file.endsWith('/Certificate.svelte'),
    );
    assert.deepEqual(found.sort(), Object.keys(uses).sort(), 'a form takes a document: say here how one comes to it');

    const { as, ahead } = await house(t);
    // The observer whose course is over soonest.
    const admin = await as('admin@demo.example');
    const soon = (await read(admin, '/training-requests?status=accepted&limit=200')).items.sort((a, b) =>
      a.until.localeCompare(b.until),
    )[0];
    const { id, email } = (await read(admin, '/accounts?role=observer&limit=200')).items.find((a) => a.observerId === soon.observerId);
    const { request } = admin.context();
    const mine = await as('observer@demo.example');
    const { observerId } = (await read(mine, '/me')).account;
    const asked = { observerId, allegation: 'It is said that she spoke to a newspaper.', answerBy: day(120) };
    assert.ok((await request.post('/api/v1/inquiries', { data: asked })).ok());
    const { link } = await (await request.post(`/api/v1/accounts/${id}/link`)).json();
    await request.post('/api/v1/session/link', { data: { token: link.token, password: 'demonstration' } });
    await ahead(Math.ceil((Date.parse(soon.until) - Date.parse(day(0))) / 86_400_000) + 1);

    for (const [file, { who, field, button, go }] of Object.entries(uses)) {
      const page = await as(who === 'of the course' ? email : `${who}@demo.example`);
      await go(page);
      await page.locator('input[type=file]').first().waitFor({ state: 'attached' });
      const over = (await dialog(page).count()) ? dialog(page) : page.getByRole('main');
      const input = over.locator('input[type=file]').first();
      await input.setInputFiles(paper('first.pdf'));
      await see(over, 'first.pdf');
      await over.getByRole('button', { name: 'Replace' }).waitFor();

      let arrive = () => {};
      const held = /** @type {Promise<void>} */ (new Promise((done) => (arrive = done)));
      await page.route('**/api/v1/files?*', async (route) => (await held, route.continue()));
      const writes = [];
      page.on('request', (r) => r.method() !== 'GET' && writes.push(r));
      await input.setInputFiles(paper('second.pdf'));
      await press(over, button);
      await over.getByText('the form goes when it is there').waitFor();
      if (who === 'state') await accessible(page, 'a document on its way');
      assert.deepEqual(
        writes.filter((r) => !r.url().includes('/api/v1/files?')),
        [],
        `${file}: something went without the document`,
      );
      const wanted = page.waitForRequest((r) => r.method() !== 'GET' && !r.url().includes('/api/v1/files?'));
      const sent = page.waitForResponse((r) => r.request().method() === 'POST' && r.url().includes('/api/v1/files?'));
      arrive();
      const named = field.split('.').reduce((of, name) => of[name], (await wanted).postDataJSON());
      assert.equal(named, (await (await sent).json()).id, `${file}: it went with another document`);
      await page.context().close();
    }
  },
);

test(
  'a document that did not come is said before the form goes',
  { skip: notByKeys('the same by hand is in my, money and state') },
  async (t) => {
    const { as } = await house(t);
    const page = await as('admin@demo.example');
    await open(page, '/fund/payments/new');
    await page.route('**/api/v1/files?*', (route) => route.abort());
    await page.route('**/api/v1/payments', () => assert.fail('it went without its invoice'));
    await page.locator('input[type=file]').first().setInputFiles(paper('invoice.pdf'));
    await see(page, 'The fund could not be reached.');
    await press(page, 'Request the payment');
    await see(page, 'invoice.pdf is not there, so nothing was sent.');
    await accessible(page, 'a document that did not come');
    await page.unrouteAll();
    await press(page, 'Leave it out');
    await press(page, 'Request the payment');
    await see(page, 'Some fields are not valid.');

    // Whoever leaves stops it, and is told.
    await page.route('**/api/v1/files?*', () => {});
    await page.locator('input[type=file]').first().setInputFiles(paper('invoice.pdf'));
    await page.getByRole('link', { name: 'Cancel' }).click();
    await see(page, 'invoice.pdf was not sent: you left before it was there.');
  },
);

test(
  'where an answer was lost and a word is mended, one payment is made, and it is said which',
  { skip: notByKeys('it is about the network') },
  async (t) => {
    const { as } = await house(t);
    const page = await as('admin@demo.example');
    const [{ id }] = (await read(page, '/commitments?status=open')).items;
    const payments = async () => (await read(page, '/payments?count=true')).total;
    const before = await payments();
    const request = async (payee, lose) => {
      await open(page, `/fund/payments/new?commitment=${id}`);
      await page.getByLabel('Payee').fill(payee);
      await page.getByLabel('Amount').fill('100');
      await page.getByLabel('What for').fill('Fares');
      await page.route('**/api/v1/payments', lose, { times: 1 });
      await press(page, 'Request the payment');
      await see(page, 'The fund could not be reached.');
      await page.getByLabel('Amount').fill('10');
      await press(page, 'Request the payment');
      await page.getByRole('heading', { name: payee }).waitFor();
      await settled(page);
    };
    await request('Airline', async (route) => (await route.fetch(), route.abort()));
    await see(page.getByRole('status'), /What you sent first had arrived, .* was not sent\./);
    await see(page.getByRole('main'), /USD 100\.00/);
    assert.equal(await payments(), before + 1);
    await page.getByRole('button', { name: 'Dismiss' }).first().click();

    await request('Railway', (route) => route.abort());
    await see(page.getByRole('main'), /USD 10\.00/);
    assert.equal(await payments(), before + 2);
    assert.equal(await page.getByText(/What you sent first/).count(), 0);
  },
);
