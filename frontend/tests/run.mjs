// Runs the browser tests, one file after the other: node tests/run.mjs [part of a file's name...]
import { readdirSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { missing } from './harness.mjs';

if (missing) {
  console.error(missing);
  process.exit(0); // under CI the harness has thrown
}
const folder = fileURLToPath(new URL('.', import.meta.url));
const wanted = process.argv.slice(2);
const files = readdirSync(folder).filter((f) => f.endsWith('.test.mjs') && (!wanted.length || wanted.some((w) => f.includes(w))));
const run = (file) => spawnSync(process.execPath, ['--test', '--test-concurrency=1', '--test-reporter=spec', folder + file], { stdio: 'inherit' }).status === 0;

// A browser on a busy machine can be late once, and then says so here; what fails twice is broken.
const failed = files.filter((file) => !run(file)).filter((file) => {
  console.error(`${file} failed. Once more:`);
  return !run(file);
});
if (failed.length) console.error(`Failed twice: ${failed.join(', ')}`);
process.exit(failed.length ? 1 : 0);
