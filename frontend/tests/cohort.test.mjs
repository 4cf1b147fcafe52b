// The cohort: its table, the waiting list, one page per observer, and who could go.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessible, day, fits, house, phone, picture, settled } from './harness.mjs';
import { asAnother, seconded } from './telling.mjs';

/** The three months that the calendar shows. */
function quarter() {
  const [year, month] = day(0).split('-').map(Number);
  const first = (months) => new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 10);
  return { from: first(0), until: first(3) };
}

/** Chooses in a Combobox by typing, as people do. */
async function choose(page, label, name) {
  const box = page.getByRole('combobox', { name: label, exact: true });
  await box.fill(name);
  await page
    .getByRole('option', { name: new RegExp(`^${name}`) })
    .first()
    .waitFor();
  await box.press('Enter');
}

test('filters combine, live in the address, and dim the other seats', async (t) => {
  const { as } = await house(t);
  const page = await as('admin@demo.example');
  await page.goto('/cohort');
  await settled(page);
  assert.equal(await page.getByRole('table', { name: 'Observers' }).getByRole('row').count(), 98, 'a heading and 97 seats');
  await picture(page, 'cohort');
  await page.getByLabel('Function').selectOption({ label: 'Long-term observer' });
  await page.getByLabel('Gender').selectOption({ label: 'Woman' });
  await page.waitForURL(/function=lto.*gender=woman|gender=woman.*function=lto/);
  await settled(page);
  const some = await page.getByRole('table', { name: 'Observers' }).getByRole('row').count();
  assert.ok(some > 1 && some < 98);
  await page.reload();
  await settled(page);
  assert.equal(await page.getByRole('table', { name: 'Observers' }).getByRole('row').count(), some, 'the address says it all');
  await page.getByLabel('Language', { exact: true }).selectOption({ label: 'Arabic' });
  await page.getByLabel('Level').selectOption({ label: 'C2 or better' });
  await page.getByPlaceholder('Name or seat').fill('zzzz');
  await page.getByText('No one matches all of this').waitFor();
  await accessible(page, 'cohort, nobody found');
  await page.getByRole('button', { name: 'Clear all' }).click();
  await page.waitForURL((url) => url.search === '');
});

