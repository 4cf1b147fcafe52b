import { beforeEach, expect, test, vi } from 'vitest';

let Problem: typeof import('./problem').Problem;
let notices: { text: string }[];

vi.stubGlobal(
  'sessionStorage',
  new (class extends Map<string, string> {
    getItem = (name: string) => this.get(name) ?? null;
    setItem = (name: string, value: string) => this.set(name, value);
  })(),
);

/** The fund's side of it: what was done, and under which key. `lose` says what of it the network loses. */
class Fund {
  done: string[] = [];
  lose: ('' | 'request' | 'answer')[] = []; // of the next requests, one after the other
  late: (() => void)[] = []; // requests that arrive later
  refuse = ''; // what is refused before a key is looked at
  #keys = new Map<string, string>();
  send = async (content: unknown, key: string): Promise<string> => {
    const body = typeof content === 'string' ? content : JSON.stringify(content);
    const arrive = () => {
      if (body === this.refuse) throw new Problem({ status: 422, code: 'invalid' });
      const before = this.#keys.get(key);
      if (before === undefined) {
        this.#keys.set(key, body);
        this.done.push(body);
      } else if (before !== body) throw new Problem({ status: 422, code: 'idempotency-key-reused' });
      return `answer to ${body}`;
    };
    const lost = this.lose.shift();
    if (lost === 'request') {
      this.late.push(arrive);
      throw new Problem({ code: 'offline' });
    }
    const answer = arrive();
    if (lost === 'answer') throw new Problem({ code: 'timeout' });
    return answer;
  };
}

let fund: Fund;
let forgetSent: () => void;
let once: (body: string | object, form?: string, address?: string) => Promise<string>;
/** The tab is loaded anew: only what it kept in its storage is left. */
async function load() {
  vi.resetModules();
  const fresh = await import('./once');
  forgetSent = fresh.forgetSent;
  ({ Problem } = await import('./problem'));
  ({ notices } = await import('../app/announce.svelte'));
  once = (body, form = 'a form', address = '/payments') => fresh.once(address, form, body, fund.send);
}
beforeEach(async () => {
  sessionStorage.clear();
  fund = new Fund();
  await load();
});
const end = (sent: Promise<string>) => sent.catch((failure: { code: string }) => failure.code);

test('what is sent again after it was lost is done once, whichever half was lost', async () => {
  for (const lost of ['request', 'answer'] as const) {
    fund.lose = [lost];
    expect(await end(once(lost))).toMatch(/offline|timeout/);
    expect(await once(lost)).toBe(`answer to ${lost}`);
  }
  for (const arrive of fund.late) arrive();
  expect(fund.done).toEqual(['request', 'answer']);
});

test('where the first had arrived, its answer is shown, and what was changed is not sent', async () => {
  fund.lose = ['answer'];
  await end(once('100 to Ana'));
  expect(await once('10 to Ana')).toBe('answer to 100 to Ana');
  expect(fund.done).toEqual(['100 to Ana']);
  expect(notices.map((n) => n.text)).toEqual([expect.stringMatching(/had arrived.* was not sent/)]);
  expect(await once('10 to Ana')).toBe('answer to 10 to Ana'); // a decision of its own
  expect(fund.done).toEqual(['100 to Ana', '10 to Ana']);
});

test('where it had not, what was changed is done, and the first never', async () => {
  fund.lose = ['request'];
  await end(once('100 to Ana'));
  expect(await once('10 to Ana')).toBe('answer to 10 to Ana');
  expect(() => fund.late.map((arrive) => arrive())).toThrow();
  expect(fund.done).toEqual(['10 to Ana']);
});

test('of several that were lost the one that was done is found', async () => {
  fund.lose = ['request', 'answer', 'request'];
  for (const body of ['100', '10', '1']) await end(once(body));
  expect(await once('7')).toBe('answer to 10');
  expect(fund.done).toEqual(['10']);
});

test('a refusal says nothing of what was lost before it', async () => {
  fund.lose = ['answer'];
  await end(once('100'));
  fund.refuse = 'ten';
  expect(await end(once('ten'))).toBe('invalid');
  expect(await once('10')).toBe('answer to 100');
  expect(fund.done).toEqual(['100']);
  fund.refuse = 'five';
  expect(await end(once('five'))).toBe('invalid'); // nothing was lost: the next is another
  expect(await once('5')).toBe('answer to 5');
});

test('it is known after a reload, and to what another form sends there', async () => {
  fund.lose = ['answer'];
  await end(once('100'));
  await load();
  expect(await end(once('for somebody else', 'another form'))).toBe('earlier');
  expect(fund.done).toEqual(['100']);
  expect(await once('for somebody else', 'another form')).toBe('answer to for somebody else');
});

test('who signs out leaves nothing of it behind', async () => {
  fund.lose = ['answer'];
  await end(once('100'));
  expect(sessionStorage.getItem('sent')).toContain('100');
  forgetSent();
  expect(sessionStorage.getItem('sent')).toBe('{}');
});

test('what is under way is not taken for what was lost', async () => {
  const three = once('three');
  await Promise.all([once('one'), once('two'), once('one'), once('one', 'a form', '/elsewhere')]);
  await three;
  expect(sessionStorage.getItem('sent')).toBe('{}');
  expect(fund.done.sort()).toEqual(['one', 'one', 'three', 'two']);
});

test('another act upon many is not taken for another wording of what was lost', async () => {
  const verify = { operation: 'verifyTraining', rows: ['a', 'b'] };
  fund.lose = ['answer'];
  await end(once(verify));
  await load();
  const endorse = { operation: 'endorseTrainingRequest', rows: ['c'] };
  expect(await once(endorse, 'another form')).toBe(`answer to ${JSON.stringify(endorse)}`);
  expect(await end(once({ ...verify, rows: ['a'] }, 'another form'))).toBe('earlier');
});
