// An administrator's way from an invitation to a team, with a second person, by clicking, typing and by keyboard alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessible, day, fits, house, phone, picture, settled } from './harness.mjs';
import { asAnother, format } from './telling.mjs';

const read = (page, path) => page.evaluate(async (p) => (await fetch(`/api/v1${p}`)).json(), path);
const open = async (page, path) => {
  await page.goto(path);
  await settled(page);
};

test('an invitation is verified by one administrator and accepted by another', async (t) => {
  const { as } = await house(t);
  const one = await as('admin@demo.example');
  const [invitation] = (await read(one, '/invitations?status=submitted')).items;
  await one.clock.install(); // the time of this page can be moved
  await open(one, '/invitations?status=submitted');
  await one.getByRole('button', { name: /Remove filter: Status: Submitted/ }).waitFor();
  await picture(one, 'invitations');
  await one.getByRole('link', { name: new RegExp(invitation.reference) }).click();
  await one.getByRole('heading', { name: 'The guarantees of the host' }).waitFor();
  await settled(one);
  await picture(one, 'invitation');

  await one.getByRole('button', { name: 'Verify', exact: true }).click();
  const dialog = one.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Verify' }).click();
  await dialog
    .getByText(/required|missing/i)
    .first()
    .waitFor(); // the refusal stands at the field
  await accessible(one, 'verify, refused');
  await dialog.getByLabel('How you checked').fill('Called the protocol office, number from the public directory');
  await dialog.getByRole('button', { name: 'Verify' }).click();
  await one.getByText('Another administrator must accept it').waitFor();
  assert.equal(await one.getByRole('button', { name: 'Accept', exact: true }).count(), 0);

  const two = await as('admin2@demo.example');
  await open(two, `/invitations/${invitation.id}`);
  await two.getByText('What the fund finds is not complete').waitFor();

  // What the fund itself finds of a guarantee is recorded with its evidence; those of the others by the same request.
  const small = await as('admin@demo.example', { viewport: phone });
  await open(small, `/invitations/${invitation.id}`);
  await small.getByText(/Not found met yet, and needed/).waitFor();
  await small.locator('summary').first().click();
  await small.getByRole('button', { name: 'Record a finding on G1', exact: true }).click();
  const finding = small.getByRole('dialog');
  await finding.getByRole('button', { name: 'Record a finding on G1' }).click();
  await finding
    .getByText(/needs its evidence/)
    .first()
    .waitFor(); // the refusal stands at the field
  await accessible(small, 'a finding, refused');
  await finding.getByLabel('Evidence').fill('The calendar of the commission, read on its site');
  await fits(small);
  await finding.getByRole('button', { name: 'Record a finding on G1' }).click();
  await small.getByText('The calendar of the commission, read on its site').waitFor();
  const status = await small.evaluate(async (id) => {
    const findings = Array.from({ length: 19 }, (_, n) => ({
      guarantee: `G${n + 2}`,
      finding: 'met',
      evidence: 'The law, and three offices.',
    }));
    const headers = { 'content-type': 'application/json' };
    return (await fetch(`/api/v1/invitations/${id}/assess`, { method: 'POST', headers, body: JSON.stringify({ findings }) })).status;
  }, invitation.id);
  assert.equal(status, 200);
  await open(two, `/invitations/${invitation.id}`);
  await two.getByText('You can accept it as the second person').waitFor();
  await two.getByRole('button', { name: 'Accept', exact: true }).click();
  await two.getByRole('dialog').getByRole('button', { name: 'Accept' }).click();
  await two.getByText('The consent is in force', { exact: true }).waitFor();

  // The first sees it without loading the page again, and approves what is asked, by keyboard alone.
  await one.clock.fastForward(25_000); // it is asked for again every 20 s
  await one.getByText('The consent is in force', { exact: true }).waitFor();
  const approve = one.getByRole('button', { name: 'Approve', exact: true }).first();
  await approve.focus();
  await one.keyboard.press('Enter');
  await one.getByRole('dialog').getByText('Format', { exact: true }).waitFor();
  await accessible(one, 'approve');
  await one.getByRole('dialog').getByRole('radio', { name: 'Medium' }).focus();
  await one.keyboard.press('Space');
  await one.getByRole('dialog').getByRole('button', { name: 'Approve' }).focus();
  await one.keyboard.press('Enter');
  await one
    .getByRole('link', { name: /Plan the mission/ })
    .first()
    .waitFor();
});

test('a state extends its invitation, and two administrators answer', async (t) => {
  const { as } = await house(t);
  const state = await as('state@demo.example');
  const invitation = (await read(state, '/invitations?status=accepted')).items[0];
  await open(state, `/invitations/${invitation.id}`);
  await state.getByRole('heading', { name: 'Extending the period' }).waitFor();
  await accessible(state, 'extension, as the state');
  const one = await as('admin@demo.example');
  await open(one, `/invitations/${invitation.id}`);
  await one.getByRole('button', { name: 'Verify the extension' }).click();
  await one.getByRole('dialog').getByLabel('How you checked').fill('Called the protocol office, number from the directory');
  await one.getByRole('dialog').getByRole('button', { name: 'Verify the extension' }).click();
  await one.getByText('It is verified. A second administrator can accept it.').waitFor();
  assert.equal(await one.getByRole('button', { name: 'Accept the extension' }).count(), 0);
  const two = await as('admin2@demo.example');
  await open(two, `/invitations/${invitation.id}`);
  await two.getByRole('button', { name: 'Accept the extension' }).click();
  await two.getByRole('dialog').getByRole('button', { name: 'Accept the extension' }).click();
  await two.getByText('Accepted: the period is longer.').waitFor();
  await open(state, `/invitations/${invitation.id}`);
  await state.getByRole('button', { name: 'Extend the period' }).click();
  await state.getByRole('dialog').getByLabel('New last day').waitFor();
  await accessible(state, 'extend');
});

