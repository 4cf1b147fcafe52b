import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

// Names whose meaning had to be looked up; the usual word for each stands in their place.
const strange = /^(told|every|leaf|lengths|goBy|hush|fault|tab|mine|trouble)$/i;

test('files and what they offer have usual names', () => {
  const src = new URL('./', import.meta.url);
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(ts|svelte)$/.test(file) && !/\.(test|d)\.ts$/.test(file));
  const named = files.flatMap((file) => [
    file.replace(/^.*\/|(\.svelte)?\.\w+$/g, ''),
    ...[...readFileSync(new URL(file, src), 'utf8').matchAll(/^\s*export (?:async )?(?:const|let|function|class) (\w+)/gm)].map(([, name]) => name!),
  ].map((name) => ({ file, name })));
  expect(named.length).toBeGreaterThan(300);
  expect(named.filter(({ name }) => strange.test(name))).toEqual([]);
});
