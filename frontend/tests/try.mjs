import { test } from 'node:test';
import { house, settled, wide, torn, cut, covered } from './harness.mjs';
import { stretched } from './typed.mjs';
const [who, width, ...paths] = process.env.TRY.split(' ');
test('try', async (t) => {
  const { as } = await house(t);
  const page = await as(`${who}@demo.example`);
  if (!process.env.PLAIN) await stretched(page);
  await page.setViewportSize({ width: +width, height: 900 });
  await page.goto('/');
  for (let [n, path] of paths.entries()) {
    for (const m of path.matchAll(/\{([^}]*)\}/g)) path = path.replace(m[0], await page.evaluate(async (p) => (await (await fetch('/api/v1' + p)).json()).items[0].id, m[1]));
    await page.goto(path);
    await settled(page);
    if (process.env.PAPER) await page.emulateMedia({ media: 'print' });
    console.log(path, [...await wide(page), ...await torn(page), ...await cut(page), ...await covered(page)].map((x) => x.slice(0, 300)));
    if (process.env.OPEN) { await page.getByRole('button', { name: process.env.OPEN, exact: true }).first().click(); await page.getByRole('dialog').waitFor(); await settled(page); }
    if (process.env.DARK) await page.evaluate(() => (document.documentElement.dataset.theme = 'dark'));
    if (process.env.FORCED) await page.emulateMedia({ forcedColors: 'active' });
    await page.screenshot({ path: `/tmp/w/p${n}.png`, fullPage: false });
  }
});