test('a signed letter is looked at, and downloaded', async (t) => {
  const { as } = await house(t);
  const page = await as('auditor@demo.example');
  const invitation = (await read(page, '/invitations?status=accepted')).items.find((i) => i.letterId);
  await open(page, `/invitations/${invitation.id}`);
  assert.equal(await page.getByRole('button', { name: /Close|Contest|Approve/ }).count(), 0); // an auditor changes nothing
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Signed letter: download' }).click()]);
  assert.match(file.suggestedFilename(), /\.pdf$/);
  await page.getByRole('button', { name: 'Signed letter: preview' }).click();
  await page.getByRole('dialog').locator('iframe, img').waitFor();
  await page.keyboard.press('Escape');
});

test('a mission is planned, funded, staffed; a reserve is ranked by keyboard', async (t) => {
  const { as } = await house(t);
  const page = await as('admin@demo.example');
  const planned = (await read(page, '/deployments?limit=200')).items.find((d) => d.status === 'staffing');
  await open(page, '/deployments');
  await picture(page, 'deployments');
  for (const [name, path] of [
    ['deployment', ''],
    ['team', '/team'],
    ['plan', '/plan'],
    ['accreditation', '/accreditation'],
    ['move', `/move?first=${day(140)}&last=${day(140)}`],
    ['candidates', `/seats/${planned.seats.at(-1).id}`],
  ]) {
    await open(page, `/deployments/${planned.id}${path}`);
    await picture(page, name);
  }
  // On the candidates of the last seat: two to the reserve, then the second above the first, by keyboard.
  await page.getByLabel('Ready', { exact: true }).selectOption('ready');
  await page.waitForURL(/state=ready/);
  await settled(page);
  await page
    .getByRole('button', { name: /^Add to reserve/ })
    .evaluateAll((all) => all.slice(0, 2).forEach((/** @type {any} */ one) => one.click())); // in one breath: neither is lost
  await page.getByText(/is number 2 of the reserve/).waitFor();
  const names = () => page.locator('ol li bdi').allTextContents();
  const before = await names();
  assert.ok(before.length >= 2);
  await page.getByRole('button', { name: `Move ${before[1]} up` }).focus();
  await page.keyboard.press('Enter');
  await page.getByText(`${before[1]} is number 1 of the reserve.`).waitFor();
  assert.equal((await names())[0], before[1]);
  assert.ok(await page.evaluate(() => document.activeElement?.closest('[id^=reserve-]') !== null), 'the focus stays with who was moved');
});

test('a plan shows its days as dates, and what the API refuses stands at the field', async (t) => {
  const { as } = await house(t);
  const page = await as('admin@demo.example');
  await open(page, '/deployments/plan');
  await page.locator('main .rows a').first().click();
  await page.getByRole('heading', { name: 'Who is needed, and when' }).waitFor();
  await accessible(page, 'plan');
  await picture(page, 'plan-new');
  await page.getByLabel('Places').first().fill('500');
  await page.getByRole('button', { name: 'Plan the mission' }).click();
  await page
    .getByText(/at most 100/)
    .first()
    .waitFor();
  await page.getByLabel('Places').first().fill('1');
  await page.getByRole('button', { name: 'Plan the mission' }).click();
  await page.locator('main').getByText('Next: commit the funds').waitFor();
  await asAnother(page, async () => {
    await page.getByRole('button', { name: 'Commit funds' }).click();
    await page
      .getByRole('dialog')
      .getByText(/never pays for a mission that it hosts|already|Commit at least/)
      .first()
      .waitFor();
    await accessible(page, 'fund');
    await page.keyboard.press('Escape');
  });
  await page.getByRole('button', { name: 'Stand down' }).click();
  await page.getByRole('dialog').getByText('This cannot be undone').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Stand down' }).click();
  await page.getByText('Enter a reason, in a sentence').waitFor();
  await page.getByLabel('Reason').fill('planned twice by mistake');
  await page.getByRole('dialog').getByRole('button', { name: 'Stand down' }).click();
  await page.getByText('Mission stood down').waitFor();
});

test('the election moves after its consequences were seen', async (t) => {
  const { as } = await house(t);
  const page = await as('admin@demo.example', { viewport: phone, hasTouch: true });
  const mission = (await read(page, '/deployments?limit=200')).items.find((d) => d.status === 'staffing');
  await open(page, `/deployments/${mission.id}/move`);
  const { date } = await format();
  await page.getByLabel('First polling day').fill('2020-01-01');
  await page.getByText(/not in the future/).waitFor();
  await page.getByLabel('First polling day').fill(day(133));
  await page.getByLabel('Last polling day').fill(day(133));
  await page.getByRole('heading', { name: /Asked again/ }).waitFor();
  await fits(page);
  await page.getByRole('button', { name: 'Move the election' }).click();
  await page.getByLabel('Reason').fill('the commission set a new date');
  await page.getByRole('dialog').getByRole('button', { name: 'Move the election' }).click();
  await page.waitForURL(/\/team$/);
  await page.getByText(`polling ${date(day(133))}`).waitFor();
  await fits(page);
});
