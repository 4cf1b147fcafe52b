// What can be chosen, together with the list it comes from: a field says when that is on its way or could not be had.
import type { Problem } from './api';
import type { Choice } from './parts/Select.svelte';

export interface Choices {
  readonly items: readonly Choice[];
  readonly loading: boolean;
  readonly problem: Problem | undefined; // why there is nothing to choose from
  refresh(): unknown;
}

/** What is there without asking anybody. */
export const fixed = (items: readonly Choice[]): Choices => ({ items, loading: false, problem: undefined, refresh: () => {} });

interface Source<T> {
  readonly data: readonly T[] | { items: readonly T[] } | undefined;
  readonly problem: Problem | undefined;
  readonly busy: boolean;
  readonly loading: boolean;
  refresh(): unknown;
}

/** What a list of the API offers, each as a choice; what is none is left out. */
export function choicesFrom<T>(list: Source<T>, choice: (one: T) => Choice | undefined): Choices {
  const { data, problem, busy, loading, refresh } = list;
  const items = data === undefined ? [] : 'items' in data ? data.items : data;
  const waits = data === undefined && (loading || busy);
  return { items: items.flatMap((one) => choice(one) ?? []), loading: waits, problem: data === undefined && !waits ? problem : undefined, refresh };
}
