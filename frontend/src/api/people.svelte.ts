// The names behind ids, where a record does not carry them: of observers in the journal, and of the accounts that did something.
import { api, type Account } from './client';
import { me } from './me.svelte';

class Names {
  observers = $state.raw<Record<string, string>>({});
  accounts = $state.raw<Record<string, string>>({});
}
const names = new Names();
const asked = new Set<string>();
let reader = ''; // the account that asked: another one sees other names

function once(what: string, ask: () => Promise<unknown>) {
  if (reader !== (me.account?.id ?? '')) {
    reader = me.account?.id ?? '';
    asked.clear();
    queueMicrotask(() => Object.assign(names, { observers: {}, accounts: {} })); // not while the page is being drawn
  }
  if (asked.has(what)) return;
  asked.add(what);
  ask().catch(() => setTimeout(() => asked.delete(what), 10_000));
}

const keepAccounts = (all: readonly Account[]) =>
  void (names.accounts = { ...names.accounts, ...Object.fromEntries(all.map((a) => [a.id, a.name])) });

/** The name of an observer; nothing until it is known. */
export function observerName(id: string | null | undefined): string {
  if (!id) return '';
  once(id, async () => {
    const one = await api.get('/api/v1/observers/{id}', { path: { id } });
    names.observers = { ...names.observers, [id]: one.preferredName };
  });
  return names.observers[id] ?? '';
}

/** The name of an account; nothing until it is known. */
export function accountName(id: string | null | undefined): string {
  if (!id) return '';
  if (id === me.account?.id) return 'you';
  // who is not among them is asked for alone
  once('accounts', async () => keepAccounts((await api.get('/api/v1/accounts', { query: { limit: 200 } })).items));
  const name = names.accounts[id];
  if (name === undefined && Object.keys(names.accounts).length) {
    once(id, async () => keepAccounts([await api.get('/api/v1/accounts/{id}', { path: { id } })]));
  }
  return name ?? '';
}
