// What the keyboard is owed beyond reaching everything: to pass the navigation by, to stay in a dialog and come back from
// it, to be led to what is wrong. That every flow works by keys alone the other files show, with the hands of keyboard.mjs;
// those are tried here too.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { house, settled } from './harness.mjs';

/** What has the focus, as a person would name it. */
const focused = (page) =>
  page.evaluate(() => {
    const e = /** @type {any} */ (document.activeElement);
    return (e?.getAttribute('aria-label') ?? e?.labels?.[0]?.textContent ?? e?.textContent ?? '').replace(/\s+/g, ' ').trim();
  });
const within = (page, selector) => page.evaluate((s) => Boolean(document.activeElement?.closest(s)), selector);
const press = async (page, ...keys) => {
  for (const key of keys) await page.keyboard.press(key);
};

test('the navigation is skipped, and a dialog keeps the focus and gives it back', async (t) => {
  const { as } = await house(t);
  const page = await as('admin@demo.example');
  await page.goto('/invitations?status=submitted');
  await settled(page);
  await press(page, 'Tab');
  assert.equal(await focused(page), 'Skip to the content', 'the first stop');
  await press(page, 'Enter', 'Tab');
  assert.ok(await within(page, 'main'), 'what follows is in the content');

  await page.getByRole('table').getByRole('link').first().click();
  await page.getByText('Authenticity check needed').waitFor();
  await settled(page);
  assert.ok(await page.evaluate(() => document.activeElement?.id === 'main'), 'a new page begins at its content');
  await page.getByRole('button', { name: 'Verify', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  for (let i = 0; i < 12; i++) {
    await press(page, 'Tab');
    assert.ok(
      await page.evaluate(() => document.activeElement === document.body || Boolean(document.activeElement?.closest('dialog'))),
      'the focus stays in the dialog',
    );
  }
  await press(page, 'Escape');
  await dialog.waitFor({ state: 'hidden' });
  assert.equal(await focused(page), 'Verify', 'the focus comes back to the button');
});

test('after a refusal the focus goes to what is missing or wrong', async (t) => {
  const { as } = await house(t);
  const observer = await as('observer@demo.example');
  await observer.getByRole('link', { name: /^Read and answer/ }).click();
  await observer.getByLabel('I have read this, and I pledge it.').check();
  await observer.getByRole('button', { name: 'Accept this offer' }).click();
  await observer.getByText('Without this declaration no one is sent.').waitFor();
  assert.match(await focused(observer), /I declare it/);

  const state = await as('state@demo.example');
  await state.getByRole('link', { name: 'Invite a mission' }).last().click();
  await state.getByRole('button', { name: 'Begin a new invitation' }).click();
  await state.getByLabel('E-mail address').fill('desk at cne');
  await press(state, 'Enter');
  await state.getByText('Must be an e-mail address').waitFor();
  assert.match(await focused(state), /^E-mail address/);
});

test('what has the focus keeps it when it is moved, and leaves it to what stands there when it disappears', async (t) => {
  const { as } = await house(t);
  const page = await as('admin@demo.example');
  await page.goto('/cohort?function=lto&gender=woman');
  await settled(page);
  await page.getByRole('button', { name: 'Clear all' }).click();
  await page.waitForURL((url) => url.search === '');
  await page.waitForFunction(() => document.activeElement?.closest('[role=search]'));

  await page.goto('/cohort/waiting');
  await settled(page);
  const down = page.getByRole('button', { name: /^Move .* down$/ }).nth(1);
  const moved = await down.getAttribute('aria-label');
  await down.click();
  await page.getByText(/is now number 3/).waitFor();
  await page.waitForFunction((name) => document.activeElement?.getAttribute('aria-label') === name, moved);
  const first = page
    .getByRole('listitem')
    .filter({ has: page.getByRole('button', { name: 'Refuse' }) })
    .first();
  await first.getByRole('button', { name: 'Refuse' }).click();
  await page
    .getByRole('dialog')
    .getByLabel(/^Reason/)
    .fill('Has asked to be left out.');
  await page.getByRole('dialog').getByRole('button', { name: 'Refuse' }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await page.waitForFunction(() => document.activeElement?.closest('main ol, main ul'));
});

test('these hands notice what cannot be reached, seen or kept', async (t) => {
  const { person } = await house(t);
  const page = await person();
  const shows = async (body) => {
    await page.route('**/hands', (route) =>
      route.fulfill({ contentType: 'text/html', body: `<style>:focus-visible { outline: 2px solid }</style>${body}` }),
    );
    await page.goto('/hands');
  };
  const click = (name) => page.getByRole('button', { name }).click({ timeout: 2_000 });
  await shows('<button>One</button> <button tabindex="-1">Two</button> <div role="button">Three</div> <button>Four</button>');
  await click('Four');
  await click('One');
  await assert.rejects(click('Two'), /cannot have the focus/);
  await assert.rejects(click('Three'), /nothing that a key can press/);
  await shows('<button>One</button> <div onkeydown="event.preventDefault()"><button>Two</button> <input></div> <button>Four</button>');
  await click('Two');
  await assert.rejects(click('Four'), /does not reach button “Four”; it passed/, 'a trap');
  await shows('<style>#b { outline: none }</style><button>One</button> <button id="b">Two</button> <button>Four</button>');
  await assert.rejects(click('Four'), /“Two” is not seen/);
  await shows(
    '<div style="height: 120vh"></div><button>One</button><button>Two</button><div style="position: fixed; inset: auto 0 0; height: ' +
      '4rem; background: teal">Bar</div>',
  );
  await assert.rejects(click('Two'), /is hidden under div “Bar”/);
  await shows('<button onclick="this.remove()">One</button> <button>Two</button>');
  await click('One');
  await assert.rejects(click('Two'), /is gone, and is now nowhere/);
  await assert.rejects(page.mouse.move(1, 1), /there is no mouse/);
});
