// Many rows at once: picked by mouse, by keys and on a phone; tried first, with a verdict for each; done for all or none.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byKeyboard, notByKeys } from './keyboard.mjs';
import { accessible, house, phone, settled } from './harness.mjs';
import { confirmedBySecond, dialog, look, part, press, read, reload, see } from './telling.mjs';

const open = async (page, address) => {
  await page.goto(address);
  await settled(page);
};
const boxes = (page) => page.getByRole('main').getByRole('checkbox', { name: /^Select (?!all shown)/ });
const bar = (page) => page.getByRole('group', { name: 'With the selected rows' });
const says = (page, words) => bar(page).getByText(words, { exact: true }).waitFor();
/** Waits until a dialog has tried what it is to do. */
const tried = (page) =>
  dialog(page)
    .getByRole('status')
    .getByText(/can be done/)
    .waitFor();

test(
  'rows are picked by mouse and keys',
  { skip: byKeyboard && notByKeys('it presses with Shift; its keys are in it, too') },
  async (t) => {
    const { as } = await house(t);
    const page = await as('admin@demo.example');
    await open(page, '/training/verification');
    const all = await boxes(page).count();
    assert.ok(all >= 4, `${all} claims can be verified`);
    await part('with Shift all between', async () => {
      await boxes(page).nth(0).click();
      await says(page, '1 selected');
      await boxes(page)
        .nth(2)
        .click({ modifiers: ['Shift'] });
      await says(page, '3 selected');
      await accessible(page, 'rows selected');
      await look(page, 'tables-selected');
    });
    await part('Escape ends it, and so does another filter', async () => {
      await page.keyboard.press('Escape');
      await bar(page).waitFor({ state: 'detached' });
      await boxes(page).nth(0).click();
      await page.getByRole('searchbox', { name: 'Observer, title or place' }).fill('a');
      await bar(page).waitFor({ state: 'detached' });
      await open(page, '/training/verification');
    });
    await part('by the keys of a box', async () => {
      await boxes(page).nth(0).focus();
      await page.keyboard.press('Space');
      await says(page, '1 selected');
      await page.keyboard.press('Shift+ArrowDown');
      await page.keyboard.press('Shift+ArrowDown');
      await says(page, '3 selected');
      await page.keyboard.press('ArrowDown');
      await says(page, '3 selected');
      await page.keyboard.press('Control+a');
      await says(page, `${all} selected`);
      await page.getByRole('status').getByText(`${all} selected`).waitFor({ state: 'attached' });
    });
  },
);

test('claims are verified together, requests endorsed by two', async (t) => {
  const { as } = await house(t);
  const page = await as('admin@demo.example');
  await part('two claims', async () => {
    await open(page, '/training/verification');
    await boxes(page).nth(0).check();
    await boxes(page).nth(1).check();
    await press(bar(page), 'Verify');
    await tried(page);
    await accessible(page, 'many are tried');
    await look(page, 'tables-tried');
    const before = (await read(page, '/trainings?status=claimed&count=true')).total;
    await dialog(page)
      .getByRole('button', { name: /^Verify \d/ })
      .click();
    await page.waitForFunction(async (n) => (await (await fetch('/api/v1/trainings?status=claimed&count=true')).json()).total < n, before);
  });
  await part('all requests that can be paid', async () => {
    await open(page, '/training/requests');
    await page.getByRole('checkbox', { name: 'Select all shown' }).check();
    await press(bar(page), 'Endorse');
    await tried(page);
    await see(dialog(page), /another administrator confirms all of them once/);
    await look(page, 'tables-endorse');
    await dialog(page)
      .getByRole('button', { name: /^Endorse \d/ })
      .click();
    await page.waitForURL('**/proposals/*');
    await settled(page);
    await page.getByRole('heading', { name: /^Endorse \d+ requests and commit their money/ }).waitFor();
    await accessible(page, 'a proposal for many');
    await look(page, 'tables-proposal');
    const asked = await read(page, `/proposals/${new URL(page.url()).pathname.split('/').at(-1)}`);
    const last = asked.changes.filter((c) => c.subject.kind === 'training_request').at(-1).subject.id;
    await open(page, `/training/requests/${last}`);
    await see(page.getByRole('main'), /Needs a second person until/);
    await accessible(page, 'a request that is among others');
    await look(page, 'tables-proposed');
    await open(page, '/proposals');
    const box = page.getByRole('searchbox', { name: 'Reference, what is asked for, or a name' });
    await box.fill('zzzz');
    await page.getByText('No open proposal matches').waitFor();
    await box.fill('endorse');
    await page.getByRole('list', { name: 'Open proposals' }).getByText(asked.reference, { exact: true }).waitFor();
    await accessible(page, 'proposals are searched');
    await look(page, 'tables-proposals');
    await open(page, `/proposals/${asked.id}`);
    const endorsed = (await read(page, '/training-requests?status=endorsed&count=true')).total;
    await confirmedBySecond(page, new URL(page.url()).pathname.split('/').at(-1));
    await reload(page);
    assert.ok((await read(page, '/training-requests?status=endorsed&count=true')).total >= endorsed + 2);
  });
});

