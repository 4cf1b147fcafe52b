import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const src = new URL('./', import.meta.url);
const lines = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(ts|svelte)$/.test(file) && !/\.(test|d)\.ts$/.test(file))
  .flatMap((file) => readFileSync(new URL(file, src), 'utf8').split('\n').map((line) => ({ file, line: line.trim() })));

test('no other clock is read than the fund’s', () => {
  const others = lines.filter(({ line }) => /\bnew Date\(\)|\bDate\.now\(\)|\bperformance\.now\(\)|\bDate\(\)/.test(line)).map(({ file }) => file);
  expect([...new Set(others)].sort()).toEqual([
    'clock.ts',
    'live.svelte.ts', // how old an answer is: a stretch of time, by whatever clock
  ]);
});

test('what is shown of it is read anew, not kept from when the page was opened', () => {
  const kept = lines.filter(({ line }) => /^(export )?(const|let) [^=]+ = (?!.*(=>|\$derived))[^;]*(?<!Date\.)\b(today|now|fromNow|fromToday)\(/.test(line));
  expect(kept.map(({ file, line }) => `${file}: ${line}`).sort()).toEqual([
    // What a field or a calendar begins with; it is seen, and whoever looks at it changes it.
    'pages/deployments/Plan.svelte: const seats = usualSeats(request.format, request.rounds[round - 1] ?? request.rounds[0]!, plus(today(), 1));',
    "pages/fund/Pledge.svelte: const form = $state(kept('pledge', { contributor: '', title: '', currency: '', amount: undefined as number | undefined, rate: '', earmark: '', pledgedOn: today(), dueOn: '', expiresOn: '' }));",
    'parts/RangePicker.svelte: let at = $state(value?.startsOn ?? today()); // the day that Tab reaches',
    'parts/RangePicker.svelte: let first = $state(firstOfMonth(value?.startsOn ?? today()));',
  ]);
});
