import { expect, test } from 'vitest';
import { tokenIn } from './link';

test('a one-time link is understood however it was copied', () => {
  const token = 'ABCDEFGHIJKLMNOPQRSTUVWX27';
  for (const around of [
    '@',
    '@.',
    '@).',
    '<@>',
    '“@”',
    '@,',
    '@%20',
    '%20@',
    '@%',
    '@%E2%80',
    '@/',
    '@?utm=1',
    '\u200b@\u00ad',
    '@\n',
    '@%0A',
  ])
    expect(tokenIn(`#/link/${around.replace('@', token)}`), around).toBe(token);
  expect(tokenIn(`#link/${token.toLowerCase()}`)).toBe(token);
  for (const none of ['%', '', '…', '%E2%80']) expect(tokenIn(`#/link/${none}`)).toBe('');
  for (const other of ['', '#', '#main', '#/links/A']) expect(tokenIn(other)).toBeUndefined();
});
