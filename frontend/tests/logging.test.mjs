// Certificates are logged on a phone with a poor connection: a photo first, several in a row, once each, and a renewal from the old one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessible, day, house, laptop, phone, picture, settled } from './harness.mjs';
import { notByKeys } from './keyboard.mjs';
import { format, paper, part, press, read, see } from './telling.mjs';

const observer = 'observer@demo.example';
const hand = { viewport: phone, hasTouch: true };

const open = async (page, path) => {
  await page.goto(path);
  await settled(page);
};
const choose = (page, ...files) => page.locator('input[type=file]').first().setInputFiles(files);
const title = (page) => page.getByRole('combobox', { name: 'Title' });
const when = async (page, first, last = first) => {
  await page.getByLabel('First day').fill(first);
  await page.getByLabel('Last day').fill(last);
};

const post = async (who, path, data) => {
  const { request } = who.context();
  const answer = await request.post(`/api/v1${path}`, { data });
  assert.ok(answer.ok(), await answer.text());
  return answer.json();
};

/** A photo of a certificate as a camera makes one: large, and with the place where it was taken. */
async function photo(page, name) {
  const made = await page.evaluate(async () => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [4000, 3000];
    const sheet = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    sheet.fillStyle = '#f4f0e6';
    sheet.fillRect(0, 0, 4000, 3000);
    sheet.fillStyle = '#123';
    sheet.font = '180px serif';
    sheet.fillText('Certificate of completion', 300, 500);
    sheet.font = '60px serif';
    for (let i = 0; i < 30; i++) sheet.fillText(`Line ${i} of what the organiser says about the course and its days`, 300, 700 + i * 70);
    const blob = /** @type {Blob} */ (await new Promise((done) => canvas.toBlob(done, 'image/jpeg', 0.95)));
    const bytes = new Uint8Array(await blob.arrayBuffer());
    return btoa(Array.from(bytes, (b) => String.fromCharCode(b)).join(''));
  });
  const plain = Buffer.from(made, 'base64');
  const exif = Buffer.from('Exif\0\0GPS 14.5995 N 120.9842 E', 'latin1');
  const head = Buffer.from([0xff, 0xe1, 0, exif.length + 2]);
  return { name, mimeType: 'image/jpeg', buffer: Buffer.concat([plain.subarray(0, 2), head, exif, plain.subarray(2)]) };
}

test('a photo is looked at while it goes, made smaller, and logged in a few taps', async (t) => {
  const { as } = await house(t);
  const page = await as(observer, hand);
  await open(page, '/my/training/new');
  await picture(page, 'log-empty');
  await page.setViewportSize(phone);
  const taken = await photo(page, 'IMG_2041.jpg');
  let arrive = () => {};
  const held = /** @type {Promise<void>} */ (new Promise((done) => (arrive = done)));
  await page.route('**/api/v1/files?*', async (route) => (await held, route.continue()));
  await choose(page, taken);
  await page.getByRole('img', { name: 'Certificate: IMG_2041.jpg' }).waitFor();
  await page.getByRole('progressbar', { name: 'Sending IMG_2041.jpg' }).waitFor();

  await part('a usual course fills in the form', async () => {
    await title(page).fill('heat');
    await page.getByRole('option', { name: /Hostile environment awareness training/ }).click();
    assert.equal(await page.getByLabel('Organiser').inputValue(), 'EU');
    assert.equal(await page.getByLabel('Body').inputValue(), 'ESDC');
    assert.equal(await page.getByLabel('Kind').inputValue(), 'hostile_environment');
    await when(page, '2026-03-02', '2026-03-06');
    await page.waitForFunction(() =>
      [...document.querySelectorAll('input')].some((i) => i.value === '2029-03-06' || i.value === '6 Mar 2029'),
    );
  });
  await press(page, 'Log this training');
  await page.getByText('the form goes when it is there').waitFor();
  arrive();
  await page.waitForURL(/\/my\/training$/);
  await page
    .getByRole('row', { name: /Hostile environment awareness/ })
    .first()
    .getByText('Claimed')
    .waitFor();
  const logged = (await read(page, '/trainings?limit=50')).items.find((one) => one.startsOn === '2026-03-02');
  assert.deepEqual([logged.title, logged.body, logged.expiresOn], ['Hostile environment awareness training', 'ESDC', '2029-03-06']);
  const sent = await (await page.request.get(`/api/v1/files/${logged.evidenceId}/content`)).body();
  assert.ok(sent.length < taken.buffer.length, `${sent.length} of ${taken.buffer.length} bytes`);
  assert.ok(!sent.includes('Exif') && !sent.includes('GPS'), 'where it was taken stays behind');
  const sides = await page.evaluate(async (id) => {
    const image = await createImageBitmap(await (await fetch(`/api/v1/files/${id}/content`)).blob());
    return [image.width, image.height];
  }, logged.evidenceId);
  assert.deepEqual(sides, [2400, 1800]);

  await open(page, '/my/training/new');
  await choose(page, taken);
  await page.getByText(/made smaller from/).waitFor();
  await title(page).fill('A title of its own'); // the list only offers
  await accessible(page, 'a certificate beside its form');
  await picture(page, 'log-photo');
  await page.setViewportSize(laptop);
  const [paperAt, titleAt] = [await page.getByRole('img', { name: /^Certificate/ }).boundingBox(), await title(page).boundingBox()];
  assert.ok(paperAt.x > titleAt.x + titleAt.width, 'it stands beside the form');
  await page.setViewportSize(phone);
  await page.getByText('The document', { exact: true }).click();
  await page.getByRole('img', { name: /^Certificate/ }).waitFor({ state: 'hidden' });
});

