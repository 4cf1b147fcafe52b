// Every part, on the page that shows them all: accessible in both themes, fits a phone, works by keyboard and by finger.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createServer } from 'vite';
import { accessible, cut, fits, laptop, onlyBackground, phone, picture, room, root, torn, wide } from './harness.mjs';
import { typed } from './typed.mjs';

const server = await createServer({
  root: `${root}frontend`,
  logLevel: 'error',
  cacheDir: `${root}frontend/node_modules/.vite-kit`,
  optimizeDeps: { entries: ['kit/index.html'] },
  server: { port: 0, host: '127.0.0.1', hmr: false },
});
await server.listen();
after(() => server.close());

async function kit(t, options = {}) {
  const context = await room({ viewport: laptop, locale: 'en-GB', ...options });
  t.after(() => context.close());
  const page = await context.newPage();
  await page.route('**/api/v1/**', (route) => route.abort()); // there is no program behind the kit
  await page.goto(`${server.resolvedUrls.local[0]}kit/`);
  await page.getByRole('heading', { name: 'Facts' }).waitFor();
  return page;
}

test('the parts are accessible and fit', async (t) => {
  const page = await kit(t);
  await accessible(page, 'the parts', true);
  await picture(page, 'kit');
  await page.setViewportSize(phone);
  await accessible(page, 'the parts on a phone', true);
});

test('a decision says what it does, asks for the reason, and shows a refusal where it was asked', async (t) => {
  const page = await kit(t);
  await page.getByRole('button', { name: 'Decline' }).click();
  const dialog = page.getByRole('dialog', { name: 'Decline' });
  await dialog.getByText('The state is notified').waitFor();
  await accessible(page, 'a decision', true);
  await dialog.getByRole('button', { name: 'Decline' }).click();
  await dialog.getByText('Enter a reason, in a sentence').waitFor();
  await dialog.getByLabel('Reason').fill('The letter is not signed.');
  await dialog.getByRole('button', { name: 'Decline' }).click();
  await dialog.waitFor({ state: 'hidden' });

  await page.getByRole('button', { name: 'Verify' }).click();
  const other = page.getByRole('dialog', { name: 'Verify' });
  await other.getByRole('button', { name: 'Verify' }).click();
  await other.getByText('Another administrator can accept it.').waitFor();
  // Closed and asked for again in one breath, it is open: the browser tells of the closing only afterwards.
  const again = await page.evaluate(() => {
    const button = (/** @type {string} */ name) =>
      /** @type {HTMLElement} */ ([...document.querySelectorAll('button')].find((b) => b.textContent?.trim() === name));
    /** @type {HTMLElement} */ (document.querySelector('dialog[open] header button')).click();
    button('Verify').click();
    return new Promise((done) => setTimeout(() => requestAnimationFrame(() => done(Boolean(document.querySelector('dialog:modal'))))));
  });
  assert.ok(again, 'the dialog is open again');
  await page.keyboard.press('Escape');
  await other.waitFor({ state: 'hidden' });
  assert.ok(await page.getByRole('button', { name: 'Verify' }).evaluate((b) => b === document.activeElement), 'the focus comes back');
});

