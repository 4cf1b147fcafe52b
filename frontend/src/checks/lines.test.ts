import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);
/** What people write, product and tests, by its path in the app. */
const written = ['src/', 'scripts/', 'tests/', 'kit/']
  .flatMap((folder) => readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' }).map((name) => folder + name))
  .filter((file) => /\.(ts|svelte|mjs|css|html)$/.test(file) && !file.endsWith('.d.ts'))
  .map((file) => ({ file, lines: readFileSync(new URL(file, root), 'utf8').trimEnd().split('\n') }));

test('no line is wider than a screen', () => {
  expect(written.length).toBeGreaterThan(250);
  const wide = written.flatMap(({ file, lines }) => lines.flatMap((line, n) => (line.length > 140 ? `${file}:${n + 1}` : [])));
  expect(wide).toEqual([]); // what Prettier leaves so is a text: break it by hand
});

test('no file of the product is longer than can be taken in', () => {
  const product = written.filter(({ file }) => /^(src|scripts|kit)\/.*(?<!\.test)\.(ts|svelte|mjs)$/.test(file));
  expect(product.filter(({ lines }) => lines.length > 400).map(({ file, lines }) => `${file}: ${lines.length}`)).toEqual([]);
});