test('observers are invited by one sheet, and the waiting list is admitted', async (t) => {
  const { as } = await house(t);
  const page = await as('admin@demo.example');
  await part('a sheet of links', async () => {
    await open(page, '/accounts?role=observer');
    await boxes(page).nth(0).check();
    await boxes(page).nth(1).check();
    await press(bar(page), 'Make one-time links');
    await tried(page);
    await press(dialog(page), 'Make links 2');
    await page.getByRole('heading', { name: 'One-time links', exact: true }).waitFor();
    assert.equal(await page.getByText('/#/link/').count(), 2);
    await accessible(page, 'the sheet');
    await look(page, 'tables-sheet');
    await press(page, 'Done, put it away');
  });
  await part('the whole cohort, with accounts for those who have none', async () => {
    const other = await as('admin2@demo.example');
    const send = async (who, path, data) => {
      const answer = await who.context().request.post(`/api/v1/observers${path}`, { data });
      assert.ok(answer.ok(), await answer.text());
      return answer.json();
    };
    const next = await send(other, '', {
      passportName: 'NANDIN',
      preferredName: 'Nandin',
      gender: 'woman',
      nationalities: ['MN'],
      nominatedBy: 'MN',
      noticeHours: 48,
      private: { email: 'nandin@observer.example' },
    });
    await send(other, `/${next.id}/rank`, { rank: 1 });
    await send(page, `/${next.id}/admit`, {});
    await open(page, '/cohort');
    await page.getByRole('checkbox', { name: 'Select all shown' }).focus();
    await page.keyboard.press('Space');
    await press(bar(page), 'Invite');
    await tried(page);
    const out = dialog(page).getByRole('list', { name: 'Left out' });
    await see(out, /This observer has an account already/);
    const invited = await dialog(page).getByRole('list', { name: 'Can be done' }).getByRole('listitem').count();
    assert.ok(invited > 10, `${invited} can be invited`);
    await accessible(page, 'invitations are tried');
    await look(page, 'tables-invite');
    await dialog(page)
      .getByRole('button', { name: /^Invite \d+, leave \d+ out$/ })
      .click();
    await page.getByText('/#/link/').first().waitFor();
    await dialog(page).getByRole('button', { name: 'Close', exact: true }).last().click();
    assert.equal(await page.getByText('/#/link/').count(), invited);
    assert.equal((await read(page, `/accounts?observerId=${next.id}`)).items[0].status, 'invited');
    await accessible(page, 'a sheet for the cohort');
    await look(page, 'tables-invited');
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.getByRole('table', { name: 'Observers' }).isVisible(), false, 'only the sheet is printed');
    await look(page, 'tables-invited-paper');
    await page.emulateMedia({ media: null });
    const link = (await page.getByText('/#/link/').first().textContent())?.trim() ?? '';
    await press(page, 'Done, put it away');
    assert.equal(await page.getByText('/#/link/').count(), 0);
    const theirs = await page.context().browser()?.newPage();
    await theirs?.goto(link);
    await theirs?.getByRole('button', { name: /password/i }).waitFor();
    await theirs?.close();
  });
  await part('who waits', async () => {
    await open(page, '/cohort/waiting');
    const n = await boxes(page).count();
    assert.ok(n > 0, 'somebody can be admitted');
    await page.getByRole('checkbox', { name: 'Select all shown' }).check();
    await says(page, `${n} selected`);
    await press(bar(page), 'Admit');
    await tried(page);
    await look(page, 'tables-admit');
    await press(dialog(page), 'Cancel');
  });
});

test('arrivals are confirmed for two at once', async (t) => {
  const { as } = await house(t);
  const page = await as('admin@demo.example');
  const mission = (await read(page, '/deployments?status=in_field')).items[0];
  const team = (await read(page, `/assignments?deploymentId=${mission.id}&limit=200`)).items;
  const well = team.filter((a) => a.status === 'deployed' && !a.concerns?.length).slice(0, 2);
  for (const { id } of well)
    for (const step of ['stand-down', 'restore']) {
      const answer = await page
        .context()
        .request.post(`/api/v1/assignments/${id}/${step}`, { data: { reason: 'The flight was put off.' } });
      assert.ok(answer.ok(), await answer.text());
    }
  await open(page, `/deployments/${mission.id}/team`);
  assert.equal(await boxes(page).count(), 2, 'only those can be picked who have not arrived');
  await page.getByRole('checkbox', { name: 'Select all shown' }).check();
  await says(page, '2 selected');
  await press(bar(page), 'Record arrival');
  await tried(page);
  await accessible(page, 'arrivals are tried');
  await look(page, 'tables-arrivals');
  await press(dialog(page), 'Record arrival 2');
  await dialog(page).waitFor({ state: 'detached' });
  await bar(page).waitFor({ state: 'detached' });
  for (const { id } of well) assert.equal((await read(page, `/assignments/${id}`)).status, 'deployed');
});

test('on a phone a button shows the boxes', async (t) => {
  const { as } = await house(t);
  const page = await as('admin@demo.example', { viewport: phone, hasTouch: true });
  await open(page, '/training/verification');
  assert.equal(await boxes(page).count(), 0);
  await press(page, 'Select');
  await boxes(page).nth(0).check();
  await boxes(page).nth(1).check();
  await says(page, '2 selected');
  await page.evaluate(() => scrollTo(0, 0)); // half a box under a bar is scrolled out
  await accessible(page, 'selecting on a phone');
  await press(page, 'Stop selecting');
  await bar(page).waitFor({ state: 'detached' });
});

test('the first screen of the cohort has its table, and a row is one line', async (t) => {
  const { as } = await house(t);
  const page = await as('admin@demo.example');
  await open(page, '/cohort');
  const rows = page.getByRole('table', { name: 'Observers' }).getByRole('row');
  const [fifth, sixth] = [await rows.nth(5).boundingBox(), await rows.nth(6).boundingBox()];
  assert.ok(fifth && fifth.y + fifth.height < 900, `the fifth row ends at ${fifth && fifth.y + fifth.height}`);
  assert.ok(fifth.height < 40 && sixth, `a row is ${fifth.height} high`);
  await look(page, 'tables-cohort');
});
