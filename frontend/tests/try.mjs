import { test, after } from 'node:test';
import { createServer } from 'vite';
import { laptop, onlyBackground, room, root } from './harness.mjs';
const server = await createServer({ root: `${root}frontend`, logLevel: 'silent', cacheDir: `${root}frontend/node_modules/.vite-kit`, optimizeDeps: { entries: ['kit/index.html'] }, server: { port: 0, host: '127.0.0.1', hmr: false, fs: { strict: false } } });
await server.listen();
after(() => server.close());
test('try', async (t) => {
  const context = await room({ viewport: laptop, locale: 'en-GB' });
  t.after(() => context.close());
  const page = await context.newPage();
  await page.route('**/api/**', (route) => route.abort());
  await page.goto(`${server.resolvedUrls.local[0]}kit/`);
  await page.getByRole('heading', { name: 'Facts' }).waitFor();
  await page.goto(`${server.resolvedUrls.local[0]}kit/?status=admitted`);
  await page.getByRole('heading', { name: 'Facts' }).waitFor();
  for (const name of ['Decline', 'Close']) {
    await page.getByRole('button', { name, exact: true }).first().click();
    await page.getByRole('dialog').getByLabel(/^Reason/).fill('It is said below.');
    await page.getByRole('dialog').getByRole('button', { name, exact: true }).last().click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }
  await page.getByRole('combobox', { name: 'Host' }).fill('i'); // and its list is open
  console.log(await onlyBackground(page));
  await page.emulateMedia({ forcedColors: 'active' });
  await page.screenshot({ path: '/tmp/w/forced.png', fullPage: true });
  await page.emulateMedia({ forcedColors: 'active', colorScheme: 'dark' });
  await page.screenshot({ path: '/tmp/w/forced-dark.png', fullPage: true });
  await page.emulateMedia({ forcedColors: 'none', colorScheme: 'light' });
  console.log(await page.evaluate(() => {
    let n = 0;
    for (const sheet of document.styleSheets) for (let i = sheet.cssRules.length - 1; i >= 0; i--) if (sheet.cssRules[i].media?.mediaText.includes('forced-colors')) { sheet.deleteRule(i); n++; }
    return n;
  }));
  console.log(await onlyBackground(page));
});
