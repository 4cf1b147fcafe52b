import { expect, test } from 'vitest';
import { backTo } from '../api/me.svelte';
import { address, match } from './router.svelte';

test('a pattern fits whole paths and names their parts', () => {
  expect(match('/observers/:id', '/observers/7')).toEqual({ id: '7' });
  expect(match('/deployments/:id/seats/:seat', '/deployments/a/seats/b')).toEqual({ id: 'a', seat: 'b' });
  expect(match('/observers/:id', '/observers')).toBeNull();
  expect(match('/observers/:id', '/observers/')).toBeNull();
  expect(match('/observers', '/observers/7')).toBeNull();
  expect(match('/', '/')).toEqual({});
  expect(match('/x/:name', '/x/C%C3%B4te')).toEqual({ name: 'Côte' });
  expect(match('/x/:name', '/x/%E0%A4%A')).toBeNull();
});

test('an address leaves out what is empty', () => {
  expect(address('/observers', { status: 'admitted', q: '', sort: undefined, seated: true, language: ['pt', 'fr'] })).toBe(
    '/observers?status=admitted&seated=true&language=pt&language=fr',
  );
  expect(address('/observers')).toBe('/observers');
});

test('signing in leads back to pages of ours only', () => {
  expect(backTo('/account?x=1')).toBe('/account?x=1');
  for (const to of [undefined, '', '//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', '/sign-in?to=/'])
    expect(backTo(to)).toBe('/');
});
