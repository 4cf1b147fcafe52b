import { expect, test } from 'vitest';
import { sources } from './sources';

// Names whose meaning had to be looked up; the usual word for each stands in their place.
const strange = /^(told|every|leaf|lengths|goBy|hush|fault|tab|mine|trouble)$/i;

test('files and what they offer have usual names', () => {
  const named = sources.flatMap(({ file, text }) =>
    [
      file.replace(/^.*\/|(\.svelte)?\.\w+$/g, ''),
      ...[...text.matchAll(/^\s*export (?:async )?(?:const|let|function|class) (\w+)/gm)].map(([, name]) => name!),
    ].map((name) => ({ file, name })),
  );
  expect(named.length).toBeGreaterThan(300);
  expect(named.filter(({ name }) => strange.test(name))).toEqual([]);
});
