// The names behind ids, where a record does not carry them: of observers in the journal, and of the accounts that did something.
import { api } from './client';
import { shown } from './live.svelte';
import { me } from './me.svelte';
import { printing } from '../app/printing.svelte';

/** The name of an observer; nothing until it is known. */
export function observerName(id: string | null | undefined): string {
  if (!id) return '';
  return shown(`observer ${id}`, (signal) => api.get('/api/v1/observers/{id}', { path: { id }, signal }))?.preferredName ?? '';
}

/** Whether an account is that of whoever reads: who is signed in, but not on paper, which others read. */
export const isMe = (id: string | undefined): boolean => !printing.on && id === me.account?.id;

/** The name of an account; nothing until it is known. */
export function accountName(id: string | null | undefined): string {
  if (!id) return '';
  if (isMe(id)) return /* say */ 'you';
  if (id === me.account?.id) return me.account.name;
  // who is not among them is asked for alone
  const all = shown('accounts', (signal) => api.get('/api/v1/accounts', { query: { limit: 200 }, signal }));
  const one = all?.items.find((account) => account.id === id);
  const alone = () => shown(`account ${id}`, (signal) => api.get('/api/v1/accounts/{id}', { path: { id }, signal }));
  return (one ?? (all && alone()))?.name ?? '';
}
