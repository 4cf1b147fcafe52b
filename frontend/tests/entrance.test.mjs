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

  await page
    .getByRole('button', { name: /administrator/i })
    .first()
    .click();
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
  await page
    .getByRole('option', { name: /Your account/ })
    .first()
    .waitFor();
  await accessible(page, 'search');
  await page.evaluate(() => {
    // In one breath, as on a busy machine: the browser has not told of the closing yet when the next keys come.
    const press = (keys) =>
      document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...keys }));
    press({ key: 'Escape' });
    press({ key: 'k', ctrlKey: true });
  });
  await page.keyboard.type('your account');
  assert.equal(await search.inputValue(), 'your account');

  // On other layouts the same keys say other letters; the letter that another key says is no shortcut.
  for (const [keys, opens] of /** @type {[object, boolean][]} */ ([
    [{ key: 'л', code: 'KeyK', ctrlKey: true }, true],
    [{ key: '.', code: 'Slash' }, true],
    [{ key: 'k', code: 'KeyV', ctrlKey: true }, true],
    [{ key: '/', code: 'Backslash', shiftKey: true }, true],
    [{ key: 't', code: 'KeyK', ctrlKey: true }, false],
    [{ key: '-', code: 'Slash' }, false],
    [{ key: 'л', code: 'KeyK' }, false],
    [{ key: '.', code: 'Period' }, false],
  ])) {
    await page.keyboard.press('Escape');
    await page.evaluate(
      (how) => document.body.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...how })),
      keys,
    );
    assert.equal(await page.evaluate(() => Boolean(document.querySelector('dialog:modal'))), opens, JSON.stringify(keys));
    if (!opens) await page.keyboard.press('/');
  }
  await page.keyboard.type('your account');
  await page
    .getByRole('option', { name: /Your account/ })
    .first()
    .waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/account$/);
  await page.getByRole('heading', { name: 'Your account' }).waitFor();

  await page
    .getByRole('button', { name: /observer/i })
    .first()
    .press('Enter');
  await page.getByRole('radio', { name: 'Dark' }).check();
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(16, 22, 30)');
  await page.reload();
  await settled(page);
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
});

/** A one-time link into a new account, as the administrator is shown it. */
async function linkFor(admin, email, name) {
  const answer = await admin.context().request.post('/api/v1/accounts', { data: { email, name, role: 'auditor' } });
  return (await answer.json()).link.path;
}

test('a one-time link sets a password, once, however it was copied', async (t) => {
  const { as, person } = await house(t);
  const admin = await as('admin@demo.example');
  const link = await linkFor(admin, 'new@demo.example', 'ليلى بن سالم');
  const page = await person();
  await page.goto(`${link}.`); // with the full stop of its sentence
  await page.getByRole('heading', { name: 'Set your password' }).waitFor();
  await page.getByText('The account of ليلى بن سالم, new@demo.example.').waitFor();
  const go = page.getByRole('button', { name: 'Set the password and sign in' });
  await page.getByLabel('New password').fill('short');
  await page.getByText('7 more characters.').waitFor();
  assert.ok(await go.isDisabled());
  await page.getByLabel('New password').fill('cart lantern river seven');
  await page.getByText('Strong.').waitFor();
  // or a password is kept for nobody
  assert.equal(await page.locator('form input[autocomplete=username]').inputValue(), 'new@demo.example');
  await accessible(page, 'one-time link');
  await picture(page, 'link');
  await go.click();
  await settled(page);
  await page.getByRole('button', { name: /ليلى بن سالم/ }).waitFor();

  // What cannot be used is said before a password is typed.
  const late = await person();
  for (const [address, says] of [
    [link, 'This link is not valid: it was used, replaced, or has expired.'],
    ['/#/link/%', 'This link is not whole.'],
    ['/#/link/', 'This link is not whole.'],
  ]) {
    await late.goto('about:blank');
    await late.goto(address);
    await late.getByText(says).waitFor();
    await late.getByText('A link works once').waitFor();
    assert.equal(await late.getByLabel('New password').count(), 0, address);
  }
  await accessible(late, 'a link that is not whole');
  await picture(late, 'link-damaged');
});

test('by plain http from another machine the app is the same, and a browser without cookies is told so', async (t) => {
  const { person, url } = await house(t);
  const base = url.replace('127.0.0.1', 'fund.test');
  const page = await person({ baseURL: base });
  await page.goto('/sign-in');
  assert.equal(await page.evaluate(() => isSecureContext), false);
  await page.getByLabel('E-mail address').fill('admin@demo.example');
  await page.getByLabel('Password').fill('demonstration');
  await page.route(
    '**/api/v1/session',
    async (route) => {
      const answer = await fetch(url + '/api/v1/session', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: route.request().postData(),
      });
      await route.fulfill({ status: answer.status, contentType: 'application/json', body: await answer.text() }); // and its cookie is lost
    },
    { times: 1 },
  );
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('This browser did not keep that you are signed in.').waitFor();
  await accessible(page, 'a browser without cookies');
  assert.equal(await page.getByLabel('E-mail address').inputValue(), 'admin@demo.example');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(`${base}/`);
  await settled(page);
  await page.getByRole('button', { name: 'Administrator One' }).waitFor();
  // A visit has a name of its own, and so has what is sent.
  await page.goto('/accounts/new');
  await settled(page);
  await page.getByRole('radio', { name: 'Auditor' }).check();
  await page.getByLabel('Name').fill('Someone');
  await page.getByLabel('E-mail').fill('someone@demo.example');
  await page.getByRole('button', { name: 'Create account and invitation link' }).click();
  await page.getByRole('dialog', { name: 'A one-time link for Someone' }).waitFor();
});