test('a dialog that is left has what was typed when it is opened again, until it is cancelled or sent', async (t) => {
  const page = await kit(t);
  await page.getByRole('link', { name: 'Journal' }).click();
  await page.waitForURL(/tab=journal/);
  const button = page.getByRole('button', { name: 'Close', exact: true }).first();
  const dialog = page.getByRole('dialog', { name: 'Close in good order' });
  const reason = dialog.getByLabel(/^Reason/);
  await button.click();
  await reason.fill('Every mission is home.');
  await dialog.getByLabel('Last day').fill('2027-04-30');
  await dialog.getByRole('combobox', { name: 'Sent to' }).fill('Fij');
  await dialog.getByRole('combobox', { name: 'Sent to' }).press('Enter');
  await dialog.getByLabel('Every mission is over').check();
  const left = await typed(page, 'dialog:modal');

  // Words that are selected to beyond the edge, and the edge with its scroll bar, close nothing.
  const box = await dialog.boundingBox();
  const [inside, beside] = [
    { x: box.x + 80, y: box.y + box.height - 20 },
    { x: box.x - 40, y: box.y + 40 },
  ];
  const press = async (from, to) => {
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y, { steps: 3 });
    await page.mouse.up();
  };
  await press(inside, beside);
  await press(beside, inside);
  await press({ x: box.x + box.width - 0.5, y: box.y + 60 }, { x: box.x + box.width - 0.5, y: box.y + 90 });
  assert.ok(await dialog.isVisible(), 'still open');

  const address = page.url();
  const session = await page.context().newCDPSession(page);
  const ways = {
    'a press beside it': () => press(beside, beside),
    Escape: () => page.keyboard.press('Escape'),
    'the cross': () => dialog.getByRole('button', { name: 'Close', exact: true }).first().click(),
    Back: async () => {
      const { entries, currentIndex } = await session.send('Page.getNavigationHistory');
      await session.send('Page.navigateToHistoryEntry', { entryId: entries[currentIndex - 1].id });
    },
  };
  for (const [way, leave] of Object.entries(ways)) {
    await leave();
    await dialog.waitFor({ state: 'hidden' });
    assert.equal(page.url(), address, `${way}: the page stays`);
    await button.click();
    await dialog.waitFor();
    assert.deepEqual(await typed(page, 'dialog:modal'), left, `after ${way}`);
  }
  // Another decision about the same record has nothing of it; leaving the page and a reload forget nothing.
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Decline' }).click();
  assert.equal(
    await page
      .getByRole('dialog')
      .getByLabel(/^Reason/)
      .inputValue(),
    '',
  );
  await page.keyboard.press('Escape');
  await page.reload();
  await button.click();
  await dialog.waitFor();
  const kept = left.map((one) => (/^Reason/.test(one) ? 'Reason optional: ' : one)); // words about a person stay in the memory of the page
  assert.deepEqual(await typed(page, 'dialog:modal'), kept, 'after a reload');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await button.click();
  assert.equal(await reason.inputValue(), '', 'what is cancelled is gone');
  await reason.fill('Every mission is home.');
  await dialog.getByRole('button', { name: 'Close', exact: true }).last().click();
  await page.getByText('Closed on 2027-03-14').waitFor();
  await button.click();
  assert.equal(await reason.inputValue(), '', 'so is what was sent');
  await page.keyboard.press('Escape');
  await session.send('Page.navigateToHistoryEntry', { entryId: (await session.send('Page.getNavigationHistory')).entries[0].id });
  await page.waitForURL((url) => url.href !== address); // without a dialog Back goes back
});

