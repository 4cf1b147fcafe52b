// The app in the pseudo-language, on a phone, from right to left: every sentence is out of the catalogue, and though each is a
// third longer nothing juts out and no word is torn.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { covered, cut, house, phone, pictures, settled, thorough, wide } from './harness.mjs';
import { root, scratch } from './program.mjs';
import { go, people, visits } from './visits.mjs';

const app = join(scratch, `pseudo-${process.pid}`);
execFileSync('npx', ['vite', 'build', '--outDir', app, '--emptyOutDir', '--logLevel', 'error'], {
  cwd: join(root, 'frontend'),
  env: { ...process.env, APP_LANGUAGE: 'en-XA' },
});

/** Lets a page load this app instead of the one in the program, and keeps what the API answers. */
async function speak(page, url) {
  const answered = [];
  await page.context().route(`${url}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname.startsWith('/api/')) return route.continue();
    const file = join(app, pathname.replace(/^\/en-XA\//, ''));
    const own = join(root, 'frontend/public', pathname);
    return route.fulfill({ path: /\.\w+$/.test(pathname) ? (existsSync(file) ? file : own) : join(app, 'index.html') });
  });
  page.on('response', async (response) => {
    if (!response.url().includes('/api/')) return;
    answered.push(await response.text().catch(() => ''));
  });
  return answered;
}

/** Every text that the page in view shows or reads out. */
const shown = (page) =>
  page.evaluate(() => {
    const all = [document.title];
    const visible = (e) => e.checkVisibility() && !e.closest('code, pre, [translate=no] .code');
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT);
    for (let e = walker.nextNode(); e; e = walker.nextNode()) {
      const element = /** @type {HTMLElement} */ (e);
      if (/^(SCRIPT|STYLE|TEMPLATE|NOSCRIPT)$/.test(element.tagName) || !visible(element)) continue;
      for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-description', 'aria-valuetext', 'label'])
        if (element.hasAttribute(name)) all.push(element.getAttribute(name));
    }
    // Sentences begin and end in different elements: what stands in one goes by its text as a whole.
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    let line = '';
    let depth = 0;
    for (let t = texts.nextNode(); t; t = texts.nextNode()) {
      if (!visible(t.parentElement) || t.parentElement.closest('script, style, template, noscript')) continue;
      line += t.textContent;
      depth += [...t.textContent].reduce((sum, sign) => sum + (sign === '⟦' ? 1 : sign === '⟧' ? -1 : 0), 0);
      if (depth > 0) continue;
      all.push(line);
      [line, depth] = ['', 0];
    }
    return [...all, line];
  });

/** What of a text stands in no sentence of the catalogue. */
function outside(text) {
  const rest = [];
  let depth = 0;
  let now = '';
  for (const sign of text) {
    if (sign === '⟦' && depth++ === 0) (rest.push(now), (now = ''));
    else if (sign === '⟧') depth--;
    else if (depth === 0) now += sign;
  }
  return [...rest, now].map((part) => part.trim());
}

/** What is written by Intl, and by the customs of the field: days, times, units, currencies, functions, levels of a language. */
const weekdays = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ');
const months = 'January February March April May June July August September October November December'.split(' ');
const customs = new RegExp(
  `\\b(${[...months, ...weekdays].flatMap((name) => [name, name.slice(0, 3), name.slice(0, 2)]).join('|')}|` +
    'in|ago|now|today|tomorrow|yesterday|next|last|(second|minute|hour|day|month|year)s?|kB|MB|[A-Z]{2,5}|[A-G]\\d+|' +
    '(Africa|America|Asia|Australia|Europe|Pacific)/[\\w ]+)\\b',
  'g',
);

/** An entry of the journal as it is hashed: its action, and what it is about by kind and id. */
const raw = /^([a-z_]+\.[a-z_]+|[a-z_]+ [\da-f-]{36}|reference reference)$/;

// An auditor sees what administrators see.
for (const [role, name] of Object.entries(people).filter(([role]) => thorough || role !== 'auditor')) {
  test(`every sentence of the ${role} is in the catalogue`, { timeout: 600_000 }, async (t) => {
    const { as, url } = await house(t);
    const page = await as(`${name}@demo.example`, { viewport: phone, hasTouch: true });
    const { queue } = await visits(page);
    const answered = await speak(page, url);
    await page.goto('/');
    await settled(page);
    const wrong = [];
    for (const address of queue) {
      await go(page, address);
      await settled(page);
      // What the API answers is data: names, titles, what people wrote. The names of its fields and its codes are not.
      const data = answered
        .join('\n')
        .replace(/"[\w.-]*"(?=:)|"[a-z_.-]+"/g, '')
        .replace(/\\"/g, '"')
        .replace(/\\n/g, '\n');
      const ours = (part) => /\p{L}/u.test(part) && !data.includes(part);
      const left = (await shown(page))
        .flatMap(outside)
        .map((part) => part.replace(raw, ' ').replace(customs, ' ').trim())
        .filter(ours)
        .flatMap((part) => part.split(/[,;·–:()←→“”.?\n]|\s{2,}/).map((one) => one.trim()))
        .filter(ours);
      const laid = [...(await wide(page)), ...(await cut(page)), ...(await covered(page))];
      wrong.push(...[...new Set(left)].map((part) => `${address}: not in the catalogue: ${part}`), ...laid.map((f) => `${address}: ${f}`));
      if (process.env.PICTURES)
        await page.screenshot({
          path: join(pictures, `pseudo-${role}${address.replace(/[0-9a-f-]{36}/g, 'id').replace(/\W+/g, '-')}.png`),
        });
    }
    assert.equal(wrong.length, 0, `\n  ${wrong.join('\n  ')}`);
  });
}
