import { expect, test } from 'vitest';
import { digest, sealText, text, verify, type Entry, type Seal } from './chain';

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
  expect(await verify(written(all))).toMatchObject({ ok: true, entries: 3, head: `${all[2]!.hash}@3` });
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
test('an export that is not whole does not have the head that stands at its end', async () => {
  const all = await journal(['{}', '{"to":"open"}', '{}']);
  const end = JSON.stringify({ head: { head: `${all[2]!.hash}@3`, entries: 3, at: '2026-11-03T09:00:00Z' } });
  expect(await verify(written(all) + end)).toMatchObject({ ok: true, head: `${all[2]!.hash}@3` });
  expect(await verify(written(all.slice(0, 2)) + end)).toMatchObject({
    ok: false,
    fault: expect.stringContaining('is not whole') as string,
  });
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

test('seals stand after the entries, and hold the hash of each that was the last then', async () => {
  const all = await journal(['{}', '{}']);
  const seals: Seal[] = [];
  for (const [seq, rows] of [
    [1, 3],
    [2, 0],
    [2, 5],
  ] as const) {
    const s: Seal = {
      ...{ number: seals.length + 1, seq, entry: all[seq - 1]!.hash, rows, digest: 'd'.repeat(64) },
      ...{ previous: seals.at(-1)?.hash ?? '0'.repeat(64), hash: '' },
    };
    s.hash = await digest(sealText(s));
    seals.push(s);
  }
  const whole = (some: Seal[]) => written(all) + some.map((seal) => JSON.stringify({ seal })).join('\n');
  const head = `${seals[2]!.hash}@2`;
  expect(await verify(whole(seals))).toMatchObject({ ok: true, entries: 2, head });
  expect(await verify(whole(seals), `${seals[0]!.hash}@1`)).toMatchObject({ ok: true });
  expect(await verify(whole(seals), `${seals[0]!.hash}@2`)).toMatchObject({ ok: false });
  expect((await verify(whole([seals[0]!, seals[2]!]))).fault).toContain('Seal 2 is missing');
  expect((await verify(whole([seals[0]!, { ...seals[1]!, rows: 1 }]))).fault).toContain('Seal 2 was altered');
  const other = { ...seals[0]!, entry: all[1]!.hash };
  other.hash = await digest(sealText(other));
  expect((await verify(whole([other]))).fault).toContain('Seal 1 was made when entry 1 was another');
});
