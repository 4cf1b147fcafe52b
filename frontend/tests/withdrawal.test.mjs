// A state takes its consent back while a team is being formed: it reads what that does, and it happens to everybody at once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { house, online, phone, settled } from './harness.mjs';
import { press, read, see } from './telling.mjs';

test('an invitation in force is withdrawn: the team is stood down and its money released', { timeout: 120_000 }, async (t) => {
  const { as } = await house(t);
  const observer = await as('observer@demo.example', { viewport: phone, hasTouch: true, isMobile: true });
  await observer.getByRole('link', { name: /^Read and answer/ }).click();
  await observer.getByLabel('I have read this, and I pledge it.').check();
  await observer.getByLabel('I have read this, and I declare it.').check();
  await press(observer, 'Accept this offer');
  await see(observer, 'You have accepted. Your first day is');

  // An administrator has the mission open: money is committed, people are bound.
  const clara = await as('admin@demo.example');
  const mission = (await read(clara, '/deployments?host=TL&limit=200')).items.find((d) => d.status === 'staffing');
  const bound = mission.seats.reduce((n, s) => n + s.accepted, 0);
  assert.ok(bound > 3, 'a live team');
  const before = (await read(clara, `/commitments/${mission.commitmentId}`)).rest;
  assert.ok(before > 0);
  await clara.goto(`/deployments/${mission.id}`);
  await clara.getByText(`${bound} of ${mission.seats.reduce((n, s) => n + s.places, 0)} places are taken`).waitFor();

  // The state reads what it does before it does it.
  const dili = await as('state@demo.example');
  await dili
    .getByRole('link', { name: /^Follow\b/ })
    .first()
    .click();
  await press(dili, 'Withdraw the invitation');
  const dialog = dili.getByRole('dialog', { name: /^Withdraw / });
  for (const said of [
    'Your state’s consent ends at once.',
    `1 mission is stood down: ${mission.title}.`,
    `${bound} people who have accepted a seat are instructed not to come.`,
    'Every offer that is not answered yet stops.',
    'This cannot be undone',
  ]) {
    await see(dialog, said);
  }
  await dialog.getByLabel(/^Reason/).fill('The election is postponed without a date.');
  await press(dialog, 'Withdraw the invitation');
  await see(dili, 'You withdrew it');
  await dili.getByRole('main').getByText('Stood down').first().waitFor();
  assert.equal(await dili.getByRole('button', { name: 'Withdraw the invitation' }).count(), 0);

  // The administrator sees it where they are, without loading the page again; the money is free.
  await online(clara);
  await see(clara, 'Mission stood down');
  await see(clara, 'The election is postponed without a date.');
  await clara.getByRole('link', { name: 'Sources and payments' }).click();
  await see(clara, 'Released');
  assert.equal((await read(clara, `/commitments/${mission.commitmentId}`)).rest, 0);
  await clara.goto(`/deployments/${mission.id}/team`);
  await see(clara, 'Previously offered');
  assert.equal(await clara.getByRole('main').getByText('Accepted', { exact: true }).count(), 0, 'no one is bound any more');

  // The observer is told, and is free again.
  await observer.reload();
  await see(observer, 'You were stood down, and your days are free again.');
  await observer.goto('/');
  await settled(observer);
  await see(observer, 'You are deployable as a short-term observer');
  await see(observer, 'Nothing is booked in the coming year.');
});
