// The search: everybody finds by the keyboard what is theirs, and on a phone; what matched is marked.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessible, fits, house, picture, settled } from './harness.mjs';
import { read } from './telling.mjs';

const phone = { width: 390, height: 844 };

/** Asks for something, and answers with what is offered once the fund has answered. */
async function sought(page, words) {
  if (!(await page.locator('dialog[open] [role=combobox]').count())) await page.keyboard.press('/');
  const answer = page.waitForResponse((r) => r.url().includes('/api/v1/find?') && new URL(r.url()).searchParams.get('q') === words);
  await page.getByRole('combobox', { name: 'Search' }).fill(words);
  await answer; // until it is shown, the status says Searching
  await page.waitForFunction(() => document.querySelector('dialog[open] [role=status]')?.textContent?.trim() !== 'Searching');
  return page.locator('dialog[open]').getByRole('option').allTextContents();
}

test('an administrator finds people, seats, references, states and commands', async (t) => {
  const { as } = await house(t);
  const page = await as('admin@demo.example');
  await page.goto('/cohort');
  await settled(page);
  await page.keyboard.press('/');
  await page.getByText(/Find observers by name or seat/).waitFor();
  await picture(page, 'find-empty');

  const first = (await sought(page, '7'))[0] ?? '';
  assert.match(first, /Seat 7/);
  const { reference } = (await read(page, '/invitations?limit=1')).items[0];
  assert.match((await sought(page, reference.toLowerCase().replaceAll('-', ''))).join('\n'), new RegExp(reference));
  assert.match((await sought(page, 'east timor')).join('\n'), /Timor-Leste.*invitation/);
  await page.locator('mark').first().waitFor({ state: 'attached' });
  await picture(page, 'find-state');
  await accessible(page, 'find');
  assert.match((await sought(page, 'log out')).join('\n'), /Sign out/);
  assert.match((await sought(page, 'payee')).join('\n'), /Payments/);
  assert.match((await sought(page, 'zzzz')).join('\n'), /^$/);
  await page.getByText('Nothing is called “zzzz”.').waitFor();

  await sought(page, 'nominate');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/cohort\/nominate$/);
  await sought(page, 'an');
  await page.getByRole('option', { name: /Observers: see all/ }).click();
  await page.waitForURL(/\/cohort\?q=an$/);
  await page.context().close();
});

for (const [role, words, finds, never] of /** @type {[string, string, RegExp, RegExp][]} */ ([
  ['observer', 'course', /Training/, /Payments|Accounts|Observers/],
  ['state', 'inv-20', /INV-20\d\d-/, /Payments|Accounts|Observers|Training/],
  ['auditor', 'election', /Missions|Commitments/, /Nominate/],
])) {
  test(`the ${role} finds what is theirs to read, and on a phone`, async (t) => {
    const { as } = await house(t);
    const page = await as(`${role}@demo.example`, { viewport: phone, hasTouch: true });
    await settled(page);
    await page.getByRole('button', { name: 'Search' }).click();
    await sought(page, words);
    const all = (await page.locator('dialog[open] [role=listbox]').innerText()).replaceAll('\n', ' ');
    assert.match(all, finds);
    assert.doesNotMatch(all, never);
    await fits(page);
    await picture(page, `find-${role}`);
    const box = await page.locator('dialog[open]').boundingBox();
    assert.deepEqual([box?.x, box?.y, box?.width], [0, 0, phone.width], 'the search fills a phone');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page
      .locator('dialog[open]')
      .waitFor({ state: 'detached' })
      .catch(() => {});
    assert.equal(await page.locator('dialog[open]').count(), 0);
    await page.context().close();
  });
}
