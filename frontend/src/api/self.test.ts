import { expect, test } from 'vitest';
import { sources } from '../checks/sources';
import { actAs, asking } from './self';
import { hooks } from './hooks';

const answer = (whose: string) => new Headers(whose ? { Account: whose } : {});
/** Whether what was awaited has come by now. */
const came = (waited: Promise<unknown>) =>
  Promise.race([waited.then(() => true), new Promise<boolean>((done) => setTimeout(done, 0, false))]);

test('an answer counts for whom it was asked as, and nobody else', async () => {
  let others = 0;
  hooks.onAnotherAccount = () => others++;
  const first = await asking();
  expect(first.says).toEqual({});
  expect(await came(first.heard(answer('one')))).toBe(true); // who that is we are about to learn
  actAs('one');
  const mine = await asking();
  expect(mine.says).toEqual({ Account: 'one' });
  expect(await came(mine.heard(answer('one')))).toBe(true);
  expect(await came(mine.heard(answer('')))).toBe(true); // nobody is signed in any more: the refusal says so
  actAs('two');
  expect(await came(mine.heard(answer('one')))).toBe(false); // late, and of somebody who has left
  expect(others).toBe(0);

  const theirs = await asking();
  expect(await came(theirs.heard(answer('three')))).toBe(false);
  expect(await came(theirs.heard(answer('two')))).toBe(false); // this tab is over
  expect(await came(asking())).toBe(false);
  expect(others).toBe(1);
});

test('nothing goes to the API past it', () => {
  const ways = /\bfetch\(|new (XMLHttpRequest|EventSource|WebSocket)\b|sendBeacon\(|createClient<|\baction="|\.submit\(\)/g;
  const found = sources
    .map(({ file, text }) => ({ file, ways: text.match(ways)?.length ?? 0, asked: text.match(/await asking\(\)/g)?.length ?? 0 }))
    .filter(({ ways }) => ways);
  expect(found).toEqual([
    { file: 'api/client.ts', ways: 1, asked: 1 },
    { file: 'api/files.ts', ways: 2, asked: 2 },
  ]);
});
