// Lighthouse on the pages that people open first: Today, My status and the invitation form, signed in, on a phone and on a
// laptop. At least 95 in each category, in the middle one of five runs: a single one says as much of the machine as of the
// page, so let it do nothing else meanwhile. Lighthouse is large and not needed otherwise, so it is no dependency of the app:
//     npm install --no-save lighthouse@12.8.2 && node scripts/lighthouse.mjs [today|status|invite]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { signIn } from '../tests/harness.mjs';
import { executablePath, freePort, serve } from '../tests/program.mjs';

const least = 95;
const runs = 5;
const shown = ['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time', 'cumulative-layout-shift'];
const source = process.env.LIGHTHOUSE ?? 'lighthouse';
const { default: lighthouse, desktopConfig } = await import(source).catch(() => {
  console.error('There is no Lighthouse: npm install --no-save lighthouse@12.8.2, or name its module in LIGHTHOUSE.');
  process.exit(1);
});

/** The page of each, once signed in. */
const pages = [
  { name: 'today', email: 'admin@demo.example', find: async () => '/' },
  { name: 'status', email: 'observer@demo.example', find: async () => '/' },
  {
    name: 'invite',
    email: 'state@demo.example',
    find: async (page) =>
      `/invite/${await page.evaluate(async () => (await (await fetch('/api/v1/invitations?status=draft')).json()).items[0].id)}/who`,
  },
];
const wanted = process.argv.slice(2);
const endings = [];
const { url } = await serve({ after: (end) => endings.push(end) });
let low = false;
try {
  for (const { name, email, find } of pages.filter((p) => !wanted.length || wanted.includes(p.name))) {
    const folder = mkdtempSync(join(tmpdir(), 'fund-lighthouse-'));
    const port = await freePort();
    const context = await chromium.launchPersistentContext(folder, {
      executablePath,
      baseURL: url,
      args: ['--headless', '--no-sandbox', '--disable-gpu', `--remote-debugging-port=${port}`],
    });
    try {
      const page = context.pages()[0] ?? (await context.newPage());
      await signIn(page, email);
      const address = url + (await find(page));
      await page.goto('about:blank');
      for (const [device, config] of [
        ['phone', undefined],
        ['laptop', desktopConfig],
      ]) {
        const found = [];
        while (found.length < runs) {
          const { lhr } = await lighthouse(
            address,
            {
              port,
              output: 'json',
              logLevel: 'error',
              disableStorageReset: true,
              onlyCategories: ['performance', 'accessibility', 'best-practices', 'seo'],
            },
            config,
          );
          found.push(lhr);
        }
        const speed = (lhr) => lhr.categories.performance.score ?? 0;
        found.sort((a, b) => speed(a) - speed(b));
        const lhr = found[(runs - 1) / 2];
        const scores = Object.values(lhr.categories).map((c) => [c.title, Math.round((c.score ?? 0) * 100)]);
        low ||= scores.some(([, score]) => score < least);
        const figure = (id) =>
          `${id} ${lhr.audits[id]?.displayValue ?? '?'}`
            .replace('-contentful-paint', '')
            .replace('total-blocking-time', 'blocked')
            .replace('cumulative-layout-shift', 'shift');
        console.log(
          `${name.padEnd(7)}${device.padEnd(7)}${scores.map(([title, score]) => `${title} ${score}`).join('  ')}   ` +
            `(${Math.round(speed(found[0]) * 100)} to ${Math.round(speed(found[runs - 1]) * 100)}; ` +
            `${shown.map(figure).join(', ')})`,
        );
        for (const category of Object.values(lhr.categories)) {
          for (const { id, weight } of category.auditRefs) {
            const audit = lhr.audits[id];
            if (weight > 0 && audit.score !== null && audit.score < 0.9)
              console.log(`         ${id}: ${audit.title} ${audit.displayValue ?? ''}`);
          }
        }
      }
    } finally {
      await context.close();
      rmSync(folder, { recursive: true, force: true });
    }
  }
} finally {
  for (const end of endings) await end();
}
if (low) process.exit(1);
