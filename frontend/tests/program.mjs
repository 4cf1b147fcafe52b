// The program on a demonstration, as the browser tests use it: built and filled once, served anew for every test.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const scratch = join(tmpdir(), 'observationfund-browser');
// Debian's shell of the same Chromium, without the windows, needs half the time.
export const executablePath =
  process.env.CHROMIUM ||
  ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
/** How long anything may take on a busy machine before it counts as never, in milliseconds. */
export const patience = 30_000;

/** Why browser tests cannot run here; nothing when they can. Under CI that is a failure, not a reason to leave them out. */
export const missing = executablePath
  ? ''
  : 'There is no Chromium: install it (apt-get install chromium-headless-shell) or name it in CHROMIUM.';
if (missing && process.env.CI === 'true') throw new Error(missing);

/** The day on which everything happens, as an instant such as 2026-12-31T23:30:00Z; without TODAY it is now. */
const began = Date.parse(process.env.TODAY ?? new Date().toISOString());
/** The day so many days from it. */
export const day = (n) => new Date(began + n * 86_400_000).toISOString().slice(0, 10);

/** The program: FUND_BIN, or built from the sources; go keeps what has not changed. */
function program() {
  if (process.env.FUND_BIN) return process.env.FUND_BIN;
  mkdirSync(scratch, { recursive: true });
  const binary = join(scratch, 'fund');
  execFileSync('go', ['build', '-tags', 'nomsgpack', '-o', binary, '.'], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, CGO_ENABLED: '0' },
  });
  return binary;
}

/** The program, and a demonstration as it is on that day, made once for a program and copied for every test. */
export function demonstration() {
  const built = program();
  const age = Math.round(statSync(built).mtimeMs);
  const template = join(scratch, `demonstration-${day(0)}-${age}.db`);
  if (!existsSync(template)) {
    mkdirSync(scratch, { recursive: true });
    const making = `${template}.${process.pid}`;
    execFileSync(built, ['seed'], {
      cwd: scratch,
      env: { ...process.env, DATABASE_URL: making, DEMO_NOW: process.env.TODAY ?? '' },
      stdio: 'ignore',
    });
    renameSync(making, template); // whole or not at all
    for (const rest of ['-wal', '-shm']) rmSync(making + rest, { force: true });
  }
  return { built, template };
}
let made;
/** Makes a demonstration a fund like any other. */
const real = `import sqlite3
fund = sqlite3.connect("fund.db")
fund.execute("""UPDATE settings SET value = replace(value, '"demonstration":true', '"demonstration":false') WHERE name = 'fund'""")
fund.commit()`;

export const freePort = () =>
  new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => done(port));
    });
  });

/**
 * Serves a fresh demonstration, or an empty fund, which keeps real time. `url` is where, `ahead(days)` serves it again as it would be so
 * many days from now, and `log()` is what it printed. With `mail`, the address of a mail server (post.mjs), it is a fund with the people of
 * the demonstration from which mails leave: no demonstration, and so in real time, too. With `restored` it was restored, and backs
 * itself up.
 */
export async function serve(t, { empty = false, mail = '', restored = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'fund-'));
  const { built, template } = empty ? { built: program(), template: '' } : (made ??= demonstration());
  if (!empty) cpSync(template, join(folder, 'fund.db'));
  if (mail) execFileSync('python3', ['-c', real], { cwd: folder });
  if (restored) execFileSync(built, ['restored'], { cwd: folder, env: { ...process.env, DATABASE_URL: 'fund.db' }, stdio: 'ignore' });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let log = '';
  let child;
  async function start(days) {
    child = spawn(built, ['serve'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        ADDR: `127.0.0.1:${port}`,
        DATABASE_URL: 'fund.db',
        LOG_LEVEL: 'warn',
        DEMO_NOW: empty || mail ? '' : (process.env.TODAY ?? ''),
        ...(mail && { SMTP_URL: mail, MAIL_FROM: 'Electoral Observation Fund <fund@fund.example>', PUBLIC_URL: url }),
        ...(restored && { BACKUP_FOLDER: folder }),
        DEMO_AHEAD: String(days),
      },
    });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (d) => (log += d));
    const until = Date.now() + patience;
    while (
      !(await fetch(`${url}/readyz`).then(
        (r) => r.ok,
        () => false,
      ))
    ) {
      if (child.exitCode !== null) throw new Error(`the program ended:\n${log}`);
      if (Date.now() > until) throw new Error(`the program does not answer:\n${log}`);
      await pause(20); // between two questions
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