test('nothing is ever blank: what does not start says what to do', { skip: notByKeys('it only looks') }, async (t) => {
  const { as, person } = await house(t);
  const blank = await person({ javaScriptEnabled: false });
  await blank.goto('/');
  await blank.locator('.failed').waitFor();

  const signedIn = await as('auditor@demo.example');
  const page = await signedIn.context().newPage(); // whose errors are meant
  const main = /\/assets\/index-[^/]*\.js$/;
  for (const { what, how, why } of [
    { what: 'the script is not there', how: (route) => route.fulfill({ status: 404 }), why: /cannot load .*index-/ },
    { what: 'the script cannot be had', how: (route) => route.abort(), why: /cannot load .*index-/ },
    {
      what: 'the script throws',
      how: (route) => route.fulfill({ contentType: 'text/javascript', body: 'throw new Error("at once")' }),
      why: /at once/,
    },
    {
      what: 'the script is too new',
      how: (route) => route.fulfill({ contentType: 'text/javascript', body: 'let let = ;' }),
      why: /SyntaxError/,
    },
    {
      what: 'the page throws',
      how: async (route) =>
        route.fulfill({
          contentType: 'text/javascript',
          body: 'document.getElementById("app").append(document.createElement("div")); Promise.reject(new Error("later"))',
        }),
      why: /later/,
    },
  ]) {
    await page.route(main, how);
    await page.goto('/');
    await page.getByRole('heading', { name: 'The app has not started' }).waitFor();
    assert.match(await page.locator('.failed code').innerText(), why, what);
    await page.unrouteAll();
  }
  await accessible(page, 'an app that has not started');
  await picture(page, 'not-started');
  await page.getByRole('link', { name: 'Load it again' }).click();
  await settled(page);
  assert.equal(await page.locator('.failed').count(), 0);

  // The program was renewed: the page that is wanted has another name now. It is loaded anew once, and says so.
  const part = /\/assets\/Account-[^/]*\.js$/;
  const wanted = async () => {
    await page.goto('/');
    await settled(page);
    await page.keyboard.press('/');
    await page.keyboard.type('your account');
    await page
      .getByRole('option', { name: /Your account/ })
      .first()
      .waitFor();
    page.once('domcontentloaded', () => (loaded = true));
    await page.keyboard.press('Enter');
  };
  let loaded = false;
  await page.route(part, (route) => (loaded ? route.continue() : route.fulfill({ status: 404 })));
  await wanted();
  await page.getByText('The app was renewed while this tab was open').waitFor();
  await page.getByRole('heading', { name: 'Your account' }).waitFor();
  await page.unrouteAll();
  await page.route(part, (route) => route.fulfill({ status: 404 }));
  await wanted();
  await page.getByText('This page could not be loaded.').waitFor();
});

test('a reload and Back lead to where one was', { skip: notByKeys('it scrolls') }, async (t) => {
  const { as } = await house(t);
  const page = await as('auditor@demo.example');
  await page.goto('/journal');
  await settled(page);
  const at = (y) => page.waitForFunction((y) => Math.abs(scrollY - y) <= 2, y);
  await page.evaluate(() => scrollTo(0, 700));
  await at(700);
  await page.reload();
  await settled(page);
  await at(700);
  // a click of the mouse would scroll there first
  await page.evaluate(() => /** @type {HTMLElement} */ (document.querySelector('main td a[href^="/journal/"]')).click());
  await page.waitForURL(/\/journal\/\d+$/);
  await at(0);
  await page.goBack();
  await settled(page);
  await at(700);
  await page.goto('/api/docs');
  await page.goBack();
  await settled(page);
  await at(700);
});

test('a password is changed, and the other sessions end', async (t) => {
  const { as, person } = await house(t);
  const here = await as('auditor@demo.example');
  const there = await as('auditor@demo.example');
  await here.goto('/account');
  await here.getByText('(this one)').waitFor();
  await here.getByLabel('Current password').fill('wrong');
  await here.getByLabel('New password').fill('cart lantern river seven');
  await here.getByRole('button', { name: 'Change the password' }).click();
  await here.getByText('Is not your password.').waitFor();
  await here.getByLabel('Current password').fill('demonstration');
  await here.getByRole('button', { name: 'Change the password' }).click();
  await here.getByText('Your password is changed.').waitFor();
  await there.goto('/account');
  await there.waitForURL(/\/sign-in/);
  await assert.rejects(async () => signIn(await person(), 'auditor@demo.example'), /do not open an account/);
});