test('three certificates are logged in a row, and what is left waits in the tab', async (t) => {
  const { as } = await house(t);
  const page = await as(observer, hand);
  await open(page, '/my/training/new');
  await title(page).fill('Legal frameworks');
  await choose(page, paper('legal.pdf'), paper('media.pdf'), paper('data.pdf'));
  await see(page, 'Certificate 1 of 3');
  assert.equal(await title(page).inputValue(), 'Legal frameworks', 'what was typed before stays');
  await page.getByLabel('Organiser').selectOption({ label: 'United Nations' });
  await page.getByLabel('Body').selectOption('UNITAR');
  await page.getByLabel('Kind').selectOption({ label: 'Course' });
  await page.getByLabel('Trained for').selectOption({ label: 'Legal analyst' });
  await when(page, '2024-02-05', '2024-02-09');
  await page.getByText('What follows').click();
  await see(page, 'Ready');
  await accessible(page, 'several certificates');
  await picture(page, 'log-row');
  await page.setViewportSize(phone);
  await press(page, 'Log this and go to the next');

  await see(page, 'Certificate 2 of 3');
  await page.getByText('media.pdf').first().waitFor();
  assert.equal(await title(page).inputValue(), '');
  await page.getByRole('button', { name: /^Same organiser and function: United Nations, / }).click();
  assert.equal(await page.getByLabel('Body').inputValue(), 'UNITAR');
  await page.getByRole('link', { name: 'Leave the rest for later' }).click();
  await see(page, 'Certificates that are not logged yet are kept in this tab.');
  await page.reload();
  await settled(page);
  await picture(page, 'log-left');
  await page.setViewportSize(phone);
  await page.getByRole('link', { name: 'Continue' }).click();
  await see(page, 'Certificate 1 of 2');
  for (const [name, button] of [
    ['Media monitoring', 'Log this and go to the next'],
    ['Data in elections, again', 'Log this training'],
  ]) {
    await title(page).fill(name);
    await page.getByLabel('Organiser').selectOption({ label: 'United Nations' });
    await page.getByLabel('Kind').selectOption({ label: 'Course' });
    await when(page, '2024-03-05', '2024-03-09');
    await press(page, button);
    if (name === 'Media monitoring') await see(page, 'Certificate 2 of 2');
  }
  await page.waitForURL(/\/my\/training$/);
  await settled(page);
  assert.equal(await page.getByText(/are kept in this tab/).count(), 0);
  const logged = (await read(page, '/trainings?limit=50')).items.filter((one) => one.startsOn.startsWith('2024-0') && one.evidenceId);
  const names = await Promise.all(
    ['Legal frameworks', 'Media monitoring', 'Data in elections, again'].map(
      async (one) => (await read(page, `/files/${logged.find((t) => t.title === one).evidenceId}`)).name,
    ),
  );
  assert.deepEqual(names, ['legal.pdf', 'media.pdf', 'data.pdf']);

  // One more, without a document in the row.
  await open(page, '/my/training/new');
  await title(page).fill('The first of two');
  await page.getByLabel('Organiser').selectOption({ label: 'United Nations' });
  await page.getByLabel('Kind').selectOption({ label: 'Course' });
  await when(page, '2024-04-05');
  await press(page, 'Log it and another');
  await page.getByRole('button', { name: /^Same organiser and function: United Nations/ }).waitFor();
  assert.equal(await title(page).inputValue(), '');
});