test('long words widen no part, no dialog and nothing that is said', async (t) => {
  const page = await kit(t);
  const word = 'Wanderausstellungsstück'.repeat(6).slice(0, 120);
  await page.goto(new URL(`/kit/?long=true&q=${word}`, page.url()).href);
  await page.getByRole('heading', { name: 'Facts' }).waitFor();
  for (const width of [1280, 390, 320]) {
    await page.setViewportSize({ width, height: 800 });
    const whole = async (what) =>
      assert.deepEqual([...(await wide(page)), ...(await torn(page)), ...(await cut(page))], [], `${what} at ${width} px`);
    await whole('the parts');
    await page.getByRole('button', { name: 'Decline' }).click();
    await page
      .getByRole('dialog')
      .getByLabel(/^Reason/)
      .fill(word);
    await whole('a dialog');
    await page.getByRole('dialog').getByRole('button', { name: 'Decline' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByText('is declined.').first().waitFor();
    await whole('a notice');
  }
});

test('nothing moves for whoever asks for that', async (t) => {
  const page = await kit(t, { reducedMotion: 'reduce' });
  const moving = await page.evaluate(
    () =>
      [...document.querySelectorAll('*')]
        .flatMap((e) => [undefined, '::before', '::after'].map((part) => getComputedStyle(e, part)))
        .filter((s) => [s.animationDuration, s.transitionDuration].some((d) => parseFloat(d) > 0.001) || s.scrollBehavior === 'smooth')
        .length,
  );
  assert.equal(moving, 0);
});

test('where the system chooses the colours nothing is only a background', async (t) => {
  const page = await kit(t);
  await page.goto(new URL('/kit/?status=admitted', page.url()).href);
  await page.getByRole('heading', { name: 'Facts' }).waitFor();
  for (const name of ['Decline', 'Close']) {
    await page.getByRole('button', { name, exact: true }).first().click();
    await page
      .getByRole('dialog')
      .getByLabel(/^Reason/)
      .fill('It is said below.');
    await page.getByRole('dialog').getByRole('button', { name, exact: true }).last().click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }
  await page.getByRole('combobox', { name: 'Host' }).fill('i'); // and its list is open
  await page.getByRole('option').nth(2).waitFor();
  assert.deepEqual(await onlyBackground(page), []);
});

test('a combobox finds without accents, by keyboard', async (t) => {
  const page = await kit(t);
  const box = page.getByRole('combobox', { name: 'Host' });
  await box.focus();
  await box.fill('cote d');
  await page.getByRole('option', { name: /Ivoire/ }).waitFor();
  await box.press('Enter');
  assert.equal(await box.inputValue(), 'Côte d’Ivoire');
  const several = page.getByRole('combobox', { name: 'Working languages' });
  await several.fill('fr');
  await several.press('Enter');
  await page.getByRole('button', { name: 'Remove French' }).click();
  await page.getByRole('button', { name: 'Remove French' }).waitFor({ state: 'detached' });
});

test('a combobox whose list could not be had says so, and asks for it again', async (t) => {
  const page = await kit(t);
  const box = page.getByRole('combobox', { name: 'Contributor' });
  await box.fill('fij');
  await page.getByRole('option', { name: /The list could not be loaded\. You verified this invitation.* Try again/ }).waitFor();
  assert.equal(await page.getByText('Nothing is called').count(), 0);
  await accessible(page, 'a list that could not be had', true);
  await box.press('Enter');
  await page.getByRole('option', { name: 'Fiji FJ' }).waitFor();
  await box.press('Enter');
  assert.equal(await box.inputValue(), 'Fiji');
});

test('seats are walked with the arrows and say who sits there', async (t) => {
  const page = await kit(t);
  await page.locator('svg .seat[tabindex="0"]').focus();
  await page.keyboard.press('ArrowRight');
  const name = await page.evaluate(() => document.activeElement.getAttribute('aria-label'));
  assert.match(name, /^Seat \d+, .+: Could leave/);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\?o=\d+/);
  assert.equal(await page.locator('svg .seat').count(), 100);
});

test('a seat of every state is met in its middle, though some are rings or half empty', async (t) => {
  const page = await kit(t);
  for (const state of ['ready', 'soon', 'away', 'not', 'empty']) {
    const seat = page.locator(`svg .seat.${state}`).first();
    const [number] = /Seat \d+/.exec(await seat.getAttribute('aria-label'));
    await page.mouse.move(0, 0);
    await page.locator('.hemi .who', { hasText: 'Point at a seat' }).waitFor();
    await seat.hover(); // fails where something else is met
    await page.locator('.hemi .who', { hasText: number }).waitFor();
    assert.equal(await page.locator('svg .ring').count(), 1);
  }
});

test('days are chosen by dragging, by keyboard, and by two taps', async (t) => {
  const page = await kit(t);
  const status = page.locator('.picker [role=status]');
  const day = (n) => page.locator('.picker [data-day]:not([disabled])').nth(n);
  await page.locator('.picker').scrollIntoViewIfNeeded();
  const from = await day(2).boundingBox();
  const to = await day(5).boundingBox();
  await page.mouse.move(from.x + 8, from.y + 8);
  await page.mouse.down();
  await page.mouse.move(to.x + 8, to.y + 8, { steps: 5 });
  await page.mouse.up();
  await status.getByText('4 days').waitFor();

  await day(10).focus();
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowDown');
  await status.getByText('9 days').waitFor();
  await page.keyboard.press('Escape');
  await status.getByText('Drag over the days').waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await status.getByText('2 days').waitFor();

  const touch = await kit(t, { viewport: phone, hasTouch: true });
  const tapped = (n) => touch.locator('.picker [data-day]:not([disabled])').nth(n);
  await tapped(3).tap();
  await touch.getByText('Choose the last day.').waitFor();
  await tapped(9).tap();
  await touch.locator('.picker [role=status]').getByText('7 days').waitFor();
  await fits(touch);
});

test('a table shows none, six and a hundred rows, and sorts in the address', async (t) => {
  const page = await kit(t);
  await page.getByRole('button', { name: 'Seat' }).click();
  await page.waitForURL(/sort=seat/);
  await page.getByRole('button', { name: 'Seat' }).click();
  await page.waitForURL(/sort=-seat/);
  await page.getByRole('button', { name: 'Load more' }).click();
  await page.locator('tbody tr').nth(99).waitFor();
  await page.getByLabel('Status', { exact: true }).first().selectOption('nominated');
  await page.getByRole('button', { name: /Remove filter: Status: Nominated/ }).click();
  await page.setViewportSize(phone);
  await fits(page);
  await page.goto(new URL('/kit/?none=true', page.url()).href);
  await page.getByText('No one fits these filters').waitFor();
});

test('a document is looked at before it is sent', async (t) => {
  const page = await kit(t);
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('x') });
  await page.getByText('notes.txt is not a PDF, JPEG or PNG.').waitFor();
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'scan.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(11 * 1024 * 1024, 1) });
  await page.getByText('at most 10 MB can be sent').waitFor();
});

