// Choices out of a list that may be long: it is searched where it is kept, and what is chosen is known by its name also when it
// stands far down the list.
import { api, type Asking, type Item, type PathFor } from './client';
import type { Choices } from '../text/choices';
import { list } from './live.svelte';
import type { Choice } from '../parts/Select.svelte';

type Lists = Extract<
  PathFor<'get'>,
  `/api/v1/${'accounts' | 'commitments' | 'contributions' | 'observers' | 'opportunities' | 'payments'}`
>;
const pause = 200; // ms between two letters, after which nobody is asked for the first
const call = api.get as unknown as (path: string, options: object) => Promise<unknown>;

/**
 * What a list offers, each as a choice, found by what is typed:
 * `searched('/api/v1/observers', () => ({ query: { seated: true } }), (o) => ({ value: o.id, ... }))`.
 * Called while a component is set up. While the API has not answered what was typed last, the choices are on their way.
 */
export function searched<P extends Lists>(
  path: P,
  options: () => Asking<P, 'get'> | null,
  choice: (one: Item<P>) => Choice | undefined,
): Choices {
  let typed = $state('');
  let asked = $state('');
  let timer: ReturnType<typeof setTimeout>;
  const found = list(path, () => {
    const o = options() as { query?: object } | null;
    return o && ({ ...o, query: { ...o.query, ...(asked ? { q: asked } : {}) } } as Asking<P, 'get'>);
  });
  const waits = $derived(typed !== asked || (found.data === undefined && (found.loading || found.busy)));
  const items = $derived(waits ? [] : found.items.flatMap((one) => choice(one) ?? []));
  // what was chosen elsewhere, such as in the address; its label may need a list that is still on its way
  let known = $state.raw<Record<string, Item<P>>>({});
  const sought = new Set<string>();
  async function know(value: string) {
    try {
      const one = (await call(`${path}/{id}`, { path: { id: value } })) as Item<P>;
      known = { ...known, [value]: one };
    } catch {
      setTimeout(() => sought.delete(value), 10_000);
    }
  }
  return {
    get items() {
      return items;
    },
    get loading() {
      return waits;
    },
    get problem() {
      return found.data === undefined && !waits ? found.problem : undefined;
    },
    get more() {
      return !waits && found.next;
    },
    refresh: found.refresh,
    find(text) {
      typed = text.trim().slice(0, 100); // as much as the API takes
      clearTimeout(timer);
      if (typed) timer = setTimeout(() => (asked = typed), pause);
      else asked = '';
    },
    named(value) {
      if (value && !sought.has(value)) {
        sought.add(value);
        queueMicrotask(() => void know(value)); // not while the page is being drawn
      }
      const one = known[value];
      return one === undefined ? '' : (choice(one)?.label ?? value);
    },
  };
}
