// Somebody bound to a mission stops meeting what it requires: it waits for the administrators, who let it stand together, and the
// observer reads what is missing; a second nationality ends what it forbids, as the form has said.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessible, day, house, phone, settled } from './harness.mjs';
import { confirmedBySecond, dialog, follow, look, part, press, read, reload, see } from './telling.mjs';

const hand = { viewport: phone, hasTouch: true, isMobile: true };

test('what somebody in the field no longer meets waits, and two let it stand', { timeout: 120_000 }, async (t) => {
  const { as } = await house(t);
  const clara = await as('admin@demo.example');
  const { items } = await read(clara, '/assignments?status=deployed&limit=200');
  const { observer, deploymentId, concerns } = items.find((a) => a.concerns?.length);

  await part('it waits on the first screen, and stands at the mission', async () => {
    await see(clara, 'No longer meets what the mission requires');
    await clara.goto(`/deployments/${deploymentId}`);
    await settled(clara);
    await see(clara, '1 member of the team no longer meets what it requires');
    await look(clara, 'concern-mission');
    await follow(clara, /no longer meets? what it requires/);
    await see(clara, concerns[0].sentence);
    await see(clara, 'No longer met');
    await look(clara, 'concern-team');
    await accessible(clara);
  });

  await part('she asks that it stands; the proposal says what it is about, and another confirms it', async () => {
    await press(clara, 'Let the observer stay');
    await see(dialog(clara), 'Another administrator has to confirm it.');
    await look(clara, 'concern-dialog');
    await dialog(clara)
      .getByLabel(/^Reason/)
      .fill('She is examined again on Monday, in the capital.');
    await press(dialog(clara), 'Let the observer stay');
    await clara.waitForURL('**/proposals/*');
    await settled(clara);
    await see(clara, `Let someone stay who no longer meets what the mission requires: ${observer}`);
    await see(clara, 'medical');
    await look(clara, 'concern-proposal');
    await follow(clara, new RegExp(observer));
    await clara.waitForURL('**/team#*');
    await clara.goBack();
    const [{ id }] = (await read(clara, '/proposals?status=open&limit=50')).items.filter((p) => p.action === 'concerns.let_stand');
    await confirmedBySecond(clara, id);
    await clara.goto(`/deployments/${deploymentId}/team`);
    await settled(clara);
    await see(clara, 'Accepted');
    await see(clara, 'She is examined again on Monday');
    await look(clara, 'concern-stands');
    assert.equal(await clara.getByRole('button', { name: 'Let the observer stay' }).count(), 0);
  });
});

test('an observer reads what they no longer meet, and a second nationality ends what it forbids', { timeout: 120_000 }, async (t) => {
  const { as } = await house(t);
  const [siti, clara] = [await as('observer@demo.example', hand), await as('admin@demo.example')];
  const [offer] = (await read(siti, '/assignments?status=offered')).items;
  const texts = (await read(siti, '/texts')).items;
  const of = (kind) => texts.find((one) => one.kind === kind).id;
  const send = async (page, method, path, data) => {
    const headers = method === 'PATCH' ? { 'If-Match': `"${(await read(page, path)).revision}"` } : {};
    const answer = await page.context().request.fetch(`/api/v1${path}`, { method, data, headers });
    assert.ok(answer.ok(), await answer.text());
  };
  await send(siti, 'POST', `/assignments/${offer.id}/accept`, { pledgeId: of('pledge'), declarationId: of('declaration') });
  await send(clara, 'PATCH', `/observers/${offer.observerId}`, { private: { medicalClearedThrough: day(-1) }, passportExpiresOn: day(40) });

  await part('she is told what is missing, and what she can do', async () => {
    await siti.goto(`/my/missions/${offer.id}`);
    await settled(siti);
    await see(siti, 'You no longer meet what this mission requires');
    await see(siti, 'Medical clearance expired');
    await siti.getByRole('link', { name: 'Enter it' }).waitFor();
    await look(siti, 'concern-own');
    await accessible(siti);
  });

  await part('she says that she holds the nationality of the host: the seat ends, and she reads that it did', async () => {
    await siti.goto('/my/profile#conflicts');
    await settled(siti);
    await see(siti, 'A mission or place in that state ends when you add one');
    await siti.getByRole('combobox', { name: 'Nationalities' }).fill('Timor');
    await siti.getByRole('option', { name: /Timor-Leste/ }).click();
    await press(siti, 'Save');
    await see(siti, 'Ended by the nationality');
    await look(siti, 'nationality-ended');
    await siti.goto(`/my/missions/${offer.id}`);
    await reload(siti);
    await see(siti, 'This seat is no longer yours');
  });
});
