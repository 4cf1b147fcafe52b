import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const src = new URL('./', import.meta.url);
const sources = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.svelte'))
  .map((file) => [file, readFileSync(new URL(file, src), 'utf8')] as const);

test('whatever is typed as a figure is read by one part, which shows what it sends', () => {
  const own = sources.filter(([, text]) => /\binputmode=|type=["'{]*number|\bparse(?:Amount|Rate|Count)\b/.test(text)).map(([file]) => file);
  expect(own.sort()).toEqual(['parts/CountInput.svelte', 'parts/FigureInput.svelte', 'parts/MoneyInput.svelte', 'parts/RateInput.svelte']);
});

test('whatever takes an amount, a rate or a number of things takes it from that part', () => {
  const typed = /<(TextInput|TextArea|Select|Combobox|input)\b[^>]*?bind:value=\{[^}]*\b(amount|cost|budget|floor|reserveFloor|rate|places|noticeHours|hours)\b/i;
  expect(sources.filter(([, text]) => typed.test(text)).map(([file]) => file)).toEqual([]);
});

test('no amount is written with decimals that are guessed', () => {
  expect(sources.filter(([, text]) => /decimals\w*(\([^)]*\))? *(\?\?|\|\||=) *[1-9]/i.test(text)).map(([file]) => file)).toEqual([]);
});
