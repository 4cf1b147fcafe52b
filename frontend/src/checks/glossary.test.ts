// What the glossary rules out stands in no text that people read.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const src = new URL('..', import.meta.url).pathname;
/** The words under *Not*. What is slanted there also names something in code, and is looked for on the pages alone. */
const ruledOut = readFileSync(join(src, 'text/glossary.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| Say'))
  .flatMap((line) => line.split('|')[3]!.split(','))
  .map((word) => word.trim())
  .filter((word) => word && !word.startsWith('_'));
const found = new RegExp(`\\b(${ruledOut.join('|')})\\b`, 'i');

/** A source without its comments, which people who use the app do not read. */
const told = (source: string) =>
  source
    .replace(/<!--[\s\S]*?-->|\/\*[\s\S]*?\*\//g, '')
    .split('\n')
    .filter((line) => !/^\s*\/\//.test(line))
    .map((line) => line.replace(/\s\/\/ .*$/, ''));

test('no word that the glossary rules out is read by anybody', () => {
  expect(ruledOut.length).toBeGreaterThan(10);
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.(svelte|ts)$/.test(file) && !/\.test\.ts$|api\.d\.ts$/.test(file),
  );
  const wrong = files.flatMap((file) =>
    told(readFileSync(join(src, file), 'utf8'))
      .filter((line) => found.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  );
  expect(wrong).toEqual([]);
});
