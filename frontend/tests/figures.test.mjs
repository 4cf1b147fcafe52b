// One truth on a page: every figure leads to exactly the rows it counts. They are found by the part that draws them, and no other number
// stands on a first screen.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { house, settled, thorough } from './harness.mjs';
import { notByKeys } from './keyboard.mjs';
import { go } from './visits.mjs';

/** Every figure in view: what it says, and where it leads. */
const figures = (page) =>
  page.evaluate(() =>
    [.../** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll('[data-figure]'))].map((a) => ({
      n: Number(a.dataset.figure),
      says: a.textContent.trim(),
      href: new URL(a.href).pathname + new URL(a.href).search + new URL(a.href).hash,
      leads: a.matches('a[href]'),
    })),
  );

/** What stands where a figure leads: the total, and the rows under it. */
const rows = (page, hash) =>
  page.evaluate((id) => {
    const main = document.querySelector('main');
    const totals = [.../** @type {NodeListOf<HTMLElement>} */ (main.querySelectorAll('[data-total]'))].filter((e) => e.id === id);
    const foot = /** @type {HTMLTableCellElement} */ (totals[0]?.closest('tfoot td'));
    const lists = [...main.querySelectorAll('[data-rows]')].filter((e) => (e.getAttribute('data-rows') ?? '') === id);
    const number = (text) => Number(text.replace(/[^\d.-]/g, ''));
    const column = foot && [...foot.closest('table').querySelectorAll('tbody tr')].map((row) => row.children[foot.cellIndex].textContent);
    return {
      totals: totals.map((e) => Number(e.dataset.total)),
      says: totals.map((e) => e.textContent.trim()),
      rows: lists.length ? lists.reduce((n, list) => n + list.children.length, 0) : undefined,
      more: Boolean(main.querySelector('[data-more]')),
      // Each cell is rounded by itself, and the foot once.
      adds: !column || Math.abs(column.map(number).reduce((a, b) => a + b, 0) - number(foot.textContent)) <= column.length,
    };
  }, hash);

/** Numbers that count nothing: days, times, lengths of time, levels of a language, seats by their number, amounts, references, steps. */
const countless = [
  /\b\d{1,2}( \p{L}{3,9})? ?(to|–|-) ?\d{1,2} \p{L}{3,9}( \d{4})?/gu,
  /\b\d{1,2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\p{L}*( \d{4})?/gu,
  /\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\p{L}* \d{4}/gu,
  /\b\d{1,2}:\d{2}\b/g,
  /\b\d+ (hours?|h|days?|weeks?|months?|years?|minutes?|seconds?)\b/g,
  /\b[ABC][12]\b/g,
  /\b[Ss]eat \d+/g,
  /\b[A-Z]{3} [\d,]+(\.\d+)?/g,
  /\b[A-Z]+(-[A-Z\d]+)+/g, // a reference
  /“[^”]*”/g, // a title
  /^ ?\d\. /g, // a step by its number
];

/** The numbers of a page that are in no figure and no total. What people wrote, and times, are their own. */
const strays = (page) =>
  page.evaluate(
    (patterns) => {
      const found = [];
      const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
      const blocks = new Map(); // one sentence may stand in several texts
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const at = node.parentElement;
        if (!at.checkVisibility({ visibilityProperty: true }) || at.closest('.hidden')) continue;
        const block = at.closest('p, li, small, dd, dt, td, th, h1, h2, h3, section') ?? at;
        const own = at.closest('[data-figure], [data-total], time, bdi, code, [role=grid], [aria-hidden=true]');
        blocks.set(block, (blocks.get(block) ?? '') + (own ? '\u0001' : node.nodeValue));
      }
      for (const [block, text] of blocks) {
        let left = text.replace(/\s+/g, ' ');
        for (const [source, flags] of patterns) left = left.replace(new RegExp(source, flags), '');
        if (/\d/.test(left)) found.push(`${text.replace(/\s+/g, ' ').trim().slice(0, 120)} (${block.localName}.${block.className})`);
      }
      return found;
    },
    countless.map((one) => [one.source, one.flags]),
  );

/** The first number of a text; of an amount without what comes after its point. */
const first = (text) => text.match(/\d[\d,]*/)?.[0];

const roles = {
  administrator: { email: 'admin@demo.example', least: 25 },
  observer: { email: 'observer@demo.example', least: 2 },
  state: { email: 'state@demo.example', least: 1 },
  auditor: { email: 'auditor@demo.example', least: 10 },
};

// An auditor sees what administrators see: make soak looks.
for (const [role, { email, least }] of Object.entries(roles).filter(([role]) => thorough || role !== 'auditor')) {
  test(
    `every figure that the ${role} sees leads to the rows it counts`,
    { skip: notByKeys('it is about figures, not about hands') },
    async (t) => {
      const { as } = await house(t);
      const page = await as(email);
      const wrong = (await strays(page)).map((one) => `a number on the first screen leads nowhere: ${one}`);

      const overviews = await page
        .locator('nav[aria-label=Main] .entry > a')
        .evaluateAll((links) => links.map((a) => a.getAttribute('href')));
      const here = (await figures(page)).length;
      assert.ok(here >= least, `${here} figures on the first screen`);
      const all = new Map();
      for (const at of [...overviews, ...(role === 'administrator' ? ['/?as=sto', '/?as=lto'] : [])]) {
        await page.goto(at);
        await settled(page);
        for (const figure of await figures(page)) all.set(`${figure.n} ${figure.href}`, { ...figure, at });
      }

      for (const { n, says, href, leads, at } of all.values()) {
        if (!leads) wrong.push(`${at}: ${says} leads nowhere`);
        if (!leads) continue;
        await (thorough ? page.goto(href) : go(page, href));
        const hash = new URL(href, 'http://x').hash.slice(1);
        await settled(page);
        const there = await rows(page, hash);
        const fits =
          there.totals.length === 1 &&
          there.totals[0] === n &&
          first(there.says[0]) === first(says) &&
          there.adds &&
          (there.rows === undefined || there.rows === n || (there.more && there.rows < n));
        if (!fits) wrong.push(`${at}: “${says}” (${n}) leads to ${href}, where stand ${JSON.stringify(there)}`);
      }
      assert.deepEqual(wrong, []);
      t.diagnostic(`${all.size} figures, ${here} of them on the first screen`);
    },
  );
}
