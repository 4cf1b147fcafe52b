// How many things wait for whoever is signed in. Of each action only the first are named in the list; its counts say of all, up to
// a thousand.
import type { Action, WaitingList } from './client';

/** How many things wait for any of these actions. */
export const waitingFor = (list: WaitingList | undefined, actions: readonly Action[]): number =>
  (list?.counts ?? []).reduce((n, one) => n + (actions.includes(one.action) ? one.count : 0), 0);

/** Where everything that waits for some actions is listed; for any, when none are named. */
export const waitingAt = (actions: readonly Action[] = []): string =>
  actions.length ? `/attention?actions=${actions.join()}` : '/attention';

/** A number of things that wait, or as many as are counted and perhaps more: 1,000+. */
export const orMore = (n: number): string => (n < 1000 ? String(n) : '1,000+');
