import { expect, test } from 'vitest';
import { sources } from './sources';

test('no other clock is read than the fund’s', () => {
  const others = sources.filter(({ text }) => /\bnew Date\(\)|\bDate\.now\(\)|\bperformance\.now\(\)|\bDate\(\)/.test(text));
  expect(others.map(({ file }) => file)).toEqual([
    'api/live.svelte.ts', // how old an answer is: a stretch of time, by whatever clock
    'text/clock.ts',
  ]);
});

test('what is shown of it is read anew, not kept from when the page was opened', () => {
  const values = /^ *(?:export )?(?:const|let) ([^=;\n]+) = ((?:(?!;\n)[^])*?)(?<!Date\.)\b(?:today|now|fromNow|fromToday)\(/gm;
  const kept = sources.flatMap(({ file, text }) =>
    [...text.matchAll(values)].filter(([, , before]) => !/=>|\$derived/.test(before!)).map(([, name]) => `${file}: ${name}`),
  );
  expect(kept).toEqual([
    'api/drafts.ts: draft', // when it was typed
    // What a field or a calendar begins with; it is seen, and whoever looks at it changes it.
    'pages/cohort/RangePicker.svelte: first',
    'pages/cohort/RangePicker.svelte: at', // the day that Tab reaches
    'pages/money/Pledge.svelte: form',
  ]);
});