test('somebody is nominated with every fault shown, moved up, admitted, suspended, leaves, and is nominated again', async (t) => {
  const { as } = await house(t);
  const page = await as('admin@demo.example');
  await page.goto('/cohort/nominate');
  await settled(page);
  await picture(page, 'nominate');
  await page.getByRole('button', { name: 'Nominate', exact: true }).click();
  await page.locator('[aria-invalid="true"]').nth(3).waitFor();
  for (const label of [/^Name as in the passport/, /^Gender/, /^Nominated by/, /^Nationalities/]) {
    assert.equal(await page.getByLabel(label).first().getAttribute('aria-invalid'), 'true', `${label} is said to be wrong`);
  }
  await accessible(page, 'nominate, refused');

  await page.getByLabel(/^Name as in the passport/).fill('Lesieli Fonua Tupou');
  await page.getByLabel(/^Preferred name/).fill('Lesieli Tupou');
  await page.getByLabel(/^Gender/).selectOption('woman');
  await choose(page, /^Nominated by/, 'New Zealand');
  await choose(page, /^Nationalities/, 'Tonga');
  await page.getByLabel('Short-term observer').check();
  await page.getByRole('button', { name: 'Add a language' }).click();
  await choose(page, 'Language', 'English');
  await page.getByLabel('Level', { exact: true }).selectOption('C1');
  await page.getByLabel(/^Born on/).fill('2020-01-01');
  await page.getByRole('button', { name: 'Nominate', exact: true }).click();
  await page.getByText(/must be an adult/).waitFor();
  assert.equal(await page.getByLabel(/^Name as in the passport/).inputValue(), 'Lesieli Fonua Tupou', 'nothing typed is lost');
  await page.getByLabel(/^Born on/).fill('1990-01-01');
  await page.getByRole('button', { name: 'Nominate', exact: true }).click();
  await page.getByRole('heading', { name: 'Lesieli Tupou' }).waitFor();
  await page
    .getByText(/on the waiting list/)
    .first()
    .waitFor();
  const address = page.url();

  await page.goto('/cohort/waiting');
  await settled(page);
  await picture(page, 'waiting-list');
  const mine = page.getByRole('listitem').filter({ hasText: 'Lesieli Tupou' });
  const rank = Number(await mine.locator('.rank').innerText());
  await mine.getByRole('button', { name: 'Move Lesieli Tupou up' }).click();
  await page.getByText(`Lesieli Tupou is now number ${rank - 1}.`).waitFor();
  // Whoever nominated her does not admit her; and out of turn it takes a second person.
  assert.equal(await mine.getByRole('button', { name: 'Admit' }).count(), 0);
  await asAnother(page, async () => {
    await mine.getByRole('button', { name: 'Admit' }).click();
    const admit = page.getByRole('dialog', { name: 'Admit to the cohort' });
    await admit.getByRole('button', { name: 'Admit' }).click();
    await admit.getByText(/the first comes first/).waitFor();
    await accessible(page, 'admit, refused');
    await admit.getByLabel(/^Reason/).fill('The only speaker of Tongan among those who wait.');
    await admit.getByRole('button', { name: 'Admit' }).click();
    await seconded(page, address);
  });

  await page.goto(address);
  await page.getByText(/^Seat \d+ · /).waitFor();
  await page.getByRole('button', { name: 'Suspend' }).click();
  const dialog = page.getByRole('dialog', { name: 'Suspend this observer' });
  await dialog.getByText(/keeps seat \d+/).waitFor();
  await dialog.getByRole('button', { name: 'Suspend' }).click();
  await dialog.getByText('Enter a reason').waitFor();
  await dialog.getByLabel(/^Reason/).fill('An inquiry is open.');
  await dialog.getByRole('button', { name: 'Suspend' }).click();
  await page.getByRole('button', { name: 'Reinstate' }).waitFor();
  await page.goto(`${address}?tab=history`);
  await page.getByText('An inquiry is open.').first().waitFor();
  await page.getByRole('button', { name: 'Reinstate' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Reinstate' }).click();
  await seconded(page, address);
  await page.getByRole('button', { name: 'End membership' }).click();
  await page
    .getByRole('dialog')
    .getByLabel(/^Reason/)
    .fill('At her own wish.');
  await page.getByRole('dialog').getByRole('radio', { name: 'Resigned' }).check();
  await page.getByRole('dialog').getByRole('button', { name: 'End membership' }).click();
  await seconded(page, address);
  // She may come back on the same record; this time she is refused.
  await page.getByRole('button', { name: 'Nominate again' }).click();
  await page
    .getByRole('dialog')
    .getByText(/goes to the end of the waiting list/)
    .waitFor();
  await accessible(page, 'nominate again');
  await page
    .getByRole('dialog')
    .getByLabel(/^Reason/)
    .fill('She has time again.');
  await page.getByRole('dialog').getByRole('button', { name: 'Nominate again' }).click();
  await page.getByText(/^Number \d+ on the waiting list/).waitFor();
  await page.getByRole('button', { name: 'Refuse' }).click();
  await page
    .getByRole('dialog')
    .getByLabel(/^Reason/)
    .fill('Others of her languages wait longer.');
  await page.getByRole('dialog').getByRole('button', { name: 'Refuse' }).click();
  await page.getByRole('button', { name: 'Erase personal data' }).click();
  await page
    .getByRole('dialog')
    .getByText(/No one can bring the data back/)
    .waitFor();
  await page
    .getByRole('dialog')
    .getByLabel(/^Reason/)
    .fill('Asked for by the person.');
  await page.getByRole('dialog').getByRole('button', { name: 'Erase personal data' }).click();
  await seconded(page, address);
  await page.getByRole('heading', { name: 'Erased person' }).waitFor();
});

test('one observer: readiness for a post in the address, profile, training, days, missions, history', async (t) => {
  const { as } = await house(t);
  const page = await as('admin@demo.example');
  await page.goto('/cohort/ready?function=lto');
  await settled(page);
  await choose(page, /^Host/, 'Nigeria');
  await page.waitForURL(/host=NG/);
  await page.getByLabel('Risk').selectOption('high');
  await page.waitForURL(/risk=high/);
  await settled(page);
  await page.getByRole('link', { name: /no valid hostile-environment training/ }).click();
  await page.getByRole('heading', { name: /^Short of: Hostile-environment training/ }).waitFor();
  await picture(page, 'who-could-go');
  await page.locator('.people a').first().click();
  await page.waitForURL(/\/cohort\/[0-9a-f-]{36}\?.*host=NG/);
  await page.getByText(/is not deployable: /).waitFor();
  await page
    .getByText(/hostile-environment training/i)
    .first()
    .waitFor();
  await accessible(page, 'readiness');
  await picture(page, 'observer-readiness');
  for (const tab of ['Profile', 'Training', 'Days', 'Missions and places', 'History']) {
    await page
      .getByRole('navigation', { name: /^About/ })
      .getByRole('link', { name: tab })
      .click();
    await settled(page);
    await picture(page, `observer-${tab.split(' ')[0]?.toLowerCase()}`);
  }
  await page.getByRole('link', { name: 'Correct' }).click();
  await page.waitForURL(/\/edit$/);
  await settled(page);
  await page.getByLabel(/^Notice needed/).fill('9999');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('[aria-invalid="true"]').waitFor();
  await page.getByLabel(/^Notice needed/).fill('24');
  await page.getByLabel(/^Medically cleared through/).fill('');
  await page.getByLabel(/^Passport valid through/).fill('');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.waitForURL(/tab=profile/);
  await page.getByText('24 hours').waitFor();
  await page.getByText('Not cleared', { exact: true }).waitFor();
  await page
    .getByRole('link', { name: 'make one' })
    .or(page.getByRole('button', { name: 'Invite' }))
    .or(page.getByRole('link', { name: /@/ }))
    .waitFor();
  assert.match(
    await page.locator('dl').filter({ hasText: 'Passport valid through' }).last().innerText(),
    /Passport valid through\s+Not known/,
    'an emptied day is taken away',
  );
});

test('an administrator logs a training for an observer, from the log or the observer, and another one verifies it', async (t) => {
  const { as } = await house(t);
  const page = await as('admin@demo.example');
  const certificate = {
    name: 'certificate.pdf',
    mimeType: 'application/pdf',
    buffer: Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n'),
  };
  await page.goto('/training/log');
  await settled(page);
  let arrive = () => {};
  const asked = /** @type {Promise<void>} */ (new Promise((done) => (arrive = done)));
  await page.route('**/api/v1/observers?**', async (route) => (await asked, route.continue()));
  await page.getByRole('button', { name: 'Log a training' }).click();
  const dialog = page.getByRole('dialog', { name: 'Log a training' });
  assert.ok(await dialog.getByRole('button', { name: 'Continue' }).isDisabled(), 'first whose it is');
  await dialog.getByRole('combobox', { name: /^Observer/ }).fill('Domingas');
  await dialog.getByRole('option', { name: 'Loading…' }).waitFor(); // a poor connection: whoever types is faster than the list, and is kept
  await dialog.getByRole('combobox', { name: /^Observer/ }).press('Enter');
  arrive();
  await dialog.getByRole('button', { name: 'Continue', disabled: false }).waitFor();
  await accessible(page, 'log for whom');
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('heading', { name: 'Log a training of Domingas Lekimau' }).waitFor();
  await page.getByText('neither whoever logs it nor whoever nominated the observer can').waitFor();
  await page.getByRole('button', { name: 'Log this training' }).click();
  await page.locator('[aria-invalid="true"]').nth(3).waitFor();
  await accessible(page, 'log for an observer, refused');
  await picture(page, 'log-for-observer');

  await page.locator('input[type=file]').first().setInputFiles(certificate);
  await page.getByText('certificate.pdf', { exact: true }).first().waitFor();
  await page.getByLabel(/^Kind/).selectOption({ label: 'Course' });
  await page.getByRole('combobox', { name: /^Title/ }).fill('Observing the count');
  await page.getByLabel(/^Organiser/).selectOption({ label: 'United Nations' });
  await page.getByLabel(/^First day/).fill(day(-40));
  await page.getByLabel(/^Last day/).fill(day(-36));
  await page.getByRole('button', { name: 'Log this training' }).click();
  await page.waitForURL(/\/cohort\/[0-9a-f-]{36}\?tab=training$/);
  const observer = page.url();
  await page.getByRole('link', { name: 'Log a training' }).waitFor();
  await accessible(page, 'training of an observer');
  await page.getByRole('link', { name: 'Observing the count' }).click();
  await page.getByText('Someone else verifies this: you claimed, changed or evaluated it, or nominated the observer.').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Verify' }).count(), 0);
  const training = page.url();

  // It can still be corrected, beside its evidence.
  await page.getByRole('link', { name: 'Correct' }).click();
  await page.getByLabel(/^Place/).fill('Bangkok');
  await page.getByText('Whoever corrects a claim leaves it to another administrator to verify.').waitFor();
  await page.locator('iframe[src^="blob:"]').waitFor();
  await accessible(page, 'correct a claim');
  await picture(page, 'correct-a-claim');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.waitForURL(training);
  await page.getByText('Bangkok').waitFor();

  // Whoever verifies it sees what else there is of the same days, and goes there.
  const like = { organiser: 'UN', kind: 'course', title: 'Counting votes', startsOn: day(-38), until: day(-35) };
  const { id } = await page.evaluate(
    async ([at, claim]) => {
      const { observerId } = await (await fetch(`/api/v1/trainings/${at}`)).json();
      return (
        await fetch('/api/v1/trainings', {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ ...claim, observerId }),
        })
      ).json();
    },
    [training.split('/').at(-1), like],
  );
  const second = await as('admin2@demo.example');
  await second.goto(training);
  const alike = second.getByRole('region', { name: /^It resembles another training/ });
  await alike.getByText('Alike: the days.').waitFor();
  await accessible(second, 'a claim that resembles another');
  await picture(second, 'claim-alike');
  await alike.getByRole('link', { name: 'Counting votes' }).click();
  await second.waitForURL(new RegExp(`/training/${id}$`));
  await second.getByText('No evidence is attached: a training cannot be verified without it.').waitFor();
  await second.goto(training);
  await second.getByRole('button', { name: 'Verify' }).click();
  await second.getByRole('dialog').getByRole('button', { name: 'Verify' }).click();
  await second.getByText('Verified by you', { exact: false }).waitFor();
  const auditor = await as('auditor@demo.example');
  for (const address of ['/training/log', observer]) {
    await auditor.goto(address);
    await auditor.getByRole('table').first().waitFor();
    assert.equal(
      await auditor
        .getByRole('button', { name: 'Log a training' })
        .or(auditor.getByRole('link', { name: 'Log a training' }))
        .count(),
      0,
    );
  }
});

