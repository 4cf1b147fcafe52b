// What can be chosen, together with the list it comes from: a field says when that is on its way or could not be had.
import type { Problem } from '../api/client';
import type { Choice } from '../parts/Select.svelte';

export interface Choices {
  readonly items: readonly Choice[];
  readonly loading: boolean;
  readonly problem: Problem | undefined; // why there is nothing to choose from
  refresh(): unknown;
  /** Asks for what is typed where the list is; without it the field finds among the items. */
  find?(typed: string): void;
  /** Whether there are more than the items. */
  readonly more?: boolean;
  /** What a value is called that is not among the items; nothing until it is known. */
  named?(value: string): string;
}

/** What a value among some choices is called; nothing until it is known. */
export const nameOf = (choices: Choices, value: string): string =>
  choices.items.find((o) => o.value === value)?.label ??
  (choices.named ? choices.named(value) : choices.loading || choices.problem ? '' : value);

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
  return {
    items: items.flatMap((one) => choice(one) ?? []),
    loading: waits,
    problem: data === undefined && !waits ? problem : undefined,
    refresh,
  };
}
