import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { components } from './sources';

const kit = new URL('../../kit/', import.meta.url);
const shown = readdirSync(kit)
  .filter((file) => file.endsWith('.svelte'))
  .map((file) => readFileSync(new URL(file, kit), 'utf8'))
  .join('\n');

/** Parts without an example of their own. */
const elsewhere: Record<string, string> = {
  Batch: 'asks the fund about every row; tests/many.test.mjs',
  Dialog: 'every decision and calendar of the kit stands in one',
  Document: 'asks the fund for a file',
  Draws: 'asks the fund for its lines',
  History: 'asks the fund for the journal; a Timeline is shown',
  Later: 'looks like what it holds',
  Loaded: 'a Skeleton, an ErrorState, or what it holds',
};

test('every part stands in the kit, by itself or in another, or says why not', () => {
  const parts = components.flatMap(({ file, text }) => (/^parts\/(\w+)\.svelte$/.exec(file) ? [{ name: file.slice(6, -7), text }] : []));
  expect(parts.length).toBeGreaterThan(50);
  const stands = (name: string, seen: string[] = []): boolean =>
    shown.includes(`/parts/${name}.svelte`) ||
    parts.some((p) => p.text.includes(`'./${name}.svelte'`) && !seen.includes(p.name) && stands(p.name, [...seen, name]));
  expect(parts.filter(({ name }) => !elsewhere[name] && !stands(name)).map(({ name }) => name)).toEqual([]);
  expect(Object.keys(elsewhere).filter((name) => shown.includes(`/parts/${name}.svelte`) || !parts.some((p) => p.name === name))).toEqual(
    [],
  );
});
