// Signing in and out, the shell, one's own account: with the mouse, and by keyboard alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessible, fits, house, phone, picture, settled, signIn } from './harness.mjs';
import { notByKeys } from './keyboard.mjs';

test('somebody signs in, is led back to where they were, and signs out', async (t) => {
  const { person } = await house(t);
  const page = await person();
  await page.goto('/account?from=bookmark');
  await page.waitForURL(/\/sign-in\?to=/);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await accessible(page, 'sign in');
  await picture(page, 'sign-in');

  await page.getByLabel('E-mail address').fill('admin@demo.example');
  await page.getByLabel('Password').fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').getByText('do not open an account').waitFor();
  await accessible(page, 'sign in, refused');

  await page.getByLabel('Password').fill('demonstration');
  await page.getByLabel('Password').press('Enter');
  await page.waitForURL(/\/account\?from=bookmark$/);
  await settled(page);
  assert.match(await page.title(), /^Your account · /);
  await picture(page, 'account');

  await page.getByRole('button', { name: /administrator/i }).first().click();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await page.waitForURL(/\/sign-in$/);
  await page.goto('/account');
  await page.waitForURL(/\/sign-in/);
});

test('who is offline is told so, and what fails can be tried again', async (t) => {
  const { as } = await house(t);
  const page = await as('auditor@demo.example');
  await page.goto('/account');
  await page.getByText('(this one)').waitFor();
  await page.context().setOffline(true);
  await page.getByText('You are offline.').waitFor();
  await page.getByRole('button', { name: 'Sign out everywhere' }).click();
  const dialog = page.getByRole('dialog', { name: 'Sign out everywhere' });
  await dialog.getByRole('button', { name: 'Sign out everywhere' }).click();
  await dialog.getByText('The fund could not be reached.').waitFor();
  await accessible(page, 'a decision that could not be sent');
  await page.context().setOffline(false);
  await page.getByText('You are offline.').waitFor({ state: 'detached' });
  await dialog.getByRole('button', { name: 'Sign out everywhere' }).click();
  await page.waitForURL(/\/sign-in$/);
});

test('every role signs in and finds a shell that fits a phone', { skip: notByKeys('it only looks') }, async (t) => {
  const { as } = await house(t);
  for (const role of ['admin', 'observer', 'state', 'auditor']) {
    const page = await as(`${role}@demo.example`, { viewport: phone, hasTouch: true });
    await fits(page);
    await page.goto('/no/such/page');
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
    await page.context().close();
  }
});

test('the keyboard alone signs in, searches and chooses a theme', async (t) => {
  const { person } = await house(t);
  const page = await person();
  await page.goto('/sign-in');
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.type('observer@demo.example');
  await page.keyboard.press('Tab');
  await page.keyboard.type('demonstration');
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname !== '/sign-in');
  await settled(page);

  // Whoever types fast waits for nothing to open or to close.
  await page.keyboard.press('/');
  await page.keyboard.type('your account');
  const search = page.getByRole('combobox', { name: 'Search' });
  assert.equal(await search.inputValue(), 'your account');
  await page.getByRole('option', { name: /Your account/ }).first().waitFor();
  await accessible(page, 'search');
  await page.evaluate(() => {
    // In one breath, as on a busy machine: the browser has not told of the closing yet when the next keys come.
    const press = (keys) => document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...keys }));
    press({ key: 'Escape' });
    press({ key: 'k', ctrlKey: true });
  });
  await page.keyboard.type('your account');
  assert.equal(await search.inputValue(), 'your account');
  await page.getByRole('option', { name: /Your account/ }).first().waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/account$/);
  await page.getByRole('heading', { name: 'Your account' }).waitFor();

  await page.getByRole('button', { name: /observer/i }).first().press('Enter');
  await page.getByRole('radio', { name: 'Dark' }).check();
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(16, 22, 30)');
  await page.reload();
  await settled(page);
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
});

test('a one-time link sets a password, once', async (t) => {
  const { as, person } = await house(t);
  const admin = await as('admin@demo.example');
  const made = await admin.evaluate(async () => {
    const answer = await fetch('/api/v1/accounts', {
      method: 'POST', headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ email: 'new@demo.example', name: 'ليلى بن سالم', role: 'auditor' }),
    });
    return answer.json();
  });
  const page = await person();
  await page.goto(made.link.path);
  await page.getByRole('heading', { name: 'Set your password' }).waitFor();
  const go = page.getByRole('button', { name: 'Set the password and sign in' });
  await page.getByLabel('New password').fill('short');
  await page.getByText('7 more characters.').waitFor();
  assert.ok(await go.isDisabled());
  await page.getByLabel('New password').fill('cart lantern river seven');
  await page.getByText('Strong.').waitFor();
  await accessible(page, 'one-time link');
  await picture(page, 'link');
  await go.click();
  await settled(page);
  await page.getByRole('button', { name: /ليلى بن سالم/ }).waitFor();

  const late = await person();
  await late.goto(made.link.path);
  await late.getByLabel('New password').fill('another long password');
  await late.getByRole('button', { name: 'Set the password and sign in' }).click();
  await late.getByText('A link works once').waitFor();
});

test('a password is changed, and the other sessions end', async (t) => {
  const { as, person } = await house(t);
  const here = await as('auditor@demo.example');
  const there = await as('auditor@demo.example');
  await here.goto('/account');
  await here.getByText('(this one)').waitFor();
  await here.getByLabel('Your password now').fill('wrong');
  await here.getByLabel('New password').fill('cart lantern river seven');
  await here.getByRole('button', { name: 'Change the password' }).click();
  await here.getByText('Is not your password.').waitFor();
  await here.getByLabel('Your password now').fill('demonstration');
  await here.getByRole('button', { name: 'Change the password' }).click();
  await here.getByText('Your password is changed.').waitFor();
  await there.goto('/account');
  await there.waitForURL(/\/sign-in/);
  await assert.rejects(async () => signIn(await person(), 'auditor@demo.example'), /do not open an account/);
});
