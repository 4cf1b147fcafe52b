// Links that do one thing, from a phone without a password: each is read out of a real mail.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessible, fits, house, phone, picture, settled } from './harness.mjs';
import { post, untimely } from './post.mjs';
import { dialog, part, press, read, see } from './telling.mjs';

const hand = { viewport: phone, hasTouch: true, isMobile: true, timezoneId: 'Asia/Manila' };
const narrow = { width: 320, height: 640 };
const observer = 'observer@demo.example';

/** Looks at a page as it is on a small phone, in the dark and by the rules of accessibility. */
async function looked(page, name) {
  await settled(page);
  await accessible(page, name, true);
  await picture(page, name);
  await page.setViewportSize(narrow);
  await fits(page);
  await page.setViewportSize(phone);
}

test('an offer is answered from a phone by the link of its mail', { timeout: 180_000, skip: untimely }, async (t) => {
  const { url, resent, link } = await post(t);
  const { person, as } = await house(t, { mail: url });
  const address = link(await resent(await as('admin@demo.example'), observer, 'you are offered a position'));
  const page = await person(hand);

  await part('opening shows, and nothing is done', async () => {
    await page.goto(address);
    await see(page, /you are offered a seat in this mission/);
    await page.getByRole('heading', { name: /^Code of Conduct for observers/ }).waitFor();
    await looked(page, 'do-offer');
    await page.reload();
    await see(page, /^Answer within/);
    assert.equal((await page.context().cookies()).length, 0, 'nobody is signed in');
  });
  await part('both are confirmed, and it is accepted', async () => {
    await page.getByLabel('I have read this, and I pledge it.').check();
    await press(page, 'Accept this offer');
    await see(page, 'Without this declaration no one is sent.');
    await page.getByLabel('I have read this, and I declare it.').check();
    await press(page, 'Accept this offer');
    await see(page, 'You have accepted. Thank you.');
    await see(page, /Your first day is/);
    await looked(page, 'do-accepted');
  });
  await part('the link does nothing any more', async () => {
    await page.goto('/sign-in');
    await page.goto(address);
    await see(page, 'This link does nothing any more');
    await looked(page, 'do-over');
  });
  await part('the journal says how it came', async () => {
    const auditor = await as('auditor@demo.example');
    await auditor.goto('/journal?action=assignments.accept');
    await see(auditor, 'by mail link');
    await auditor
      .getByRole('link', { name: /accepted/ })
      .first()
      .click();
    await see(auditor, 'How it came');
    await settled(auditor);
  });
});

test('a call-out is answered from a phone by the link of its mail', { timeout: 180_000, skip: untimely }, async (t) => {
  const { url, mail, link } = await post(t);
  const { person, as } = await house(t, { mail: url });
  const clara = await as('admin@demo.example');
  const send = async (path, data) => {
    const answer = await clara.context().request.post(`/api/v1${path}`, { data });
    assert.ok(answer.ok(), await answer.text());
    return answer.json();
  };
  const [open] = (await read(clara, '/call-outs?status=open')).items;
  await send(`/call-outs/${open.id}/withdraw`, { reason: 'Another one follows.' });
  const { seats } = await read(clara, `/deployments/${open.deploymentId}`);
  const seatId = seats.find((s) => s.function === 'sto').id;
  const { items: candidates } = await read(clara, `/deployments/${open.deploymentId}/candidates?seatId=${seatId}`);
  const { items: accounts } = await read(clara, '/accounts?role=observer&limit=200');
  const { email, observerId } = accounts.find((a) => candidates.some((c) => c.ready && !c.assignment && c.observerId === a.observerId));
  const made = await send(`/deployments/${open.deploymentId}/call-outs`, {
    closesAt: new Date(Date.now() + 86_400_000).toISOString(),
    note: 'The boats leave on Mondays.',
    seats: [{ seatId, observers: [observerId], reserve: [] }],
  });
  const answers = async () => (await read(clara, `/call-outs/${made.id}`)).answers[0];

  const letter = await mail(email, 'can you go?');
  assert.doesNotMatch(letter.plain, /Mondays/, 'what the office writes is behind the link');
  assert.ok(!(await answers()).seenAt);
  const page = await person(hand);
  await page.goto(link(letter));
  await see(page, /^Can you go to Timor-Leste/);
  await see(page, 'The boats leave on Mondays.');
  await looked(page, 'do-callout');
  assert.ok((await answers()).seenAt, 'the board says that it was seen');
  assert.equal((await answers()).answer ?? '', '', 'opening answers nothing');
  await press(page, 'Only if…');
  await page.getByLabel(/^I can go only if/).fill('Only if I am back by the end of the month.');
  await press(page, 'Send this answer');
  await see(page, 'You have said: only if.');
  await looked(page, 'do-callout-answered');
  assert.equal((await answers()).answer, 'only_if');
  await page.goto('/sign-in');
  await page.goto(link(letter));
  await see(page, 'This link does nothing any more');
});