test('a booked bar of the calendar says what it is for and when, and leads there, by mouse and by keyboard', async (t) => {
  const { as } = await house(t);
  const page = await as('admin@demo.example');
  await page.goto('/calendar?show=booked');
  await settled(page);
  const { observers } = await page.evaluate(
    async (at) => (await fetch(`/api/v1/calendar?${at}`)).json(),
    new URLSearchParams(quarter()).toString(),
  );
  const bookings = observers.flatMap((o) => o.bookings.map((b) => ({ ...b, observer: o.name })));
  const strip = page.getByRole('table', { name: 'People by days' });
  assert.equal(await strip.getByRole('cell').getByRole('link').count(), bookings.length, 'every booked bar is a link');
  const days = (b) =>
    [b.startsOn, new Date(Date.parse(b.until) - 86_400_000).toISOString().slice(0, 10)].map((day) => String(+day.slice(8)));
  for (const kind of ['assignment', 'training_request']) {
    const booked = bookings.find((b) => b.kind === kind);
    const [first, last] = days(booked);
    const bar = strip.getByRole('row').filter({ hasText: booked.observer }).getByRole('link', { name: booked.title }).first();
    await bar.focus();
    const { x, width } = await bar.boundingBox();
    assert.ok(x >= 0 && x + width <= 1280 + 1, 'what has the focus is in view');
    // Its name, and its first and last day, also where these lie outside the quarter.
    assert.match(await bar.innerText(), new RegExp(`${booked.title.replaceAll(/[()]/g, '.')}.*\\b${first}\\b.*\\b${last}\\b`, 's'));
    await page.keyboard.press('Enter');
    await page.waitForURL(kind === 'assignment' ? /\/deployments\/[0-9a-f-]{36}\/team#/ : new RegExp(`/training/requests/${booked.id}$`));
    await page.getByText(booked.title).first().waitFor();
    await page.goBack();
    await settled(page);
  }
  const bar = strip.getByRole('cell').getByRole('link').first();
  await bar.click();
  await page.waitForURL(/\/(deployments|training)\//);
  await page.goto('/calendar?show=booked');
  await settled(page);
  await accessible(page, 'calendar, booked');
  await picture(page, 'calendar-booked');
});

test('an auditor reads the cohort and can change nothing', async (t) => {
  const { as } = await house(t);
  const page = await as('auditor@demo.example', { viewport: phone, hasTouch: true, isMobile: true });
  for (const path of ['/cohort', '/cohort/waiting', '/cohort/ready']) {
    await page.goto(path);
    await settled(page);
    await fits(page);
    for (const name of ['Admit', 'Refuse', 'Nominate'])
      assert.equal(await page.getByRole('button', { name }).or(page.getByRole('link', { name })).count(), 0, name);
  }
  await page.goto('/cohort');
  await page.getByRole('table', { name: 'Observers' }).getByRole('link').first().click();
  await page.getByText('seen by the observer and administrators only').waitFor();
  assert.equal(await page.getByRole('button', { name: /Suspend|End membership/ }).count(), 0);
  // What was said of people is not theirs to read, and the pages say so instead of showing nothing.
  await page.getByText('Interests declared in').locator('..').getByText('Kept from auditors').waitFor();
  await page.goto('/training/requests');
  await page.getByRole('main').getByRole('listitem').filter({ hasText: 'Kept from auditors' }).getByRole('link').first().click();
  await page.getByText('Why they want to go').locator('..').getByText('Kept from auditors').waitFor();
  await page.getByText('The reason is kept from auditors').first().waitFor();
  await fits(page);
  await page.getByRole('link', { name: 'In the journal' }).click();
  await page
    .getByRole('table', { name: 'Journal' })
    .getByRole('link', { name: /declined|withdrawn|not selected|cancelled/i })
    .first()
    .click();
  await page.getByRole('heading', { name: 'Reason given' }).waitFor();
  await page.getByRole('blockquote').getByText('Kept from auditors').waitFor();
});
