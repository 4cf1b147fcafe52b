// What is listed can be taken along: every page with a list or a report has the part that downloads and prints it.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { components } from './sources';

interface Document {
  paths: Record<string, { get?: { 'x-columns'?: object[] } }>;
}
const document = JSON.parse(readFileSync(new URL('../../../api/testdata/openapi.json', import.meta.url), 'utf8')) as Document;
const tables = Object.entries(document.paths).flatMap(([path, { get }]) => (get?.['x-columns'] ? [path] : []));

/** Tables that are a part of a page about one record, or of one that is exported otherwise, and why. */
const excused: Record<string, string> = {
  'pages/record/ImportVerdicts.svelte': 'what would become of the rows of a file that somebody has',
  'pages/cohort/Inquiries.svelte': 'its table has it',
  'pages/access/my/Account.svelte': 'where one is signed in oneself: at most a few, and nothing to keep',
  'pages/cohort/Missions.svelte': 'of one observer: the record is the page',
  'pages/cohort/Trainings.svelte': 'of one observer: the record is the page, and the log has them all',
  'pages/host/state/Accreditation.svelte': 'has a file of its own, in the words of a ministry',
  'pages/host/state/Numbers.svelte': 'figures of one mission',
  'pages/money/Commitment.svelte': 'of one commitment',
  'pages/money/Contribution.svelte': 'of one contribution, whose statement is downloaded',
  'pages/money/Correction.svelte': 'of one correction',
  'pages/money/PaymentsOf.svelte': 'shown by a page that has it',
};

test('every page with a table or with filters has an Export', () => {
  const lists = components.filter(({ file, text }) => file.startsWith('pages/') && /<(Table|Filters)\b/.test(text));
  expect(lists.length).toBeGreaterThan(25);
  const without = lists.filter(({ text }) => !text.includes('<Export')).map(({ file }) => file);
  expect(without.filter((file) => !excused[file])).toEqual([]);
  expect(Object.keys(excused).filter((file) => !without.includes(file))).toEqual([]); // none needs an excuse without a reason
});

test('what is exported is a table of the API', () => {
  const exported = components.flatMap(({ file, text }) =>
    [...text.matchAll(/<Export\s+of=\{(\w+)\}/g)].flatMap(([, name]) => {
      const [, path] = new RegExp(`const ${name} = (?:get|list|whole)\\(\\s*'([^']+)'`).exec(text) ?? [];
      return path && tables.includes(path) ? [] : [`${file}: ${name}, ${path}`];
    }),
  );
  expect(tables.length).toBeGreaterThan(40);
  expect(exported).toEqual([]);
});
