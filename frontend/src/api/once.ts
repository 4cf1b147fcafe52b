// A POST happens once, however often it is sent: its Idempotency-Key stays until its end is known, also when the words are
// changed before it is sent again, for the fund does one of the two under a key and never both.
import { say } from '../app/announce.svelte';
import { Problem } from './problem';
import { random } from '../text/random';
import { hooks } from './hooks';
import { tells } from './unkept';

/** What was sent under one key, and whose end is not known. */
interface Sent {
  key: string;
  bodies: string[]; // any one of them may have been done
  lost: boolean; // an answer did not come: whatever is sent to this address next may be the same, put otherwise
  form: string; // the visit of the page where it was filled in
}

const name = 'sent';
const open: Record<string, Sent[]> = left(); // by account and address

/** What had no answer yet when the tab was loaded anew. */
function left(): Record<string, Sent[]> {
  try {
    const all = JSON.parse(sessionStorage.getItem(name) ?? '{}') as Record<string, Sent[]>;
    for (const one of Object.values(all).flat()) one.lost = true;
    return all;
  } catch {
    return {};
  }
}

/** Keeps what was sent, and only its key where its words are not kept on a device. */
function keep() {
  const openly = (body: string) => !body || !tells(JSON.parse(body) as object);
  const left = Object.entries(open).map(([address, all]) => [address, all.map((s) => ({ ...s, bodies: s.bodies.filter(openly) }))]);
  try {
    sessionStorage.setItem(name, JSON.stringify(Object.fromEntries(left)));
  } catch {
    // No room, or a browser that keeps nothing: it is remembered until the tab is loaded anew.
  }
}

/** Forgets what was sent and by whom: who signs out leaves nothing behind. */
export function forgetSent() {
  for (const address of Object.keys(open)) delete open[address];
  keep();
}

type Send<T> = (content: unknown, key: string) => Promise<T>;

/** Sends what is to happen once, from a form. `send` sends a content under a key, and may be asked to for what was sent before. */
export async function once<T>(address: string, form: string, content: unknown, send: Send<T>): Promise<T> {
  const body = JSON.stringify(content) ?? '';
  const { operation = '' } = (content ?? {}) as { operation?: string }; // another act upon many is no other wording of the one before
  const { answer, done, from } = await attempt(`${address} ${operation}`.trim(), form, body, send);
  if (done === body) return answer;
  hooks.onWrite();
  if (from !== form) throw cameBefore(); // what was typed now is something else
  say('What you sent first had arrived, and is done as it was then. What you changed afterwards was not sent.', 'stop');
  return answer;
}

/** Sends a body, or finds out which of those before it was done under the same key; `done` says whose the answer is. */
async function attempt<T>(address: string, form: string, body: string, send: Send<T>): Promise<{ answer: T; done: string; from: string }> {
  const all = (open[address] ??= []);
  let sent = all.find((s) => s.bodies.includes(body)) ?? all.find((s) => s.lost);
  if (!sent) all.push((sent = { key: random(), bodies: [], lost: false, form }));
  const before = sent.bodies.filter((one) => one !== body);
  const again = before.length < sent.bodies.length;
  sent.bodies = [...before, body];
  keep();
  const end = () => {
    if (all.includes(sent)) all.splice(all.indexOf(sent), 1);
    if (!all.length && open[address] === all) delete open[address];
    keep();
  };
  try {
    const answer = await send(body ? JSON.parse(body) : undefined, sent.key);
    end();
    return { answer, done: body, from: sent.form };
  } catch (failure) {
    const refusal = failure instanceof Problem && !failure.unsettled ? failure.code : '';
    if (!refusal) {
      sent.lost = true;
      keep();
      throw failure;
    }
    if (refusal === 'idempotency-key-reused' && before.length) {
      sent.bodies = before; // one of them was done, and this was not
      return attempt(address, form, before.at(-1)!, send);
    }
    if (!sent.lost || refusal === 'already-done' || refusal === 'idempotency-key-reused') end();
    else if (!again) sent.bodies = before; // the fund may never have come to look at the key
    keep();
    if (refusal === 'already-done') hooks.onWrite();
    throw refusal === 'idempotency-key-reused' ? cameBefore() : failure;
  }
}

const cameBefore = () =>
  new Problem({
    status: 409,
    code: 'earlier',
    detail: 'something that you sent from here before, and to which the answer was lost, had arrived and is done; this was not sent',
    remedy: 'look at what is there now, and send this again if it is something else',
  });
