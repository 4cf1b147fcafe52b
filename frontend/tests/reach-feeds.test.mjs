// Calendars: the secret address of one's own, read by ical.js as calendar programs would, and busy times that come in from a file.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import ICAL from 'ical.js';
import { accessible, day, house, phone, picture, settled } from './harness.mjs';

/** Reads a calendar as a program does: each event by its UID. */
async function read(address) {
  const answer = await fetch(address);
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get('content-type'), /^text\/calendar/);
  const calendar = new ICAL.Component(ICAL.parse(await answer.text()));
  const events = calendar.getAllSubcomponents('vevent').map((one) => {
    const event = new ICAL.Event(one);
    return {
      uid: event.uid,
      title: event.summary,
      sequence: event.sequence,
      status: one.getFirstPropertyValue('status'),
      busy: one.getFirstPropertyValue('transp') === 'OPAQUE',
      days: event.startDate.isDate,
      starts: event.startDate.toString(),
      ends: event.endDate.toString(),
      url: one.getFirstPropertyValue('url'),
    };
  });
  assert.equal(new Set(events.map((e) => e.uid)).size, events.length, 'nothing is there twice');
  assert.ok(calendar.getFirstPropertyValue('x-wr-calname'));
  return new Map(events.map((e) => [e.uid, e]));
}

/** Makes an address on the page of the account, and tells what it is. */
async function make(page, label = 'Make a calendar address') {
  await page.goto('/account');
  await page.getByRole('button', { name: label }).click();
  if (label !== 'Make a calendar address') await page.getByRole('dialog').getByRole('button', { name: label }).click();
  const address = await page.getByRole('textbox', { name: 'Calendar address' }).inputValue();
  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  await page.getByText('The address is copied.').waitFor({ state: 'attached' });
  return address;
}

/** Leaves the address that is shown once. */
const leave = (page) => page.getByRole('dialog').getByRole('button', { name: 'Done' }).click();

test('an offer is in the calendar of an observer, and a mission of everybody', async (t) => {
  const { as } = await house(t);
  const maria = await as('observer@demo.example', { viewport: phone });
  await maria.goto('/account');
  await settled(maria);
  await accessible(maria, 'an account without an address', true);
  const address = await make(maria);
  await accessible(maria, 'the address');
  await picture(maria, 'feed-address');
  await leave(maria);
  await maria.getByText('Not yet').waitFor();
  const before = await read(address);
  const offer = [...before.values()].find((e) => e.status === 'TENTATIVE' && e.title.startsWith('Offer: '));
  assert.ok(offer?.days && offer.busy && offer.ends > offer.starts, JSON.stringify([...before.values()]));
  const deadline = before.get(offer.uid.replace('@', '-answer@'));
  assert.equal(deadline.status, 'CONFIRMED');
  assert.ok(!deadline.days && deadline.ends.endsWith('Z') && !deadline.busy);

  // The address of the event leads to the offer; it is accepted, and no longer tentative.
  await maria.goto(offer.url);
  await maria.getByRole('heading', { level: 1 }).waitFor();
  const id = offer.uid.split('@')[0];
  const texts = await (await maria.request.get('/api/v1/texts')).json();
  const newest = (kind) => texts.items.find((one) => one.kind === kind).id;
  const said = await maria.request.post(`/api/v1/assignments/${id}/accept`, {
    data: { pledgeId: newest('pledge'), declarationId: newest('declaration') },
  });
  assert.ok(said.ok(), await said.text());
  const accepted = await read(address);
  assert.equal(accepted.get(offer.uid).status, 'CONFIRMED');
  assert.equal(accepted.get(offer.uid).title, offer.title.replace('Offer: ', ''));
  assert.ok(accepted.get(offer.uid).sequence > offer.sequence);
  assert.equal(accepted.get(deadline.uid).status, 'CANCELLED');

  // The administrator stands its mission down: it vanishes for everybody.
  const admin = await as('admin@demo.example');
  await admin.goto('/account');
  await admin.getByText('Last read by a program').waitFor();
  const all = await make(admin, 'Replace the address');
  await leave(admin);
  const mission = (await (await admin.request.get(`/api/v1/assignments/${id}`)).json()).deploymentId;
  const was = [...(await read(all)).values()].find((e) => e.uid.startsWith(`${mission}@`));
  assert.ok(was && was.status !== 'CANCELLED');
  assert.ok([...(await read(all)).values()].every((e) => !e.title.includes('Amihan')));
  const down = await admin.request.post(`/api/v1/deployments/${mission}/stand-down`, { data: { reason: 'The election is cancelled.' } });
  assert.ok(down.ok(), await down.text());
  if (down.status() === 202) {
    const second = await as('admin2@demo.example');
    const confirmed = await second.request.post(`/api/v1/proposals/${(await down.json()).id}/confirm`);
    assert.ok(confirmed.ok(), await confirmed.text());
  }
  const gone = (await read(all)).get(was.uid);
  assert.equal(gone.status, 'CANCELLED');
  assert.ok(gone.sequence > was.sequence);
  assert.equal((await read(address)).get(offer.uid).status, 'CANCELLED');

  // Revoked, it answers nothing.
  await maria.goto('/account');
  await settled(maria);
  await picture(maria, 'feed-made');
  await maria.getByRole('button', { name: 'Revoke the address' }).click();
  await maria.getByRole('dialog').getByRole('button', { name: 'Revoke the address' }).click();
  await maria.getByRole('button', { name: 'Make a calendar address' }).waitFor();
  assert.equal((await fetch(address)).status, 404);
});

