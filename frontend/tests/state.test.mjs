// A state: its whole invitation by clicking and typing, following it, a further request, withdrawal, the accreditation list.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { accessible, day, house, phone, picture, settled } from './harness.mjs';

const state = 'state@demo.example';
const letter = {
  name: 'letter.pdf',
  mimeType: 'application/pdf',
  buffer: Buffer.from(
    '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
  ),
};
const go = (page, name) => page.getByRole('button', { name }).click();

test('a state invites step by step; a wrong file and a missing guarantee are explained', async (t) => {
  const { as } = await house(t);
  const page = await as(state);
  await picture(page, 'state-ours');
  await page.getByRole('link', { name: 'Invite a mission' }).last().click();
  await page.getByText('Unfinished draft').waitFor();
  await settled(page);
  await accessible(page, 'before inviting');
  await picture(page, 'state-begin');
  await go(page, 'Begin a new invitation');

  // Who invites.
  await page.waitForURL(/\/invite\/[^/]+\/who$/);
  await page.getByLabel('Election commission').check();
  await page.getByLabel('The authority’s name').fill('Comissão Nacional de Eleições');
  await page.getByLabel('Name', { exact: true }).fill('José Belo');
  await page.getByLabel('Office').fill('President of the commission');
  await page.getByLabel('Person or department').fill('International desk');
  await page.getByLabel('E-mail address').fill('desk at cne');
  await go(page, 'Continue to the letter');
  await page.getByText('Must be an e-mail address').waitFor();
  await accessible(page, 'who invites, refused');
  await picture(page, 'state-who');
  assert.equal(await page.getByLabel('Office').inputValue(), 'President of the commission');
  await page.getByLabel('E-mail address').fill('desk@cne.example');
  await go(page, 'Continue to the letter');

  // The letter: what is no document is refused, what is one is sent with its progress.
  await page.waitForURL(/\/letter$/);
  const file = page.locator('input[type=file]').first();
  await file.setInputFiles({ name: 'letter.docx', mimeType: 'application/vnd.openxmlformats', buffer: Buffer.from('x') });
  await page.getByText('letter.docx is not a PDF, JPEG or PNG').waitFor();
  await file.setInputFiles({ ...letter, buffer: Buffer.from('%PDF-1.4, and cut off') });
  await page.locator('.refusal').waitFor();
  await accessible(page, 'the letter, refused');
  await picture(page, 'state-letter');
  await file.setInputFiles(letter);
  await page.getByText('letter.pdf', { exact: true }).waitFor();
  await page.getByLabel('Signed on').fill(day(-3));
  await go(page, 'Continue to the period');

  // The period: the days in the wrong order are refused beside the field.
  await page.waitForURL(/\/period$/);
  await page.getByLabel('First day').fill(day(200));
  await page.getByLabel('Last day').fill(day(100));
  await go(page, 'Continue to elections');
  await page.locator('[aria-invalid=true]').waitFor();
  await page.getByLabel('First day').fill(day(30));
  await page.getByLabel('Last day').fill(day(300));
  await accessible(page, 'the period');
  await picture(page, 'state-period');
  await go(page, 'Continue to elections');

  // The election: how many days remain is said as soon as it can be.
  await page.waitForURL(/\/elections$/);
  await page.getByText('No election yet').waitFor();
  await accessible(page, 'elections');
  await go(page, 'Add an election');
  await page.getByLabel('Kind').selectOption({ label: 'Parliamentary election' });
  await page.getByLabel('Name of the election').fill('Parliamentary election');
  await page.getByLabel('First polling day').fill(day(12));
  await page.getByLabel('Regions').fill('Dili\nBaucau');
  await page.getByLabel('Regions').blur();
  await page.getByText(/long-term observation is no longer credible/).waitFor();
  await page.getByText('Full mission (too late for the date)').waitFor();
  await page.getByLabel('First polling day').fill(day(90));
  await page.getByLabel('Regions').focus();
  await page.getByText(/days remain: every format is feasible/).waitFor();
  await page.getByRole('combobox', { name: /^Working languages/ }).fill('portug');
  await page.getByRole('option', { name: /^Portuguese/ }).click();
  await page.keyboard.press('Escape');
  await settled(page);
  await accessible(page, 'an election');
  await picture(page, 'state-election');
  // Done is pressed while it saves itself, and the answer is long in coming.
  let release = () => {};
  const held = new Promise((done) => (release = () => done(undefined)));
  const saves = (request) => request.postData()?.includes('Viqueque');
  const saving = page.waitForRequest(saves);
  await page.route('**/api/v1/**', async (route) => (saves(route.request()) && (await held), route.continue()));
  await page.getByLabel('Regions').fill('Dili\nBaucau\nViqueque');
  await page.getByLabel('Regions').blur();
  await saving;
  await page.getByLabel('Regions').fill('Dili\nBaucau');
  // as a finger does, that looks at no attribute
  await page.getByRole('button', { name: 'Done with this election' }).click({ force: true });
  release();
  await page.unrouteAll({ behavior: 'wait' });
  await page.getByRole('heading', { name: 'Parliamentary election' }).waitFor();
  await settled(page);
  await picture(page, 'state-elections');
  await go(page, 'Continue to guarantees');

  // The guarantees: all but one. The draft survives a reload.
  await page.waitForURL(/\/guarantees$/);
  await page.getByText('0 of 20').waitFor();
  for (let n = 1; n <= 20; n++) {
    if (n === 13) continue;
    await page
      .locator(`#G${n}`)
      .getByRole('radio', { name: n === 20 ? 'Not known' : n === 10 ? 'Partly' : 'Guaranteed', exact: true })
      .click();
  }
  await page.getByLabel('How far does it hold?').fill('Up to forty observers in the first round.');
  await page.getByText('19 of 20').waitFor();
  await page.getByText(/^Draft saved \d\d:\d\d$/).waitFor();
  await page.reload();
  await settled(page);
  await page.getByText('19 of 20').waitFor();
  assert.equal(await page.getByLabel('How far does it hold?').inputValue(), 'Up to forty observers in the first round.');
  await accessible(page, 'guarantees');
  await picture(page, 'state-guarantees');
  await go(page, 'Continue to review');

  // The review: what is missing is linked; submitting without it is explained by the fund, and nothing is lost.
  await page.getByRole('heading', { name: 'Still empty' }).waitFor();
  await settled(page);
  await accessible(page, 'review');
  await picture(page, 'state-review');
  await go(page, 'Submit this invitation');
  await page.getByText(/missing: G13/).waitFor();
  await accessible(page, 'review, refused');
  await page.getByRole('link', { name: 'G13, No reprisals' }).click();
  await page.waitForURL(/#G13$/);
  await page.locator('#G13').getByRole('radio', { name: 'Guaranteed', exact: true }).click();
  await page.getByText('20 of 20').waitFor();
  await go(page, 'Continue to review');
  await page.getByText('Everything is filled in.').waitFor();
  await go(page, 'Submit this invitation');

  await page.waitForURL(/\/invitations\/[^/]+$/);
  await page.getByText('The fund checks that it is authentic').first().waitFor();
  await settled(page);
  await accessible(page, 'an invitation that is submitted');
  await picture(page, 'state-submitted');
});

test('two people at one draft: nobody overwrites the other unseen', async (t) => {
  const { as } = await house(t);
  const page = await as(state);
  await page.getByRole('link', { name: /^Continue draft/ }).click();
  await page.waitForURL(/\/review$/);
  const other = await page.context().newPage();
  await other.goto(page.url().replace('review', 'who'));
  await page.goto(page.url().replace('review', 'who'));
  await settled(other);
  await settled(page);
  await other.getByLabel('Office').fill('Minister');
  await other.getByLabel('Office').blur();
  await other.getByText(/^Draft saved/).waitFor();
  await page.bringToFront();
  await page.getByLabel('The authority’s name').fill('Ministry of Foreign Affairs');
  await page.getByRole('button', { name: 'Continue to the letter' }).click();
  await page.getByText('Someone else has changed this since you began.').waitFor();
  await page
    .getByRole('group', { name: 'Their office' })
    .getByRole('radio', { name: /^Minister/, checked: true })
    .waitFor();
  await accessible(page, 'a draft that two have changed');
  await page.getByRole('button', { name: 'Save what is chosen' }).click();
  await page.getByText(/^Draft saved/).waitFor();
  assert.equal(await page.getByLabel('Office').inputValue(), 'Minister');
  assert.equal(await page.getByLabel('The authority’s name').inputValue(), 'Ministry of Foreign Affairs');
});

test('an invitation in force is followed on a phone, and a run-off asked for', async (t) => {
  const { as } = await house(t);
  const page = await as(state, { viewport: phone, hasTouch: true });
  await page.getByRole('link', { name: /^Follow\b/ }).click();
  await page.getByText('Your consent is in force').first().waitFor();
  await settled(page);
  await page
    .getByText(/places taken/)
    .first()
    .waitFor();
  await picture(page, 'state-in-force');
  await page.setViewportSize(phone);
  await page.getByRole('link', { name: 'Ask for a further election, such as a run-off' }).click();
  await page.getByLabel('Kind').selectOption({ label: 'Local elections' });
  await page.getByLabel('Name of the election').fill('By-election in Oecusse');
  await page.getByLabel('First polling day').fill(day(1000));
  await page.getByRole('button', { name: 'Send this request' }).click();
  await page.getByText(/the invitation covers/).waitFor();
  await accessible(page, 'a further request, refused');
  await picture(page, 'state-further');
  await page.setViewportSize(phone);
  // What is feasible is said before anything is sent.
  await page.getByLabel('First polling day').fill(day(5));
  await page.getByText(/only an expert team is feasible/).waitFor();
  await page.getByText('Full mission (too late for the date)').waitFor();
  await page.getByLabel('First polling day').fill(day(120));
  await page
    .getByText('120 days remain: every format is feasible.')
    .or(page.getByText('119 days remain: every format is feasible.'))
    .waitFor();
  await page.getByRole('button', { name: 'Send this request' }).click();
  await page.getByRole('heading', { name: 'By-election in Oecusse' }).waitFor();
  const asked = page.getByRole('article').filter({ hasText: 'By-election in Oecusse' });
  await asked.getByRole('button', { name: 'Withdraw this request' }).click();
  await page.getByText('The invitation itself stays as it is.').waitFor();
  await page.getByLabel('Reason').fill('The seat was filled without a vote.');
  await page.getByRole('dialog').getByRole('button', { name: 'Withdraw this request' }).click();
  await asked.getByText('Withdrawn').waitFor();
});

test('the accreditation list is read, downloaded and printed, with two namesakes in it', async (t) => {
  const { as } = await house(t);
  const admin = await as('admin@demo.example');
  await admin.evaluate(async () => {
    const ask = async (path, options = {}) => (await fetch(`/api/v1${path}`, options)).json();
    const mission = (await ask('/deployments?host=TL&status=staffing')).items[0];
    const two = (await ask(`/assignments?deploymentId=${mission.id}&status=accepted`)).items.slice(0, 2);
    for (const { observerId } of two) {
      const body = JSON.stringify({ passportName: 'Maria Santos', private: { passportNumber: '' } });
      const { revision } = await ask(`/observers/${observerId}`);
      const headers = { 'Content-Type': 'application/json', 'If-Match': `"${revision}"` };
      await ask(`/observers/${observerId}`, { method: 'PATCH', headers, body });
    }
  });
  const page = await as(state);
  await page.getByRole('link', { name: /^Follow\b/ }).click();
  await page.getByRole('link', { name: 'Accreditation list' }).first().click();
  await page.getByRole('heading', { name: 'Accreditation list' }).waitFor();
  await page.getByRole('table', { name: 'Accreditation list' }).waitFor();
  await settled(page);
  assert.equal(await page.getByRole('row', { name: /^Maria Santos/ }).count(), 2);
  await admin.goto(`${page.url()}/accreditation`);
  await admin
    .getByRole('row', { name: /^Maria Santos/ })
    .nth(1)
    .waitFor();
  await accessible(page, 'accreditation list');
  await picture(page, 'state-accreditation');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download (CSV)' }).click()]);
  assert.match(download.suggestedFilename(), /^accreditation-TL-.*\.csv$/);
  const text = await readFile(await download.path(), 'utf8');
  assert.equal(text.charCodeAt(0), 0xfeff);
  assert.equal(
    text.trim().split('\r\n').length,
    1 + (await page.getByRole('table', { name: 'Accreditation list' }).locator('tbody tr').count()),
  );
  assert.match(text.split('\r\n')[1], /,[0-9a-f]{64}@\d+,2/, 'the head of the record goes along');
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.getByRole('button', { name: 'Download (CSV)' }).isVisible(), false);
  assert.ok((await page.pdf({ format: 'A4' })).length > 5_000);
});

test('withdrawing says what it does, asks once, and does it', async (t) => {
  const { as } = await house(t);
  const page = await as(state);
  await page.getByRole('link', { name: /^Follow\b/ }).click();
  await page.getByRole('button', { name: 'Withdraw the invitation' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/1 mission is stood down/).waitFor();
  await dialog.getByText(/\d+ people who have accepted a seat are instructed not to come/).waitFor();
  await dialog.getByText(/cannot be undone/).waitFor();
  await accessible(page, 'withdrawing');
  await picture(page, 'state-withdraw');
  await dialog.getByRole('button', { name: 'Withdraw the invitation' }).click();
  await dialog.getByText('Enter a reason, in a sentence').waitFor();
  await dialog.getByLabel('Reason').fill('The election is postponed without a date.');
  await dialog.getByRole('button', { name: 'Withdraw the invitation' }).click();
  await page.getByText('You withdrew it').waitFor();
  await page.getByText('Stood down').first().waitFor();
  await settled(page);
  await accessible(page, 'an invitation that was withdrawn');
  await page.goto('/');
  await page.getByRole('heading', { name: 'Earlier' }).waitFor();
});
