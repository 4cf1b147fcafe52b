// An inquiry by clicking and typing: opened by one administrator, answered by the observer on a phone, and a dismissal that a second
// administrator confirms on a phone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessible, house, phone, picture, settled } from './harness.mjs';
import { confirm, dialog, paper, part, press, read, see } from './telling.mjs';

const hand = { viewport: phone, hasTouch: true, isMobile: true };

test('an observer is heard before two administrators decide', { timeout: 120_000 }, async (t) => {
  const { as } = await house(t);
  const clara = await as('admin@demo.example');
  const maria = await as('observer@demo.example', hand);
  const { account } = await read(maria, '/me');

  const at = await part('an inquiry is opened', async () => {
    await clara.goto(`/cohort/${account.observerId}`);
    await settled(clara);
    await clara.getByRole('link', { name: 'Open an inquiry' }).click();
    await clara.getByLabel(/^What is alleged/).fill('A voter says that she asked for money at the polling station.');
    await accessible(clara, 'opening an inquiry');
    await picture(clara, 'inquiry-open');
    await press(clara, 'Open the inquiry');
    await see(clara, /^The observer can answer until/);
    assert.equal(await clara.getByRole('button', { name: 'Dismiss the observer' }).count(), 0);
    return new URL(clara.url()).pathname;
  });

  await part('she reads it on a phone, and answers with a document', async () => {
    await maria.goto('/');
    await settled(maria);
    await see(maria, 'Read what is alleged, and answer');
    await maria.getByRole('link', { name: 'An inquiry about you', exact: true }).click();
    await see(maria, 'A voter says that she asked for money at the polling station.');
    await maria.getByLabel(/^What you say/).fill('I paid for the taxi of our team, and have the receipt.');
    await maria.locator('input[type=file]').first().setInputFiles(paper('receipt.pdf'));
    await maria.getByRole('button', { name: 'Replace' }).waitFor();
    await accessible(maria, 'an inquiry that waits for an answer');
    await picture(maria, 'my-inquiry');
    await maria.setViewportSize(phone);
    await press(maria, 'Send the answer');
    await see(maria, 'I paid for the taxi of our team, and have the receipt.');
    await see(maria, 'Add to your answer');
  });

  await part('one administrator asks for a dismissal, and another confirms it on a phone', async () => {
    await clara.goto(at);
    await settled(clara);
    await see(clara, 'receipt.pdf');
    await accessible(clara, 'an inquiry that can be decided');
    await picture(clara, 'inquiry');
    await press(clara, 'Dismiss the observer');
    await dialog(clara)
      .getByLabel(/^Reason/)
      .fill('The receipt is of another day.');
    await press(dialog(clara), 'Dismiss the observer');
    await clara.waitForURL('**/proposals/*');
    const david = await as('admin2@demo.example', hand);
    await david.goto(new URL(clara.url()).pathname);
    await settled(david);
    await david.getByRole('heading', { level: 1, name: /^Dismiss .+ by an inquiry$/ }).waitFor();
    await accessible(david, 'a dismissal to confirm');
    await picture(david, 'inquiry-dismissal');
    await david.setViewportSize(phone);
    await press(david, 'Confirm');
    await confirm(david, 'Confirm');
    await see(david, 'Confirmed');
  });

  await part('she reads how it ended', async () => {
    await maria.goto(at.replace('/inquiries', '/my/inquiries'));
    await settled(maria);
    await see(maria, 'Two administrators have decided that you are dismissed.');
    await see(maria, 'The receipt is of another day.');
  });
});
