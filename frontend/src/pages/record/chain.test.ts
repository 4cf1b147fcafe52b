import { expect, test } from 'vitest';
import { digest, text, verify, type Entry } from './chain';

/** A journal of entries that follow from each other. */
async function journal(facts: string[]): Promise<Entry[]> {
  const all: Entry[] = [];
  for (const [n, fact] of facts.entries()) {
    const e: Entry = {
      seq: n + 1,
      at: `2026-11-0${n + 1}T08:00:00Z`,
      accountId: 'a',
      action: 'fund.set',
      subject: { kind: 'fund', id: 'fund' },
      facts: fact,
      previous: all.at(-1)?.hash ?? '0'.repeat(64),
      hash: '',
    };
    e.hash = await digest(text(e));
    all.push(e);
  }
  return all;
}
const written = (all: Entry[]) => all.map((e) => JSON.stringify(e)).join('\n') + '\n';

test('a chain that holds is counted, and its head is found', async () => {
  const all = await journal(['{}', '{"to":"open"}', '{"a":"<&>"}']);
  expect(await verify(written(all))).toMatchObject({ ok: true, entries: 3, head: all[2]!.hash });
  expect(await verify(written(all), all[1]!.hash)).toMatchObject({ ok: true, noted: true });
  expect(await verify(written(all), 'f'.repeat(64))).toMatchObject({ ok: false, noted: false });
});
test('what was altered, removed or slipped in is named', async () => {
  const all = await journal(['{}', '{"amount":1}', '{}']);
  expect((await verify(written(all.map((e) => (e.seq === 2 ? { ...e, facts: '{"amount":2}' } : e))))).fault).toContain(
    'Entry 2 (fund.set) was altered',
  );
  expect((await verify(written([all[0]!, all[2]!]))).fault).toContain('Entry 2 is missing');
  expect((await verify(written(all.map((e) => (e.seq === 3 ? { ...e, previous: 'x' } : e))))).fault).toContain('does not follow');
  expect((await verify('not json')).fault).toContain('Line 1');
  expect((await verify('')).ok).toBe(false);
});
test('the text is the one the server hashes', () => {
  const e: Entry = {
    seq: 1,
    at: '2026-11-21T08:00:00.5Z',
    accountId: 'a',
    action: 'x.y',
    subject: { kind: 'k', id: 'i' },
    facts: '{"a":"<b>&"}',
    previous: '0',
    hash: '',
  };
  expect(text(e)).toBe('["0",1,"2026-11-21T08:00:00.500Z","a","x.y","k","i","{\\"a\\":\\"\\u003cb\\u003e\\u0026\\"}"]');
});
