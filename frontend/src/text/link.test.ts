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
    expect(tokenIn(`#/link/${around.replace('@', token)}`, 'link'), around).toBe(token);
  expect(tokenIn(`#link/${token.toLowerCase()}`, 'link')).toBe(token);
  for (const none of ['%', '', '…', '%E2%80']) expect(tokenIn(`#/link/${none}`, 'link')).toBe('');
  for (const other of ['', '#', '#main', '#/links/A', '#/do/A']) expect(tokenIn(other, 'link')).toBeUndefined();
  expect(tokenIn(`#/do/${token}.`, 'do')).toBe(token);
});