test('whoever has forgotten their password chooses another by mail', { timeout: 180_000, skip: untimely }, async (t) => {
  const { url, mail, link } = await post(t);
  const { person } = await house(t, { mail: url });
  const page = await person(hand);
  await page.goto('/sign-in');
  await looked(page, 'sign-in');
  await page.getByRole('link', { name: 'Forgotten your password?' }).click();
  const said = async (email) => {
    await page.goto('/forgotten');
    await page.getByLabel('E-mail address').fill(email);
    await press(page, 'Ask for a new password');
    await see(page, 'If there is such an account, this happens now');
    return page.locator('main').innerText();
  };
  const known = await said(observer);
  assert.equal(await said('nobody@demo.example'), known, 'it is said the same of nobody');
  await looked(page, 'forgotten');
  const address = link(await mail(observer, 'Choose a password'));
  await page.goto(address);
  await page.getByLabel('New password').fill('a new password for a phone 7');
  await looked(page, 'do-password');
  await press(page, 'Set the password and sign in');
  await see(page, 'You are deployable');
  await page.context().clearCookies();
  await page.goto('/sign-in');
  await page.goto(address);
  await see(page, 'This link does nothing any more');
});

test('a state that comes twice a year signs in by mail, in the browser that asked', { timeout: 180_000, skip: untimely }, async (t) => {
  const { url, mail, link } = await post(t);
  const { person } = await house(t, { mail: url });
  const [page, other] = [await person(hand), await person(hand)];
  await page.goto('/sign-in');
  await page.getByRole('link', { name: 'Send me a link to sign in' }).click();
  await page.getByRole('heading', { name: 'Sign in by mail' }).waitFor(); // the page before has such a field, too
  await page.getByLabel('E-mail address').fill('state@demo.example');
  await looked(page, 'by-mail');
  await press(page, 'Send me a link to sign in');
  await see(page, 'It works once, for 15 minutes, in this browser.');
  await looked(page, 'by-mail-asked');
  const address = link(await mail('state@demo.example', 'Sign in'));
  await other.goto(address); // to whom it was forwarded
  await see(other, /only in the browser in which it was asked for/);
  await page.goto(address);
  await see(page, 'This link signs you in once');
  await looked(page, 'do-sign-in');
  await press(page, 'Sign in');
  await page.getByRole('heading', { name: 'Our invitations' }).waitFor();
});

test(
  'a state opens its request, and an official who forgot a password is helped by two',
  { timeout: 240_000, skip: untimely },
  async (t) => {
    const { url, mail, resent, link } = await post(t);
    const { person, as } = await house(t, { mail: url });
    const [page, clara, david] = [await person(hand), await as('admin@demo.example'), await as('admin2@demo.example')];
    await part('two administrators have a link mailed', async () => {
      await page.goto('/forgotten');
      await page.getByLabel('E-mail address').fill('state@demo.example');
      await press(page, 'Ask for a new password');
      await see(page, 'If there is such an account, this happens now');
      const { items } = await (await clara.context().request.get('/api/v1/accounts?q=state@demo.example')).json();
      await clara.goto(`/accounts/${items[0].id}`);
      await press(clara, 'New link');
      await see(dialog(clara), /is mailed to/);
      await dialog(clara).getByRole('button', { name: 'New link' }).click();
      await clara.waitForURL('**/proposals/*');
      await david.goto(new URL(clara.url()).pathname);
      await settled(david);
      await press(david, 'Confirm');
      await press(dialog(david), 'Confirm');
      await page.goto(link(await mail('state@demo.example', 'Choose a password')));
      await page.getByLabel('New password').fill('a password for the ministry 7');
      await press(page, 'Set the password and sign in');
      await page.getByRole('heading', { name: 'Our invitations' }).waitFor();
    });
    await part('a mail about its invitation opens it without signing in', async () => {
      await page.context().clearCookies();
      const phone = await person(hand);
      await phone.goto(link(await resent(clara, 'state@demo.example', 'INV-')));
      await see(phone, /This link only shows it/);
      await looked(phone, 'do-request');
      await phone.getByRole('link', { name: 'Sign in to act on it' }).click();
      await phone.getByRole('heading', { name: 'Sign in' }).waitFor();
    });
  },
);
