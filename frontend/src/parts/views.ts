// What a saved view is in the address: the filters, the order and the columns of a list, and nothing else of it.
import type { Filter } from './Filters.svelte';

/** What every list takes beside its filters: a period, its order, and its columns. */
const always = ['from', 'to', 'sort', 'columns'];

/** What stands in an address of what a list takes, each once and in one order, so that it can be compared. */
export function kept(search: string, filters: readonly Filter[], takes: readonly string[]): string {
  const names = [...new Set([...filters.map((f) => f.name), ...takes, ...always])];
  const said = new URLSearchParams(search);
  const found = names.flatMap((name) => (said.get(name) ? [[name, said.get(name)!]] : []));
  return String(new URLSearchParams(found.sort(([a], [b]) => (a! < b! ? -1 : 1))));
}

/** What a view still says: a filter that no longer has its choice is left out. */
export function still(query: string, filters: readonly Filter[]): string {
  const said = new URLSearchParams(query);
  for (const { name, options } of filters)
    if (options?.length && said.has(name) && !options.some((o) => o.value === said.get(name))) said.delete(name);
  return String(said);
}
