// Runs the browser tests, two files at a time, and says at the end which tests took longest:
// node tests/run.mjs [part of a file's name...]. With HANDS=keyboard those that work the app do so by the keyboard alone;
// with TODAY=2026-12-31T23:30:00Z everything happens on that day.
import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';
import { byKeyboard } from './keyboard.mjs';
import { demonstration, missing } from './program.mjs';

// these only look at pages, or load them anew by what is pressed, which is then no more: whose hands, makes no difference
const looks = ['kit', 'pages', 'print', 'pseudo', 'figures', 'language'];
// what make test does: every page as every role, the job from an invitation to a payment, what a state does twice a year, and how
// people come in; make soak does all of them, by the keyboard or thoroughly
const first = ['pages', 'story', 'state', 'entrance'];
// these begin first, so that none is left alone at the end
const longest = [
  'pages',
  'mission',
  'pseudo',
  'figures',
  'money',
  'cohort',
  'story',
  'decisions',
  'fund',
  'state',
  'invitations',
  'my',
  'kit',
];

if (missing) {
  console.error(missing);
  process.exit(0); // under CI program.mjs has thrown
}
const folder = fileURLToPath(new URL('.', import.meta.url));
const wanted = process.argv.slice(2);
const names = readdirSync(folder)
  .filter((f) => f.endsWith('.test.mjs'))
  .map((f) => f.replace('.test.mjs', ''));
const rank = (name) => (longest.indexOf(name) + longest.length + 1) % (longest.length + 1);
const files = names
  .filter((name) => (wanted.length ? wanted.some((w) => name.includes(w)) : byKeyboard || first.includes(name)))
  .filter((name) => !(byKeyboard && looks.includes(name)))
  .sort((a, b) => rank(a) - rank(b))
  .map((name) => `${folder}${name}.test.mjs`);

process.env.TODAY ??= new Date().toISOString(); // one day for the whole run, also past midnight
process.env.FUND_BIN = demonstration().built; // made once, before anybody needs it
const tests = run({ files, concurrency: Number(process.env.AT_ONCE ?? 2) });
const done = { passed: [], failed: [], skipped: [] };
const note = (how) => (test) => test.nesting === 0 && done[test.skip === undefined ? how : 'skipped'].push(test);
tests.on('test:pass', note('passed')).on('test:fail', note('failed'));
for await (const words of tests.compose(new spec())) process.stdout.write(words);

const slowest = [...done.passed, ...done.failed].sort((a, b) => b.details.duration_ms - a.details.duration_ms).slice(0, 10);
for (const { file, name, details } of slowest)
  console.log(`${(details.duration_ms / 1000).toFixed(1).padStart(6)} s  ${basename(file ?? '', '.test.mjs').padEnd(12)} ${name}`);
console.log(`${done.passed.length} passed, ${done.failed.length} failed, ${done.skipped.length} skipped`);
process.exitCode = done.failed.length || !done.passed.length ? 1 : 0;
