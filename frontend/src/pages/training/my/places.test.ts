import { expect, test } from 'vitest';
import type { TrainingRequest } from '../../../api/client';
import { stageWords } from './places';

test('a request says whose turn it is', () => {
  const request = { status: 'accepted' as const, startsOn: '2027-01-10', until: '2027-01-20', can: [] as TrainingRequest['can'] };
  expect(stageWords(request, '2027-01-01')).toContain('begins on 10 Jan 2027');
  expect(stageWords(request, '2027-01-15')).toContain('When it is over');
  expect(stageWords({ ...request, can: ['training_requests.complete'] }, '2027-02-01')).toContain('submit the certificate');
  expect(stageWords({ ...request, status: 'declined', reason: 'No money left.' })).toBe('No money left.');
  expect(stageWords({ ...request, status: 'declined', reason: 'No money left.', can: ['training_requests.submit'] })).toBe(
    '“No money left.” You can ask again.',
  );
});
