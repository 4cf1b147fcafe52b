// Runs the browser tests, and then those that work the app once more by the keyboard alone (HANDS=keyboard: only those):
// node tests/run.mjs [part of a file's name...]
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { missing } from './harness.mjs';

const looks = ['kit', 'pages', 'print']; // these only look at pages: once is enough
const keys = ['keyboard']; // and this one is about the keyboard

if (missing) {
  console.error(missing);
  process.exit(0); // under CI the harness has thrown
}
const folder = fileURLToPath(new URL('.', import.meta.url));
const wanted = process.argv.slice(2);
const files = readdirSync(folder).filter((f) => f.endsWith('.test.mjs') && (!wanted.length || wanted.some((w) => f.includes(w))));
const without = (names) => files.filter((f) => !names.includes(f.replace('.test.mjs', '')));

/** Runs a file; what runs beside another says all of it at its end. */
const run = (file, hands, stdio) =>
  new Promise((done) => {
    const child = spawn(process.execPath, ['--test', '--test-concurrency=1', '--test-reporter=spec', folder + file], { stdio, env: { ...process.env, HANDS: hands } });
    let said = '';
    child.stdout?.on('data', (d) => (said += d));
    child.once('close', (code) => {
      process.stdout.write(said);
      if (hands) console.log(`${code ? '✖' : '✔'} ${file} by the keyboard alone\n`);
      done(code === 0);
    });
  });

/** Runs files, so many at a time. A browser on a busy machine can be late once, and then says so here; what fails twice is broken. */
async function all(list, hands, width) {
  const queue = [...list];
  const late = [];
  const work = async () => {
    for (let file; (file = queue.shift()); ) if (!(await run(file, hands, width > 1 ? ['ignore', 'pipe', 'inherit'] : 'inherit'))) late.push(file);
  };
  await Promise.all(Array.from({ length: width }, work));
  const failed = [];
  for (const file of late) {
    console.error(`${file} failed. Once more:`);
    if (!(await run(file, hands, 'inherit'))) failed.push(hands ? `${file} by the keyboard` : file);
  }
  return failed;
}

const byKeyboard = process.env.HANDS === 'keyboard';
const failed = [...(byKeyboard ? [] : await all(without(keys), '', 1)), ...(await all(without(looks), 'keyboard', 2))];
if (failed.length) console.error(`Failed twice: ${failed.join(', ')}`);
process.exit(failed.length ? 1 : 0);