test('the same course twice is pointed out as it is typed, and logged all the same where it is another', async (t) => {
  const { as } = await house(t);
  const page = await as(observer, hand);
  const first = await post(page, '/trainings', {
    organiser: 'UN',
    body: 'UNITAR',
    kind: 'course',
    title: 'Data in elections',
    startsOn: '2024-05-06',
    until: '2024-05-09',
    certificateNumber: 'UNITAR 7/24',
  });
  const { range } = await format();
  const again = async () => {
    await open(page, '/my/training/new');
    await title(page).fill(first.title.toUpperCase());
    await page.getByLabel('Organiser').selectOption(first.organiser);
    await page.getByText('You logged this before:').waitFor();
  };
  await again();
  await see(page.getByRole('main'), range(first.startsOn, first.until));
  await page.getByLabel('Certificate number').fill(first.certificateNumber.toLowerCase());
  await page.getByText('The log has this certificate number already:').waitFor();
  await accessible(page, 'the same twice');
  await picture(page, 'log-twice');
  await page.setViewportSize(phone);
  await page.getByRole('main').getByRole('link', { name: first.title }).click();
  await press(page.getByRole('dialog', { name: 'Leave without sending?' }), 'Leave');
  await page.waitForURL(new RegExp(first.id));
  await page.goBack();
  await settled(page);
  assert.equal(
    await page.getByLabel('Certificate number').inputValue(),
    first.certificateNumber.toLowerCase(),
    'what was typed is still there',
  );

  await page.getByLabel('Certificate number').fill('');
  await page.getByLabel('Kind').selectOption(first.kind);
  await when(page, first.startsOn, first.until); // a day longer
  await press(page, 'Log this training');
  await see(page, 'this looks like one that is in the log already');
  await press(page, 'This is not a mistake: continue');
  await page.waitForURL(/\/my\/training$/);
});

test('a certificate is renewed from the old one', async (t) => {
  const { as } = await house(t);
  const page = await as(observer, hand);
  const admin = await as('admin@demo.example');
  const evidence = await page.context().request.post('/api/v1/files?name=old.pdf', {
    data: paper('old.pdf').buffer,
    headers: { 'Content-Type': 'application/pdf' },
  });
  const old = await post(page, '/trainings', {
    organiser: 'OTHER',
    kind: 'course',
    title: 'First aid in the mountains',
    startsOn: day(-700),
    until: day(-699),
    expiresOn: day(30),
    certificateNumber: 'FA 1',
    evidenceId: (await evidence.json()).id,
  });
  await post(admin, `/trainings/${old.id}/verify`, {});
  await open(page, '/');
  await page.getByRole('heading', { name: 'Certificates to renew' }).waitFor();
  await picture(page, 'log-status');
  await page.setViewportSize(phone);
  await page.getByRole('link', { name: /^Renew.*First aid in the mountains/ }).click();
  await title(page).waitFor();
  await settled(page);
  assert.equal(await title(page).inputValue(), 'First aid in the mountains');
  assert.equal(await page.getByLabel('Kind').inputValue(), 'course');
  for (const empty of ['First day', 'Last day', 'Certificate number', 'Valid through'])
    assert.equal(await page.getByLabel(empty).inputValue(), '', empty);
  await choose(page, paper('new.pdf'));
  await when(page, day(-3), day(-2));
  // its validity is proposed
  await page.waitForFunction(() => [...document.querySelectorAll('input')].filter((i) => /\d{4}/.test(i.value)).length >= 3);
  await accessible(page, 'a renewal');
  await picture(page, 'log-renewal');
  await page.setViewportSize(phone);
  await press(page, 'Log this training');
  await page.waitForURL(/\/my\/training$/);
  await open(page, `/my/training/${old.id}`);
  await see(page, 'Renewed by');
  assert.equal(await page.getByRole('link', { name: 'Renew' }).count(), 0);
  await page.getByRole('link', { name: /^That of .*, claimed$/ }).click();
  await see(page, 'The certificate before it');

  // An administrator does the same for an observer.
  const clara = await as('admin@demo.example');
  const log = (await read(clara, '/trainings?limit=200&sort=expiresOn&status=verified')).items;
  const due = log.find((one) => one.renewable);
  await open(clara, `/training/${due.id}`);
  await clara.getByRole('link', { name: 'Renew' }).click();
  await title(clara).waitFor();
  assert.equal(await title(clara).inputValue(), due.title);
  await accessible(clara, 'a renewal for an observer');
  await picture(clara, 'log-renewal-for');
});

test(
  'what is on its way goes on while the first is read, and a broken connection loses nothing',
  { skip: notByKeys('it is about the network') },
  async (t) => {
    const { as } = await house(t);
    const page = await as(observer, hand);
    await open(page, '/my/training/new');
    await page.route('**/api/v1/files?name=second.pdf', (route) => route.abort());
    await choose(page, paper('first.pdf'), paper('second.pdf'));
    await see(page, 'Certificate 1 of 2');
    await page.getByText('What follows').click();
    await see(page, 'Could not be sent');
    await title(page).fill('The first');
    await page.getByLabel('Organiser').selectOption('UN');
    await page.getByLabel('Kind').selectOption({ label: 'Course' });
    await when(page, '2024-03-05', '2024-03-09');
    await press(page, 'Log this and go to the next');
    await see(page, 'Certificate 2 of 2');
    await see(page, 'The fund could not be reached');
    await page.unrouteAll();
    await press(page, 'Try second.pdf again');
    await page.getByRole('button', { name: 'Replace' }).waitFor();
  },
);
