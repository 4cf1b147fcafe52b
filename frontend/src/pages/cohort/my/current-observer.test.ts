import { describe, expect, test } from 'vitest';
import type { Action, Rule } from '../../../api/client';
import { age, errand, notice, remedyLink } from './current-observer.svelte';
import { oneAs } from '../../../text/words';

test('people are spoken to in words', () => {
  expect(oneAs('sto')).toBe('a short-term observer');
  expect(oneAs('election')).toBe('an election analyst');
  expect(notice(0)).toBe('Without notice');
  expect(notice(72)).toBe('With 72 hours’ notice');
  expect(notice(168)).toBe('With 7 days’ notice');
  expect(age(undefined)).toBe('never confirmed');
  expect(age(1)).toBe('confirmed 1 day ago');
});

describe('what is missing', () => {
  const check = (rule: Rule, sentence = '') => ({ rule, passed: false, sentence });
  test('leads to where it is mended', () => {
    expect(remedyLink(check('notice'))?.href).toBe('/my/profile#functions');
    expect(remedyLink(check('bsafe'))?.href).toBe('/my/training/new?kind=security_awareness');
    expect(remedyLink(check('qualified', 'Does not offer to serve in the function: long-term observer.'))?.href).toBe(
      '/my/profile#functions',
    );
    expect(remedyLink(check('qualified', 'No verified training'))?.href).toBe('/my/places');
  });
  test('is no link where it is not theirs to mend', () => {
    for (const rule of ['seated', 'medical', 'nationality'] as const) expect(remedyLink(check(rule))).toBeUndefined();
  });
});

test('what waits leads to where it is done', () => {
  const w = (action: Action) => ({ action, subject: { kind: 'observer' as const, id: '7' }, title: '' });
  expect(errand(w('assignments.accept')).href).toBe('/my/missions/7');
  expect(errand(w('training_requests.complete')).href).toBe('/my/places/requests/7');
  expect(errand(w('availability.confirm')).href).toBeUndefined();
});
