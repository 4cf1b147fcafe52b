import { expect, test } from 'vitest';
import { components } from './sources';

test('whatever is typed as a figure is read by one part, which shows what it sends', () => {
  const own = components
    .filter(({ text }) => /\binputmode=|type=["'{]*number|\bparse(?:Amount|Rate|Count)\b/.test(text))
    .map(({ file }) => file);
  expect(own.sort()).toEqual(['parts/CountInput.svelte', 'parts/FigureInput.svelte', 'parts/MoneyInput.svelte', 'parts/RateInput.svelte']);
});

test('whatever takes an amount, a rate or a number of things takes it from that part', () => {
  const typed =
    /<(TextInput|TextArea|Select|Combobox|input)\b[^>]*?bind:value=\{[^}]*\b(amount|cost|budget|\w*floor|rate|places|\w*hours)\b/i;
  expect(components.filter(({ text }) => typed.test(text)).map(({ file }) => file)).toEqual([]);
});

test('no amount is written with decimals that are guessed', () => {
  expect(components.filter(({ text }) => /decimals\w*(\([^)]*\))? *(\?\?|\|\||=) *[1-9]/i.test(text)).map(({ file }) => file)).toEqual([]);
});
