// Every address of src/routes.ts as each role that may visit it, on a laptop and on a phone: it has a name and one heading,
// nothing juts out, nothing fails, nothing is forbidden by the Content-Security-Policy, and axe finds no violation of
// WCAG 2.2 AA. What the parts look like in the dark is tried on the kit; with THOROUGH=true every page is looked at in it too,
// and with words as long as they may be, and every form is filled in and left.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  covered,
  cut,
  house,
  laptop,
  onlyBackground,
  phone,
  picture,
  settled,
  thorough,
  torn,
  violations,
  wear,
  wide,
} from './harness.mjs';
import { fillAll, stretched, typed } from './typed.mjs';
import { go, lines, people, visits } from './visits.mjs';

/** What the glossary rules out, with what is slanted there: the name of something in code, which is none on the screen. */
const ruledOut = readFileSync(new URL('../src/text/glossary.md', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| Say'))
  .flatMap((line) => line.split('|')[3].replaceAll('_', '').split(','))
  .map((word) => word.trim())
  .filter(Boolean)
  .join('|');

/** What is wrong with the page in view: its frame, and by axe, where it is asked. */
async function faults(page, which) {
  const frame = await page.evaluate((unsaid) => {
    const wrong = [];
    const found = new RegExp(`\\b(${unsaid})\\b`, 'i');
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      // Not ours are code, what people have written, and what is signed.
      const ours = !text.parentElement?.closest('code, pre, script, style, [dir=auto], .text');
      const words = text.textContent ?? '';
      if (ours && found.test(words)) wrong.push(`the glossary has another word: ${words.trim().slice(0, 120)}`);
    }
    if (!/^.+ · Electoral Observation Fund$/.test(document.title)) wrong.push(`the title is "${document.title}"`);
    const headings = document.querySelectorAll('h1').length;
    if (headings !== 1) wrong.push(`${headings} headings of the first level`);
    // Whoever has the page translated must find figures, codes and names as they are.
    const words = [...document.querySelectorAll('main :is(code, bdi, td, dd, strong, span, time)')].filter(
      (e) =>
        e.matches('code, bdi') ||
        (!e.childElementCount && /^([A-Z]{3} )?-?[\d,]*\d(\.\d+)?$|^\d+ [A-Z][a-z]{2} \d{4}$/.test(e.textContent.trim())),
    );
    const translated = words.filter((e) => /** @type {HTMLElement} */ (e).translate);
    if (translated.length) wrong.push(`translated: ${translated[0].outerHTML.slice(0, 100)} and ${translated.length - 1} more`);
    if (document.querySelector('main .error'))
      wrong.push(`it failed: ${document.querySelector('main .error').textContent.trim().slice(0, 120)}`);
    return wrong;
  }, ruledOut);
  return [...frame, ...(await wide(page)), ...(await torn(page)), ...(which ? await violations(page, which) : [])];
}

/** What an address shows, whichever record it is about. */
const kindOf = (address) => address.replace(/[0-9a-f-]{36}/g, ':id');

/** The page in view on a laptop and on a phone: note(where, what is wrong). One like it that was seen is only measured, on a laptop. */
async function look(page, note, again = false) {
  await page.setViewportSize(laptop);
  note('laptop', await faults(page, again && !thorough ? '' : 'all'));
  if (thorough) {
    await wear(page, 'dark');
    note('dark', await faults(page, 'colours'));
    await wear(page, 'light');
  }
  if (again && !thorough) return;
  await page.setViewportSize(phone);
  note('phone', await faults(page, thorough ? 'all' : 'width'));
}

/** Pages that keep what is typed elsewhere than in the tab. */
const keptElsewhere = /^\/invite\/[^/]+\/\w+$/; // the draft saves itself
/** What a form or a dialog of the page forgets when somebody leaves it half filled in, and comes back. */
async function forgets(page, seen, forms) {
  const wrong = [];
  const lost = (before, after) => before.filter((one) => !after.includes(one)).join('; ');
  const buttons = page.locator('main [aria-haspopup=dialog]:visible:not([aria-label$="look at it"])');
  for (const name of new Set(await buttons.allInnerTexts())) {
    const button = buttons.filter({ hasText: name }).first();
    const about = `${kindOf(new URL(page.url()).pathname)} ${name}`;
    if (seen.has(about) || !(await button.isVisible())) continue;
    seen.add(about);
    const dialog = page.locator('dialog:modal');
    const open = async () => {
      await button.evaluate((/** @type {HTMLElement} */ e) => e.click());
      await dialog.waitFor();
      await settled(page);
    };
    await open();
    const fields = await fillAll(page, 'dialog:modal');
    await settled(page); // what was chosen before its list was there is taken
    const before = await typed(page, 'dialog:modal');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    if (!fields) continue;
    forms.add(about);
    await open();
    const after = await typed(page, 'dialog:modal');
    if (lost(before, after)) wrong.push(`the dialog “${name}” forgets ${lost(before, after)}`);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  }
  if (keptElsewhere.test(new URL(page.url()).pathname) || !(await fillAll(page, 'main'))) return wrong;
  forms.add(page.url());
  await settled(page);
  const before = await typed(page, 'main');
  const address = page.url(); // what is asked of a list stands in it
  await leaves(page, 'Leave');
  await go(page, address);
  await settled(page);
  const after = await typed(page, 'main');
  await leaves(page, 'Discard and leave');
  if (lost(before, after)) wrong.push(`it forgets ${lost(before, after)}`);
  return wrong;
}

/** Goes elsewhere; whoever is asked whether to leave what is typed says how. */
async function leaves(page, how) {
  const asks = page.getByRole('dialog', { name: 'Leave without sending?' });
  await go(page, '/account');
  await Promise.race([asks.waitFor(), page.waitForURL(/\/account$/)]);
  if (await asks.count()) await asks.getByRole('button', { name: how, exact: true }).click();
  await page.waitForURL(/\/account$/);
  await settled(page);
}

/** All pages of one role, in three tabs at once. */
async function sweep(t, as, role, email) {
  const first = await as(email);
  const { account, queue } = await visits(first);
  assert.equal(account.role, role);
  t.diagnostic(`${role}: ${queue.length} pages`);

  const wrong = [];
  async function walk(page) {
    await page.addInitScript(() => {
      /** @type {string[]} */
      const refused = [];
      Object.assign(window, { refused });
      document.addEventListener('securitypolicyviolation', (e) => refused.push(`${e.violatedDirective} ${e.blockedURI}`));
    });
    await page.goto('/'); // it listens from here on
    for (let address = queue.shift(); address; address = queue.shift()) {
      const note = (where, found) => wrong.push(...found.map((f) => `${role}, ${address}, ${where}: ${f}`));
      await page.setViewportSize(laptop);
      await (thorough ? page.goto(address) : go(page, address));
      await settled(page).catch((e) => note('laptop', [e.message.split('\n')[0]]));
      await look(page, note, role === 'auditor' || kinds.has(kindOf(address))); // who sees what administrators see, or another of the same
      kinds.add(kindOf(address));
      if (process.env.PICTURES) await picture(page, `${role}${address.replace(/[0-9a-f-]{36}/g, 'id').replace(/\W+/g, '-')}`);
      await page.setViewportSize(laptop);
      if (thorough && role !== 'auditor') note('laptop', await forgets(page, dialogs, forms).catch((e) => [e.message.split('\n')[0]]));
      note('policy', await page.evaluate(() => /** @type {any} */ (window).refused.splice(0)));
    }
  }
  const all = [...queue];
  const kinds = new Set(); // of pages that were looked at
  const dialogs = new Set(); // those that were looked at
  const forms = new Set(); // and those with something to fill in, on a page or in a dialog
  const tabs = [walk(first), walk(await as(email))];
  // An auditor changes nothing, and sees what administrators see.
  if (thorough && role !== 'auditor')
    tabs.push(
      narrow(await as(email), all, (address, where, found) =>
        wrong.push(...found.map((f) => `${role}, ${address}, ${where}, with long words: ${f}`)),
      ),
    );
  await Promise.all(tabs);
  if (thorough && role !== 'auditor') assert.ok(forms.size > 2, `${forms.size} forms were filled in`);
  t.diagnostic(`${role}: ${forms.size} forms were filled in`);
  return wrong;
}

/** Every kind of page with words as long as they may be: at each width, magnified four times, in the system's own colours, and on paper. */
async function narrow(page, addresses, note) {
  await stretched(page);
  await page.goto('/');
  const seen = new Set();
  for (const address of addresses) {
    if (seen.has(kindOf(address))) continue;
    seen.add(kindOf(address));
    await go(page, address);
    await settled(page).catch((e) => note(address, 'loading', [e.message.split('\n')[0]]));
    for (const width of [1280, 897, 390, 320]) {
      await page.setViewportSize({ width, height: 900 });
      const out = await wide(page); // first, for it waits until the page is laid out anew
      note(address, `${width} px`, [...out, ...(await Promise.all([torn(page), cut(page), width === 390 ? covered(page) : []])).flat()]);
    }
    note(address, 'contrast', await onlyBackground(page)); // the kit is looked at each time
    await page.setViewportSize({ width: 673, height: 900 }); // A4 within its margins
    await page.emulateMedia({ media: 'print' });
    note(address, 'paper', (await Promise.all([wide(page), torn(page)])).flat());
    await page.emulateMedia({ media: null });
  }
}

for (const [role, email] of Object.entries(people)) {
  test(`every page of the ${role}`, { timeout: 900_000 }, async (t) => {
    const { as } = await house(t);
    const wrong = await sweep(t, as, role, `${email}@demo.example`);
    assert.equal(wrong.length, 0, `\n  ${wrong.join('\n  ')}`);
  });
}

test('the pages that are open to everybody', async (t) => {
  const { person } = await house(t);
  const page = await person();
  for (const route of lines.filter((r) => r.open)) {
    await page.goto(route.path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await look(page, (where, found) => assert.deepEqual(found, [], `${route.path}, ${where}`));
  }
});
