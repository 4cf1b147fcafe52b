// Two tabs of one browser have one session: when it becomes somebody else's, a tab of before does nothing more in its own name.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { house, online, picture, settled } from './harness.mjs';
import { notByKeys } from './keyboard.mjs';
import { dialog, press, read } from './telling.mjs';

/** Signs in as somebody else beside the app, as no tab is told of. */
const becomes = (page, email) => page.context().request.post('/api/v1/session', { data: { email, password: 'demonstration' } });
const told = (page) => page.getByText(/You are signed in as .* now\./);

test(
  'a tab that was somebody else’s begins anew, and sends nothing of before',
  { skip: notByKeys('it is about tabs, not about hands') },
  async (t) => {
    const { as } = await house(t);
    const one = await as('admin@demo.example');
    const [mine, theirs] = [await read(one, '/me'), (await (await becomes(one, 'admin2@demo.example')).json()).account];
    const payments = async () => (await read(one, '/payments?count=true')).total;
    const [commitment] = (await read(one, '/commitments?status=open')).items;
    const before = await payments();
    const back = () => becomes(one, 'admin@demo.example');

    await back();
    await one.goto(`/fund/payments/new?commitment=${commitment.id}`);
    await settled(one);
    await one.getByLabel('Payee').fill('Airline');
    await one.getByLabel('Amount').fill('10');
    await one.getByLabel('What for').fill('Fares');
    await becomes(one, 'admin2@demo.example');
    await press(one, 'Request the payment');
    await told(one).waitFor();
    await settled(one);
    await one.getByRole('button', { name: theirs.name }).waitFor();
    assert.equal(await one.getByLabel('Payee').inputValue(), '', 'what one was typing is not the other’s');
    assert.equal(await payments(), before);
    await picture(one, 'tab-of-another');
    await one.getByRole('link', { name: 'Cancel' }).click();
    await told(one).waitFor({ state: 'detached' });

    // What is only looked at becomes theirs too, with the next answer; a question before leaving would keep it.
    await back();
    await online(one);
    await told(one).waitFor();
    await settled(one);
    await one.evaluate(() => addEventListener('beforeunload', (e) => e.preventDefault()));
    await becomes(one, 'state@demo.example');
    await online(one);
    await told(one).waitFor();
    await settled(one);
    await one
      .getByRole('navigation', { name: 'Main', exact: true })
      .getByRole('link', { name: /^Our invitations/ })
      .waitFor();

    // A file goes the same way.
    await becomes(one, 'observer@demo.example');
    await one.goto('/my/training/new');
    await settled(one);
    await back();
    await one.setInputFiles('input[type=file]', {
      name: 'certificate.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('%PDF-1.4 a certificate'),
    });
    await told(one).waitFor();
    await settled(one);
    assert.equal((await read(one, '/me')).account.id, mine.account.id);
  },
);

test('the other tabs know at once who signs in and who signs out', { skip: notByKeys('it is about tabs, not about hands') }, async (t) => {
  const { as } = await house(t);
  const first = await as('admin@demo.example');
  await first.goto('/fund');
  await settled(first);
  const second = await first.context().newPage();
  await second.goto('/');
  await settled(second);

  await second
    .getByRole('button', { name: /administrator/i })
    .first()
    .click();
  await first.route('**/api/**', (route) => route.abort()); // it cannot ask, and shows nothing all the same
  await press(second, 'Sign out');
  await first.waitForURL(/\/sign-in\?to=%2Ffund$/);
  await first.getByLabel('E-mail address').waitFor();
  await first.unroute('**/api/**');
  await second.getByLabel('E-mail address').fill('admin2@demo.example');
  await second.getByLabel('Password').fill('demonstration');
  await press(second, 'Sign in');
  await first.waitForURL(/\/fund$/);
  await settled(first);
  const { name } = (await read(first, '/me')).account;
  await first.getByRole('button', { name }).waitFor();
  assert.equal(await dialog(first).count(), 0);
});
