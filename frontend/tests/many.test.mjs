// More than a page of the API holds: what is oldest is found, chosen and named all the same.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { house, settled } from './harness.mjs';
import { read } from './telling.mjs';

test('from the 201st on nothing is missing', async (t) => {
  const { as } = await house(t);
  const page = await as('admin@demo.example');
  const second = await as('admin2@demo.example');
  const send = async (who, path, data) => {
    const { request } = who.context();
    let answer = await request.post(`/api/v1${path}`, { data });
    while (answer.status() === 429) {
      await new Promise((done) => setTimeout(done, 1000 * Number(answer.headers()['retry-after'])));
      answer = await request.post(`/api/v1${path}`, { data });
    }
    assert.ok(answer.ok(), await answer.text());
    return { status: answer.status(), said: await answer.json() };
  };
  const write = async (path, data) => {
    const { status, said } = await send(page, path, data);
    return status === 202 ? (await send(second, `/proposals/${said.id}/confirm`)).said.result : said; // it takes two people
  };
  const oldest = (await read(page, '/contributions?sort=createdAt&limit=1')).items[0];
  const line = (await read(page, '/lines?window=administration')).items.find((l) => l.free > 10_000);
  const set = (title) => write('/commitments', { title, host: '', draws: [{ lineId: line.id, amount: 10 }] });
  const commitment = await set('Ölpapier and ink');
  const payment = await write('/payments', { commitmentId: commitment.id, payee: 'Printing house', purpose: 'Ink', amount: 10 });
  for (let n = 0; n < 201; n++) {
    await write('/contributions', {
      contributor: oldest.contributor,
      title: `Later ${n}`,
      amount: 10_000,
      currency: 'USD',
      pledgedOn: oldest.pledgedOn,
    });
    await set(`Later ${n}`);
  }

  // The oldest contribution is chosen by the name of its contributor and a word of its title.
  await page.goto('/fund/transfers');
  await settled(page);
  const whose = page.getByRole('combobox', { name: 'Contribution' });
  const name = `${(await read(page, '/participants')).items.find((p) => p.code === oldest.contributor).name}, ${oldest.title}`;
  await whose.fill(name.toLowerCase());
  await page.getByRole('option', { name, exact: true }).click();
  await page.waitForURL((url) => url.searchParams.get('contributionId') === oldest.id);
  await settled(page);
  await page.getByRole('list', { name: 'Filters that are set' }).getByText(name).waitFor();
  await page.reload(); // by its name also where it was not chosen here
  await settled(page);
  await page.waitForFunction(([box, name]) => /** @type {any} */ (box).value === name, [await whose.elementHandle(), name]);

  // A payment says what it comes out of, and another is requested out of the same by Enter before the list has answered.
  await page.goto('/fund/payments');
  await settled(page);
  await page
    .getByRole('row', { name: /Printing house/ })
    .getByText('Ölpapier and ink')
    .waitFor();
  await page.goto(`/fund/payments/${payment.id}`);
  await page.getByRole('link', { name: 'Ölpapier and ink', exact: true }).waitFor();
  await page.goto('/fund/payments/new');
  await settled(page);
  const from = page.getByRole('combobox', { name: 'Paid from' });
  await from.fill('olpapier');
  await from.press('Enter');
  await page.waitForFunction((box) => /** @type {HTMLInputElement} */ (box).value === 'Ölpapier and ink', await from.elementHandle());
  await from.fill('no such thing');
  await page.getByRole('option', { name: 'Nothing is called “no such thing”.' }).waitFor();
  await from.press('Escape');
  assert.equal(await from.inputValue(), 'Ölpapier and ink'); // what is chosen keeps its name
});
