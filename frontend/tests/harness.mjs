// What every browser test stands on: the real program on a fresh copy of the demonstration, a real Chromium, sign-in,
// the accessibility check, and pictures to look at. Everything a test begins ends with it.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium as engine } from 'playwright-core';
import { byKeyboard, keyboardOnly } from './keyboard.mjs';

export const root = fileURLToPath(new URL('../../', import.meta.url));
const scratch = join(tmpdir(), 'observationfund-browser');
export const executablePath = process.env.CHROMIUM || ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const password = 'demonstration';

/** Where pictures go. */
export const pictures = process.env.PICTURES || join(scratch, 'pictures');

/** Why browser tests cannot run here; nothing when they can. Under CI that is a failure, not a reason to leave them out. */
export const missing = executablePath ? '' : 'There is no Chromium: install it (apt-get install chromium) or name it in CHROMIUM.';
if (missing && process.env.CI === 'true') throw new Error(missing);

/** The program: FUND_BIN, or built from the sources; go keeps what has not changed. */
function program() {
  if (process.env.FUND_BIN) return process.env.FUND_BIN;
  mkdirSync(scratch, { recursive: true });
  const binary = join(scratch, 'fund');
  execFileSync('go', ['build', '-tags', 'nomsgpack', '-o', binary, '.'], { cwd: root, stdio: 'inherit', env: { ...process.env, CGO_ENABLED: '0' } });
  return binary;
}

let built;
/** A demonstration as it is on its first day, made once for a program and copied for every test. */
function demonstration() {
  built ??= program();
  const age = Math.round(statSync(built).mtimeMs);
  const day = new Date().toISOString().slice(0, 10);
  const template = join(scratch, `demonstration-${day}-${age}.db`);
  if (!existsSync(template)) {
    mkdirSync(scratch, { recursive: true });
    const making = `${template}.${process.pid}`;
    execFileSync(built, ['seed'], { cwd: scratch, env: { ...process.env, DATABASE_URL: making }, stdio: 'ignore' });
    cpSync(making, template);
    for (const rest of ['', '-wal', '-shm']) rmSync(making + rest, { force: true });
  }
  return template;
}

export const freePort = () =>
  new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => done(port));
    });
  });

