import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { routes } from '../routes';
import { sources } from './sources';

interface Document {
  paths: Record<string, object>;
  components: { schemas: Record<string, { properties?: { can?: { items: { enum: string[] } } } }> };
}
const document = JSON.parse(readFileSync(new URL('../../../api/testdata/openapi.json', import.meta.url), 'utf8')) as Document;
const source = sources
  .filter(({ file }) => !/^(routes|text\/words)\.ts$/.test(file))
  .map(({ text }) => text)
  .join('\n')
  .replace(/\(\s+/g, '(');

test('every event that a can may hold is offered by a page', () => {
  // As an act, or where the page asks for it. The other way round, what no can ever holds is no key of Acts and nothing to ask a can for.
  const silent = Object.entries(document.components.schemas).flatMap(([name, schema]) =>
    (schema.properties?.can?.items.enum ?? [])
      .filter((event) => !source.includes(`'${event}': {`) && !source.includes(`can.includes('${event}')`))
      .map((event) => `${name}: ${event}`),
  );
  expect(silent).toEqual([]);
});

test('every page is in the navigation or linked to', () => {
  expect(routes.length).toBeGreaterThan(50);
  const lost = routes
    .filter((route) => !route.nav)
    .map(({ path }) => path)
    .filter((path) => path !== '/to/:kind/:id') // mails lead to it
    // /cohort/:id is "/cohort/{o.id}" or `/cohort/${id}`
    .filter((path) => !new RegExp(`['"\`]${path.replace(/:\w+/g, '\\$?\\{[^}]*\\}')}['"\`?#$]`).test(source));
  expect(lost).toEqual([]);
});

test('every route that writes is asked by the app', () => {
  // files.ts sends and takes files past api
  const byItself = [
    "post('/api/v1/files'",
    "post('/api/v1/imports'",
    "post('/api/v1/imports/{id}/files'",
    "post('/api/v1/imports/{id}/faulty'",
    "post('/api/v1/call-out-answers/{id}/offer'", // in a batch
    "post('/api/v1/observers/{id}/busy-times'",
    "post('/api/v1/observers/{id}/busy-times/rehearse'",
    "post('/api/v1/unsubscribe/{token}'", // mail programs do
  ];
  const routes = Object.entries(document.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method}('${path}'`));
  expect(routes.filter((route) => !route.startsWith('get(') && !byItself.includes(route) && !source.includes(`api.${route}`))).toEqual([]);
});