test('busy times come in from a calendar file, and the next takes their place', async (t) => {
  const { as } = await house(t);
  const page = await as('observer@demo.example');
  const compact = (n) => day(n).replaceAll('-', '');
  const file = (...events) => ({
    name: 'My private life.ics',
    mimeType: 'text/calendar',
    buffer: Buffer.from(['BEGIN:VCALENDAR', 'VERSION:2.0', ...events, 'END:VCALENDAR', ''].join('\r\n')),
  });
  const event = (n, ...lines) => ['BEGIN:VEVENT', `UID:${n}@home`, 'SUMMARY:Surgery', ...lines, 'END:VEVENT'].join('\r\n');
  const sent = [];
  page.on('request', (one) => sent.push(one.url()));
  await page.goto('/my/availability');
  await settled(page);
  const picker = page.getByLabel('Calendar file', { exact: true });
  await picker.setInputFiles({ name: 'letter.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7') });
  await page.getByText('this is no calendar file that can be read').waitFor();

  await picker.setInputFiles(
    file(
      event(1, `DTSTART;VALUE=DATE:${compact(200)}`, `DTEND;VALUE=DATE:${compact(203)}`),
      event(2, `DTSTART;TZID=Europe/Lisbon:${compact(210)}T090000`, 'DURATION:PT1H'),
      event(3, `DTSTART;VALUE=DATE:${compact(205)}`, 'TRANSP:TRANSPARENT'),
    ),
  );
  const dialog = page.getByRole('dialog', { name: 'Take in busy times' });
  await dialog.getByText('3 days become not available.').waitFor();
  await dialog.locator('summary').click();
  await dialog.getByText('One event shorter than a working day.').waitFor();
  await dialog.getByText('One event during which you are marked as free.').waitFor();
  await accessible(page, 'what a calendar file says', true);
  await picture(page, 'busy-file');
  await dialog.getByRole('button', { name: 'Take in' }).click();
  await page.getByText('3 days entered as not available.').waitFor();
  await page.getByText('From your calendar file').waitFor();
  await settled(page);
  await accessible(page, 'days with busy times', true);
  await picture(page, 'busy-days');

  // The next file, with shorter events: the days of the first count no more.
  await picker.setInputFiles(file(event(2, `DTSTART:${compact(210)}T090000`, 'DURATION:PT1H')));
  await dialog.getByText('In this file you are not busy on any day.').waitFor();
  await dialog.getByRole('checkbox', { name: /^Leave out events that are shorter/ }).click();
  await dialog.getByText('One day becomes not available.').waitFor();
  await dialog.getByText(/3 days from the file before no longer count/).waitFor();
  await dialog.getByRole('button', { name: 'Take in' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await settled(page);
  assert.equal(await page.getByText('From your calendar file').count(), 1);
  assert.ok(!sent.some((url) => url.includes('private')), 'the name of the file was sent');
});
