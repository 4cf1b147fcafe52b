// Runs the browser tests, two files at a time, and says at the end which tests took longest:
// node tests/run.mjs [part of a file's name...]. With HANDS=keyboard those that work the app do so by the keyboard alone;
// with TODAY=2026-12-31T23:30:00Z everything happens on that day.
import { readdirSync } from 'node:fs';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { byKeyboard } from './keyboard.mjs';
import { demonstration, missing } from './program.mjs';
import { chosen, folder, looks, nameOf } from './which.mjs';

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
const wanted = process.argv.slice(2);
const names = readdirSync(folder)
  .filter((f) => f.endsWith('.test.mjs'))
  .map(nameOf);
const rank = (name) => (longest.indexOf(name) + longest.length + 1) % (longest.length + 1);
const among = wanted.length
  ? names.filter((name) => wanted.some((w) => name.includes(w)) && !(byKeyboard && looks.includes(name)))
  : chosen(names, { byKeyboard, thorough: process.env.THOROUGH === 'true' });
const files = among.sort((a, b) => rank(a) - rank(b)).map((name) => `${folder}${name}.test.mjs`);

process.env.TODAY ??= new Date().toISOString(); // one day for the whole run, also past midnight
process.env.FUND_BIN = demonstration().built; // made once, before anybody needs it
const tests = run({ files, concurrency: Number(process.env.AT_ONCE ?? 2) });
const done = { passed: [], failed: [], skipped: [] };
const note = (how) => (test) => test.nesting === 0 && done[test.skip === undefined ? how : 'skipped'].push(test);
tests.on('test:pass', note('passed')).on('test:fail', note('failed'));
for await (const words of tests.compose(new spec())) process.stdout.write(words);

const slowest = [...done.passed, ...done.failed].sort((a, b) => b.details.duration_ms - a.details.duration_ms).slice(0, 10);
for (const { file, name, details } of slowest)
  console.log(`${(details.duration_ms / 1000).toFixed(1).padStart(6)} s  ${nameOf(file ?? '').padEnd(12)} ${name}`);
console.log(`${done.passed.length} passed, ${done.failed.length} failed, ${done.skipped.length} skipped`);
process.exitCode = done.failed.length || !done.passed.length ? 1 : 0;