/** Serves a fresh demonstration; `url` is where, `ahead(days)` serves it again as it would be so many days from now. */
export async function serve(t) {
  const folder = mkdtempSync(join(tmpdir(), 'fund-'));
  cpSync(demonstration(), join(folder, 'fund.db'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let log = '';
  let child;
  async function start(days) {
    child = spawn(built, ['serve'], {
      cwd: folder, env: { ...process.env, ADDR: `127.0.0.1:${port}`, DATABASE_URL: 'fund.db', LOG_LEVEL: 'warn', DEMO_AHEAD: String(days) }, stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (d) => (log += d));
    for (let i = 0; ; i++) {
      if (child.exitCode !== null) throw new Error(`the program ended:\n${log}`);
      if (await fetch(`${url}/readyz`).then((r) => r.ok, () => false)) break;
      if (i > 200) throw new Error(`the program does not answer:\n${log}`);
      await new Promise((done) => setTimeout(done, 50));
    }
  }
  async function stop() {
    const ended = new Promise((done) => child.once('exit', done));
    if (child.exitCode === null && child.kill('SIGTERM')) await ended;
  }
  t.after(async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  });
  await start(0);
  return { url, folder, log: () => log, ahead: async (days) => (await stop(), await start(days)) };
}

export const phone = { width: 390, height: 844 };
export const laptop = { width: 1280, height: 900 };

/** A Chromium of one's own, closed with the test. */
export async function chromium(t) {
  const browser = await engine.launch({
    executablePath,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  t.after(() => browser.close());
  return browser;
}

/**
 * The whole house for one test: `const { as, url } = await house(t)`, then `const page = await as('admin@demo.example')`.
 * Each person has a context of their own, so several can be signed in at once. A page that errs, or that is refused
 * something by the Content-Security-Policy, fails the test.
 */
export async function house(t) {
  const { url, folder, ahead } = await serve(t);
  const browser = await chromium(t);
  const wrong = [];
  t.after(() => assert.deepEqual(wrong, [], 'the pages erred'));
  async function person(options = {}) {
    const context = await browser.newContext({ baseURL: url, viewport: laptop, locale: 'en-GB', timezoneId: 'UTC', acceptDownloads: true, ...options });
    context.setDefaultTimeout(10_000);
    const page = byKeyboard ? await keyboardOnly(context) : await context.newPage();
    page.on('pageerror', (e) => wrong.push(`${page.url()}: ${e.message}`));
    page.on('console', (m) => {
      // What is answered with a refusal is no error of the page: the page shows it.
      if (m.type() === 'error' && !m.text().startsWith('Failed to load resource')) wrong.push(`${page.url()}: ${m.text()}`);
    });
    return page;
  }
  /** A page of somebody who is signed in. */
  async function as(email, options = {}) {
    const page = await person(options);
    await signIn(page, email);
    return page;
  }
  return { url, folder, browser, person, as, ahead };
}

/** Signs in by typing, as people do, and waits for their first screen. */
export async function signIn(page, email) {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => url.pathname !== '/sign-in');
  await settled(page);
}

/** Waits until a page shows what it has to show: nothing is asked for and no skeleton is left. */
export async function settled(page) {
  await page.locator('main h1, main .error').first().waitFor();
  await page.waitForLoadState('networkidle');
  await page.locator('.skeleton').first().waitFor({ state: 'detached' });
}

const axe = readFileSync(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

/** Chooses a theme as the account menu does. */
export async function wear(page, theme) {
  await page.evaluate((name) => {
    document.documentElement.dataset.theme = name;
    localStorage.setItem('theme', name);
  }, theme);
  await page.waitForTimeout(50);
  // Colours pass over: what is looked at is how it ends.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().filter((a) => a.effect?.getComputedTiming().endTime !== Infinity).map((a) => a.finished)));
}

/** Checks a page for WCAG 2.2 AA, in both themes. Once is enough: not again when the test is done by the keyboard. */
export async function accessible(page, name = page.url()) {
  if (byKeyboard) return;
  for (const theme of ['light', 'dark']) {
    await wear(page, theme);
    if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
    const { violations } = await page.evaluate(() =>
      /** @type {any} */ (window).axe.run(document, { runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] } }),
    );
    const said = violations.map((v) => `${v.id}: ${v.help}\n    ${v.nodes.slice(0, 5).map((n) => `${n.target.join(' ')}: ${n.any[0]?.message ?? ''}`).join('\n    ')}`);
    assert.equal(said.length, 0, `${name}, ${theme}:\n  ${said.join('\n  ')}`);
  }
  await wear(page, 'light');
}

/** Nothing is cut off or juts out at the side. */
export async function fits(page) {
  const wide = await page.evaluate(() => {
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room) return [];
    return [...document.querySelectorAll('main *')].filter((e) => e.getBoundingClientRect().right > room + 1).slice(0, 5).map((e) => e.outerHTML.slice(0, 120));
  });
  assert.deepEqual(wide, [], `${page.url()} is wider than the screen`);
}

/** Pictures of a page as it is, at both widths and in both themes, to be looked at. */
export async function picture(page, name) {
  if (byKeyboard) return;
  mkdirSync(pictures, { recursive: true });
  const before = page.viewportSize();
  for (const [width, size] of [['1280', laptop], ['390', phone]]) {
    await page.setViewportSize(size);
    for (const theme of ['light', 'dark']) {
      await wear(page, theme);
      const over = await page.locator('dialog[open]').count(); // a dialog stands over what is seen, not over the whole page
      await page.screenshot({ path: join(pictures, `${name}-${width}-${theme}.png`), fullPage: !over });
    }
    await fits(page);
  }
  await wear(page, 'light');
  if (before) await page.setViewportSize(before);
}
