import { expect, test } from 'vitest';
import { sources } from './sources';

const lines = sources.flatMap(({ file, text }) => text.split('\n').map((line) => ({ file, line: line.trim() })));

test('no other clock is read than the fund’s', () => {
  const others = lines.filter(({ line }) => /\bnew Date\(\)|\bDate\.now\(\)|\bperformance\.now\(\)|\bDate\(\)/.test(line)).map(({ file }) => file);
  expect([...new Set(others)].sort()).toEqual([
    'api/live.svelte.ts', // how old an answer is: a stretch of time, by whatever clock
    'text/clock.ts',
  ]);
});

test('what is shown of it is read anew, not kept from when the page was opened', () => {
  const kept = lines.filter(({ line }) => /^(export )?(const|let) [^=]+ = (?!.*(=>|\$derived))[^;]*(?<!Date\.)\b(today|now|fromNow|fromToday)\(/.test(line));
  expect(kept.map(({ file, line }) => `${file}: ${line}`).sort()).toEqual([
    // What a field or a calendar begins with; it is seen, and whoever looks at it changes it.
    'pages/cohort/RangePicker.svelte: let at = $state(value?.startsOn ?? today()); // the day that Tab reaches',
    'pages/cohort/RangePicker.svelte: let first = $state(firstOfMonth(value?.startsOn ?? today()));',
    'pages/mission/Plan.svelte: const seats = usualSeats(request.format, request.rounds[round - 1] ?? request.rounds[0]!, plus(today(), 1));',
    "pages/money/Pledge.svelte: const form = $state(kept('pledge', { contributor: '', title: '', currency: '', amount: undefined as number | undefined, rate: '', earmark: '', pledgedOn: today(), dueOn: '', expiresOn: '' }));",
  ]);
});
