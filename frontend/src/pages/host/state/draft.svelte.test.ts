import { afterEach, expect, test, vi } from 'vitest';
import { api, type Invitation } from '../../../api/client';
import { Draft } from './draft.svelte';

const read = (revision: number, office: string) =>
  ({
    id: 'i',
    revision,
    status: 'draft',
    authority: '',
    authorityName: '',
    signatory: '',
    office,
    contactName: '',
    contactEmail: '',
    answers: [],
  }) as unknown as Invitation;
afterEach(() => vi.restoreAllMocks());

test('a slow answer does not take the place of what was typed meanwhile', async () => {
  const get = vi.spyOn(api, 'get').mockResolvedValue(read(1, 'Minister') as never);
  const draft = new Draft('i');
  await draft.load();
  expect(draft.values?.office).toBe('Minister');
  let answer: (i: Invitation) => void = () => {};
  get.mockReturnValue(new Promise((done) => (answer = done as typeof answer)) as never);
  const loading = draft.load();
  draft.values!.office = 'Secretary';
  answer(read(2, 'Director'));
  await loading;
  expect(draft.values?.office).toBe('Secretary');
  expect(draft.dirty).toBe(true);
});

test('a read that is older than what was saved is not believed', async () => {
  vi.spyOn(api, 'get')
    .mockResolvedValueOnce(read(1, 'Minister') as never)
    .mockResolvedValueOnce(read(1, 'Minister') as never);
  vi.spyOn(api, 'put').mockResolvedValue(read(2, 'Secretary') as never);
  const draft = new Draft('i');
  await draft.load();
  draft.values!.office = 'Secretary';
  expect(await draft.save()).toBe(true);
  await draft.load();
  expect(draft.values?.office).toBe('Secretary');
  expect(draft.invitation?.revision).toBe(2);
});