test('what is typed stays as it is typed, and leaving ends it', async (t) => {
  const page = await kit(t);
  const search = page.getByRole('searchbox', { name: 'Find by name or seat' });
  const asks = (words) => page.waitForURL((url) => (url.searchParams.get('q') ?? '') === words);
  await search.fill('');
  await search.pressSequentially('ana ');
  await asks('ana');
  assert.equal(await search.inputValue(), 'ana ');
  await search.pressSequentially('maria');
  await asks('ana maria');
  assert.equal(await search.inputValue(), 'ana maria');
  await page.getByRole('button', { name: /Remove filter.*ana maria/ }).click();
  await asks('');
  assert.equal(await search.inputValue(), '');
  await search.pressSequentially('bo');
  await search.press('Enter'); // at once
  await asks('bo');
  // Typed in the last moment before another page: it is no filter of that one.
  await page.clock.install();
  await search.evaluate((/** @type {HTMLInputElement} */ input) => {
    input.value = 'bob';
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    const link = Object.assign(document.createElement('a'), { href: '/elsewhere' });
    document.body.append(link);
    link.click();
  });
  await page.clock.fastForward(60_000);
  assert.match(page.url(), /\/elsewhere$/);
});

test('while a word is put together, no key of it is taken', async (t) => {
  const page = await kit(t);
  /** How many keys on all that takes keys some handler acted on. */
  const taken = (composing) =>
    page.evaluate((composing) => {
      let acted = 0;
      for (const e of document.querySelectorAll('a[href], button, input, select, textarea, [tabindex]')) {
        for (const key of ['ArrowDown', 'ArrowUp', 'ArrowRight', 'Home', 'Enter', ' ', 'Escape', '/', 'Backspace']) {
          const pressed = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...composing });
          e.dispatchEvent(pressed);
          if (pressed.defaultPrevented) acted++;
        }
      }
      return acted;
    }, composing);
  assert.equal(await taken({ isComposing: true }), 0);
  assert.equal(await taken({ keyCode: 229 }), 0);
  assert.ok((await taken({})) > 100, 'otherwise many keys do something');

  // As a keyboard of Japanese does it: the Enter that ends the word chooses nothing in the list below it.
  const field = page.getByRole('combobox', { name: 'Host' });
  await field.fill('');
  const hands = await page.context().newCDPSession(page);
  await hands.send('Input.imeSetComposition', { text: 'fi', selectionStart: 2, selectionEnd: 2 });
  await page.getByRole('option', { name: /Fiji/ }).waitFor();
  await hands.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 229 });
  await hands.send('Input.insertText', { text: 'fi' });
  assert.equal(await field.inputValue(), 'fi');
  await field.press('Enter');
  assert.equal(await field.inputValue(), 'Fiji');
});
