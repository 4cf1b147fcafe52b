// Conversations by clicking and typing: a state asks on a phone and is answered, an observer is written to about a seat and answers by
// the keyboard, a message is withdrawn, and hostile text is text.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessible, house, phone, picture, settled } from './harness.mjs';
import { confirm, paper, part, press, read, see } from './telling.mjs';

const hand = { viewport: phone, hasTouch: true, isMobile: true };
const said = (page, words) => page.locator('[data-messages] li').filter({ hasText: words });

test('the fund speaks with a state and with an observer', { timeout: 240_000 }, async (t) => {
  const { as } = await house(t);
  const clara = await as('admin@demo.example');

  const at = await part('a question of a state is answered with a document', async () => {
    await clara.goto('/');
    await settled(clara);
    const { items } = await read(clara, '/waiting?actions=messages.write');
    const { subject, title } = items.find((w) => w.subject.kind === 'invitation');
    await clara.goto('/attention?actions=messages.write');
    await settled(clara);
    await clara.getByRole('link', { name: title }).click();
    await clara.waitForURL(`**/invitations/${subject.id}#messages`);
    await see(clara, 'Can our liaison officer meet the team at the airport');
    await see(clara, /^Read by the fund’s administrators and the accounts of Timor-Leste/);
    await settled(clara);
    await clara.getByRole('heading', { name: 'Messages' }).scrollIntoViewIfNeeded();
    await accessible(clara, 'a conversation with a state');
    await picture(clara, 'talk-invitation');
    await clara.getByLabel(/^Answer/).fill('<img src=x onerror=alert(1)> Yes: please write to the coordinator.\n**She** lands first.');
    await press(clara, 'Attach a document');
    await clara.locator('input[type=file]').last().setInputFiles(paper('coordinator.pdf'));
    await clara.getByRole('button', { name: 'Replace' }).waitFor();
    await press(clara, 'Send message');
    await said(clara, '<img src=x onerror=alert(1)> Yes').waitFor();
    assert.equal(await clara.locator('[data-messages] img').count(), 0);
    assert.equal(await clara.getByLabel(/^Answer/).inputValue(), '');
    const left = await read(clara, '/waiting?actions=messages.write');
    assert.equal(
      left.items.some((w) => w.subject.id === subject.id),
      false,
    );
    return `/invitations/${subject.id}`;
  });

  await part('the state reads it on a phone, and keeps what it types', async () => {
    const dili = await as('state@demo.example', hand);
    await dili.goto('/');
    await settled(dili);
    await dili
      .getByRole('link', { name: /^Read the message/ })
      .first()
      .click();
    await see(dili, /Yes: please write to the coordinator/);
    await see(dili, 'coordinator.pdf');
    await settled(dili);
    await accessible(dili, 'a conversation with the fund on a phone');
    await picture(dili, 'talk-state');
    await dili.setViewportSize(phone);
    await dili.getByLabel(/^Answer/).fill('Thank you, she will');
    await dili.goto('/');
    await dili.goto(at);
    await settled(dili);
    await see(dili, /^Restored what you typed/);
    assert.equal(await dili.getByLabel(/^Answer/).inputValue(), 'Thank you, she will');
    await dili.getByLabel(/^Answer/).fill('Thank you, she will write today.');
    await press(dili, 'Send message');
    await said(dili, 'she will write today').waitFor();
    await press(said(dili, 'she will write today'), 'Withdraw');
    await confirm(dili, 'Withdraw');
    await see(dili, /^Withdrawn by its author/);
    await clara.goto(at);
    await settled(clara);
    await see(clara, /^Withdrawn by its author/);
    assert.equal(await said(clara, 'she will write today').count(), 0);
  });

  await part('an observer is written to about a seat, and answers by the keyboard', async () => {
    const maria = await as('observer@demo.example', hand);
    const { account } = await read(maria, '/me');
    const { items } = await read(clara, `/assignments?observerId=${account.observerId}&limit=50`);
    const offered = items.find((a) => a.status === 'offered');
    await clara.goto(`/deployments/${offered.deploymentId}/team#${offered.id}`);
    await settled(clara);
    await clara
      .locator(`li[id="${offered.id}"]`)
      .getByRole('link', { name: /^Messages with/ })
      .click();
    await clara.waitForURL(`**/assignments/${offered.id}/messages`);
    await see(clara, /never by the host/);
    await clara.getByRole('textbox', { name: /^(Answer|Message)/ }).fill('Have you booked the bus?');
    await clara.keyboard.press('Control+Enter');
    await said(clara, 'Have you booked the bus?').waitFor();
    await settled(clara);
    await accessible(clara, 'a conversation about a seat');
    await picture(clara, 'talk-seat');

    await maria.goto('/');
    await settled(maria);
    await see(maria, 'The fund has written to you');
    await maria.goto(`/to/assignment/${offered.id}#messages`);
    await maria.waitForURL(`**/my/missions/${offered.id}#messages`);
    await settled(maria);
    await see(maria, 'Have you booked the bus?');
    await accessible(maria, 'a conversation about my seat');
    await picture(maria, 'talk-mine');
    await maria.setViewportSize(phone);
    await press(maria, 'Mark as read');
    await maria.getByRole('button', { name: 'Mark as read' }).waitFor({ state: 'detached' });
    await maria.getByLabel(/^Answer/).fill('Yes, for the evening before.');
    await maria.keyboard.press('Control+Enter');
    await said(maria, 'Yes, for the evening before.').waitFor();
    await clara.goto(`/assignments/${offered.id}/messages`);
    await settled(clara);
    await see(clara, /^Read or answered/);
  });

  await part('an auditor sees none of it', async () => {
    const auditor = await as('auditor@demo.example');
    await auditor.goto(at);
    await settled(auditor);
    assert.equal(await auditor.getByRole('heading', { name: 'Messages', exact: true }).count(), 0);
  });
});
