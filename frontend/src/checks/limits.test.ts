import { expect, test } from 'vitest';
import { sources } from './sources';

// From the 201st on nothing is missing: a page shows a part and says that there is more, or the whole and what keeps it short.

/** A list as a page asks for it, with all its options; what one of up to 20 shows is a glance at the first. */
const lists = /const (\w+) = list\((?:(?!\n {2}(?:const|let|function)\b)[\s\S])*?\);(?: \/\/.*)?\n/g;
const each = (pattern: RegExp) => sources.flatMap(({ file, text }) => [...text.matchAll(pattern)].map((found) => ({ file, text, found })));

test('whatever is asked for up to a limit is a list that goes on, or says why that is enough', () => {
  const cut = sources.flatMap(({ file, text }) =>
    [...text.replace(lists, '').matchAll(/(?<!^ *\/\/ .*\n)^.*\blimit: (\d+).*$/gm)]
      .filter(([line, limit]) => Number(limit) > 20 && file !== 'api/live.svelte.ts' && !line.includes('); // '))
      .map(([line]) => `${file}: ${line.trim()}`),
  );
  expect(cut).toEqual([]);
});

/** Whether more of a list is loaded where it is shown. */
const goesOn = (text: string, name: string) =>
  new RegExp(`list=\\{${name}\\}|\\b${name}\\.more\\(|\\{${name}\\}|\\b${name} \\} from|@render further\\(`).test(text);

test('every list that a page shows leads on to what follows', () => {
  const found = each(lists).filter(({ file }) => file.endsWith('.svelte'));
  expect(found.length).toBeGreaterThan(20);
  const ends = found.filter(({ text, found: [all, name] }) => !goesOn(text, name!) && !/limit: (?:1?\d|20) /.test(all));
  expect(ends.map(({ file, found: [, name] }) => `${file}: ${name}`)).toEqual([]);
});

test('what is read whole says what keeps it short', () => {
  const whole = each(/^(?: *(\/\/ .*)\n)?.* = whole\([^]*?;( \/\/ .*)?$/gm);
  expect(whole.length).toBeGreaterThan(15);
  const silent = whole.filter(({ found: [, above, behind] }) => !above && !behind);
  expect(silent.map(({ file, found }) => `${file}: ${found[0].trim()}`)).toEqual([]);
});

test('a record out of many is chosen by typing', () => {
  const many = /<(?:Select|Combobox)\b[^>]*options=\{choicesFrom\((\w+)/g;
  const short = ['organisers', 'participants', 'seats']; // some dozens, and the hundred seats
  expect(
    each(many)
      .filter(({ found }) => !short.includes(found[1]!))
      .map(({ file, found }) => `${file}: ${found[1]}`),
  ).toEqual([]);
});
