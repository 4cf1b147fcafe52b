import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

type Schema = { properties?: { can?: { items: { enum: string[] } } } };
const document = JSON.parse(readFileSync(new URL('../../api/testdata/openapi.json', import.meta.url), 'utf8')) as { components: { schemas: Record<string, Schema> } };
const pages = new URL('./pages/', import.meta.url);
const source = readdirSync(pages, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(svelte|ts)$/.test(file) && !/\.test\.ts$/.test(file))
  .map((file) => readFileSync(new URL(file, pages), 'utf8'))
  .join('\n');

test('every event that a can may hold is offered by a page', () => {
  // As an act, or where the page asks for it. The other way round, what no can ever holds is no key of Acts and nothing to ask a can for.
  const silent = Object.entries(document.components.schemas).flatMap(([name, schema]) =>
    (schema.properties?.can?.items.enum ?? []).filter((event) => !source.includes(`'${event}': {`) && !source.includes(`can.includes('${event}')`)).map((event) => `${name}: ${event}`),
  );
  expect(silent).toEqual([]);
});
