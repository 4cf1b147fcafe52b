// Every list can be arranged, narrowed, and kept: a page that lists something has columns to choose and filters, and the API keeps
// a view of what the page reads from its address.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { components } from './sources';

const pages = components.filter(({ file }) => file.startsWith('pages/'));

/** Tables without columns to choose, and why. */
const whole: Record<string, string> = {
  'pages/access/my/Account.svelte': 'where one is signed in oneself: at most a few',
  'pages/record/ImportVerdicts.svelte': 'what is wrong with rows of a file: each column is needed to correct it',
  'pages/cohort/Missions.svelte': 'of one observer, beside the rest of the record',
  'pages/cohort/Trainings.svelte': 'of one observer, beside the rest of the record',
  'pages/host/state/Accreditation.svelte': 'a document for a ministry, which is whole',
  'pages/host/state/Numbers.svelte': 'figures of one mission',
  'pages/mission/Accreditation.svelte': 'a document for a ministry, which is whole',
  'pages/money/Commitment.svelte': 'of one commitment',
  'pages/money/Contribution.svelte': 'of one contribution, whose statement has them',
  'pages/money/Correction.svelte': 'of one correction',
  'pages/money/Fund.svelte': 'figures that add up from left to right',
  'pages/money/PaymentsOf.svelte': 'the page that shows it has them',
  'pages/training/my/Places.svelte': 'the few places that one has asked for; the list below it has them',
};

test('every table lets people choose its columns', () => {
  const tables = pages.flatMap(({ file, text }) =>
    [...text.matchAll(/<Table\b[^]*?(?:\/>|[^=]>(?=\n|\{))/g)].map(([tag]) => ({
      file,
      text,
      list: /\b(?:list|of)=\{(\w+)\}/.exec(tag)?.[1],
    })),
  );
  expect(tables.length).toBeGreaterThan(25);
  const without = tables.filter(({ list, text }) => !list || !new RegExp(`<Export\\s+of=\\{${list}\\}`).test(text)).map(({ file }) => file);
  expect(without.filter((file) => !whole[file])).toEqual([]);
  expect(Object.keys(whole).filter((file) => !without.includes(file))).toEqual([]);
});

test('every column that can be chosen has a name in the address, which no other has', () => {
  const faults = pages.flatMap(({ file, text }) => {
    if (!text.includes('<Table') || whole[file]) return [];
    const columns = [...text.matchAll(/\{[^{}]*\blabel: (?:'[^']*'|`[^`]*`)[^\n]*\b(?:text|cell)\b[^\n]*/g)].map(([line]) => line);
    const names = columns.map((line) => /\bname: '(\w+)'/.exec(line)?.[1] ?? /\bsort: '(\w+)'/.exec(line)?.[1]);
    return names.flatMap((name, n) => (name && names.indexOf(name) === n ? [] : [`${file}: ${columns[n]}`]));
  });
  expect(faults).toEqual([]);
});

/** Pages that list something without filters, and why. */
const unfiltered: Record<string, string> = {
  'pages/access/my/Account.svelte': 'where one is signed in oneself: at most a few',
  'pages/cohort/InquiryTable.svelte': 'the page of all has them; of one observer there are few',
  'pages/cohort/Missions.svelte': 'of one observer',
  'pages/cohort/Profile.svelte': 'the one account of an observer',
  'pages/cohort/Queue.svelte': 'the waiting list: its order is what it is about',
  'pages/cohort/Trainings.svelte': 'of one observer',
  'pages/host/state/Follow.svelte': 'notices of one invitation',
  'pages/money/Commitment.svelte': 'of one commitment',
  'pages/money/Contribution.svelte': 'of one contribution',
  'pages/money/Statement.svelte': 'a statement of a period is whole',
  'pages/reach/CallOuts.svelte': 'of one mission',
  'pages/record/Audit.svelte': 'the latest; the journal has them all',
  'pages/record/Entry.svelte': 'one entry',
  'pages/reach/Conversation.svelte': 'of one record',
  'pages/reach/Waits.svelte': 'of one record',
  'pages/today/Notices.svelte': 'the latest that one has not read',
  'pages/training/my/Place.svelte': 'the one request for a place',
};

test('every page that lists something narrows it', () => {
  const lists = pages.filter(({ text }) => /\blist\(\s*'\/api/.test(text));
  expect(lists.length).toBeGreaterThan(25);
  const without = lists.filter(({ text }) => !text.includes('<Filters')).map(({ file }) => file);
  expect(without.filter((file) => !unfiltered[file])).toEqual([]);
  expect(Object.keys(unfiltered).filter((file) => !without.includes(file))).toEqual([]);
});

/** Filters of which no view is kept, and why. */
const fleeting: Record<string, string> = { 'pages/mission/Seat.svelte': 'of one seat of one mission' };

test('the API keeps a view of each list, of all that narrows it', () => {
  const go = readFileSync(new URL('../../../models/access_view.go', import.meta.url), 'utf8');
  const lists = new Map([...go.matchAll(/^\t"(\/[^"]*)":\s+\{[^\n]*\[\]string\{([^}]*)\}\}/gm)].map(([, path, takes]) => [path!, takes!]));
  const table = readFileSync(new URL('../routes.ts', import.meta.url), 'utf8');
  const filtered = pages.filter(({ file, text }) => text.includes('<Filters') && !fleeting[file]);
  const faults: string[] = [];
  const found = new Set<string>();
  for (const { file, text } of filtered) {
    const before = table.slice(0, table.indexOf(`./${file}`));
    const path = before.slice(before.lastIndexOf("path: '") + 7).split("'")[0]!;
    found.add(path);
    const takes = [...(lists.get(path) ?? '').matchAll(/"(\w+)"/g)].map(([, name]) => name!);
    const reads = new Set([...text.matchAll(/query\.(?:get|choice|day|flag|number|all)\('(\w+)'/g)].map(([, name]) => name!));
    if (/<Period/.test(text)) for (const name of ['from', 'to']) reads.add(name);
    for (const name of ['sort', 'columns']) reads.delete(name);
    for (const name of reads) if (!takes.includes(name)) faults.push(`${path} reads ${name}, which no view keeps`);
    for (const name of takes) if (!reads.has(name)) faults.push(`a view of ${path} keeps ${name}, which the page does not read`);
  }
  expect(faults).toEqual([]);
  expect([...lists.keys()].filter((path) => !found.has(path))).toEqual([]);
});
