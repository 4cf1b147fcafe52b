// A call-out from the office to a phone and back: the board, an answer by phone, offers to all chosen in one step, and a new one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessible, house, phone, settled } from './harness.mjs';
import { confirm, dialog, look, part, press, read, reload, see } from './telling.mjs';

const hand = { viewport: phone, hasTouch: true, isMobile: true };

/** The answers of a call-out. */
const board = async (page, id) => (await read(page, `/call-outs/${id}`)).answers;
/** The line of somebody on the board. */
const line = (page, r) => page.locator(`li[id="${r.id}"]`);

async function sent(page, path, data) {
  const answer = await page.context().request.post(`/api/v1${path}`, { data });
  assert.ok(answer.ok(), await answer.text());
}

test('forty are asked, they answer, and those chosen are offered their places', { timeout: 180_000 }, async (t) => {
  const { as } = await house(t);
  const clara = await as('admin@demo.example');
  const [open] = (await read(clara, '/call-outs?status=open')).items;
  const siti = await as('observer@demo.example', hand);
  const { preferredName: name } = await read(siti, `/observers/${(await read(siti, '/me')).account.observerId}`);

  await part('the board says who has answered what', async () => {
    await clara.goto(`/deployments/${open.deploymentId}/call-out`);
    await settled(clara);
    for (const word of ['Yes', 'Only if', 'No']) await see(clara, new RegExp(`^\\d+ ${word}$`));
    await see(clara, /^(Half time|Reminded)/);
    await see(clara, 'Earlier call-outs');
    await look(clara, 'callout-board');
    await accessible(clara);
    await clara.getByRole('link', { name: /^\d+ Only if$/ }).click();
    await settled(clara);
    await see(clara, '1 person');
    await clara.getByRole('link', { name: 'Show everybody' }).click();
    await settled(clara);
  });

  await part('another answers by phone, and the board names who took it', async () => {
    const other = (await board(clara, open.id)).find((r) => r.askedAt && !r.answer);
    await line(clara, other).getByRole('link', { name: /^\+/ }).waitFor();
    await press(line(clara, other), 'Answered by phone');
    await dialog(clara).getByRole('radio', { name: 'Yes' }).check();
    await look(clara, 'callout-phone');
    await confirm(clara, 'Answered by phone');
    await see(line(clara, other), /By phone, taken by Administrator One/);
  });

  await part('those who said yes are offered their places in one step', async () => {
    await press(clara, 'Prepare offers');
    await see(dialog(clara), /can be done/);
    await look(clara, 'callout-offers');
    await dialog(clara)
      .getByRole('button', { name: /^Offer \d+/ })
      .click();
    await see(clara, /offers? (is|are) made/);
    await settled(clara);
    const offered = (await board(clara, open.id)).filter((r) => r.assignment === 'offered');
    assert.ok(offered.length > 0);
  });

  await part('it is extended and closed, and another is opened in which somebody is asked who was free again', async () => {
    await press(clara, 'Extend');
    await confirm(clara, 'Extend');
    await press(clara, 'Close now');
    await confirm(clara, 'Close now');
    await see(clara, 'Closed');
    await sent(siti, `/assignments/${(await read(siti, '/assignments?status=offered')).items[0].id}/decline`, { reason: '' });
    await clara.goto(`/deployments/${open.deploymentId}/call-out/new`);
    await settled(clara);
    await clara.getByRole('group', { name, exact: true }).getByRole('radio', { name: 'Ask' }).check();
    await clara.getByLabel(/^What to write to everybody/).fill('Boats leave on Mondays only.');
    await look(clara, 'callout-new');
    await accessible(clara);
    await clara.getByRole('button', { name: /^Ask \d+ (person|people)$/ }).click();
    await clara.waitForURL('**/call-outs/*');
    await settled(clara);
  });

  await part('who is asked finds it on their first screen, and answers with a condition', async () => {
    await siti.goto('/');
    await settled(siti);
    await see(siti, 'You are asked whether you can go');
    await siti.locator('a[href*="/my/call-outs/"]').first().click();
    await siti.waitForURL('**/my/call-outs/*');
    await settled(siti);
    await see(siti, 'Boats leave on Mondays only.');
    await look(siti, 'callout-asked');
    await accessible(siti);
    await press(siti, 'Only if…');
    await press(siti, 'Send this answer');
    await see(siti, 'Say on which condition you can go.');
    await siti.getByLabel(/^I can go only if/).fill('Only if I fly from Lae.');
    await press(siti, 'Send this answer');
    await see(siti, 'You have said: only if.');
    await reload(clara);
    await see(clara, 'Only if I fly from Lae.');
    await press(siti, 'No');
    await see(siti, 'You have said: no.');
  });
});
