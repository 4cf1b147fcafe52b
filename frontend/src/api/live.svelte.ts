// What is read from the API, kept and kept true: shown at once from memory, then asked for again.
import { createSubscriber } from 'svelte/reactivity';
import { api, problemOf, type Asking, type Got, type Item, type PathFor, type Problem } from './client';
import { hooks } from './hooks';

/** How often what is on the screen is asked for again while somebody looks at it. */
export const pollInterval = 20_000;
/** The same for names, which change once in years: many stand on one page, each asked for alone. */
const nameInterval = 300_000;

/** Something that was asked for. While `data` is there, a failure of a later refresh leaves it in place. */
export interface Resource<T> {
  readonly data: T | undefined;
  readonly problem: Problem | undefined;
  readonly loading: boolean; // there is nothing to show yet
  readonly busy: boolean; // a request is under way
  readonly address?: string | undefined; // of all that it is of, whatever page is shown; nothing while nothing is asked for
  refresh(): Promise<void>;
}

type Fetcher<T> = (signal: AbortSignal) => Promise<T>;

class Entry<T = unknown> implements Resource<T> {
  data = $state.raw<T>();
  problem = $state.raw<Problem>();
  busy = $state(false);
  at = 0; // when it was last answered
  watchers = 0;
  every = pollInterval; // how old it may be while somebody looks at it
  fetcher: Fetcher<T>;
  #text = '';
  #running?: AbortController;
  /** Read where a page is drawn, it has somebody look at it for as long as the page shows it. */
  look = createSubscriber(() => this.watch());

  constructor(fetcher: Fetcher<T>) {
    this.fetcher = fetcher;
  }

  get loading() {
    return this.data === undefined && !this.problem;
  }

  /** Somebody looks at it, until what is returned is called. */
  watch() {
    this.watchers++;
    // the page is drawn first
    setTimeout(() => this.watchers > 0 && !this.busy && Date.now() - this.at > this.every / 10 && void this.refresh());
    return () => void this.watchers--;
  }

  async refresh() {
    this.#running?.abort();
    const running = (this.#running = new AbortController());
    this.busy = true;
    try {
      const data = await this.fetcher(running.signal);
      if (running.signal.aborted) return;
      const text = JSON.stringify(data) ?? '';
      if (text !== this.#text || this.data === undefined) {
        this.#text = text; // the same answer is no change: nothing on the screen moves
        this.data = data;
      }
      this.problem = undefined;
      this.at = Date.now();
    } catch (failure) {
      if (running.signal.aborted) return;
      this.problem = problemOf(failure);
      this.at = Date.now();
    } finally {
      if (this.#running === running) this.busy = false;
    }
  }
}

const kept = new Map<string, Entry>();
const most = 200; // entries that nobody looks at and that are worth keeping

function entry<T>(key: string, fetcher: Fetcher<T>): Entry<T> {
  let found = kept.get(key) as Entry<T> | undefined;
  if (!found) {
    found = new Entry<T>(fetcher);
    kept.set(key, found as Entry);
    if (kept.size > most) {
      for (const [name, old] of kept) {
        if (old.watchers === 0 && old !== (found as Entry)) {
          kept.delete(name);
          break;
        }
      }
    }
  }
  return found;
}

/** Forgets everything: somebody else signs in. */
export function forget() {
  kept.clear();
}

function refreshOld(all = false) {
  if (typeof document !== 'undefined' && (document.hidden || !navigator.onLine)) return;
  const now = Date.now();
  for (const one of kept.values()) if (one.watchers > 0 && !one.busy && now - one.at >= (all ? 0 : one.every)) void one.refresh();
}

/** Asks again for all that is on the screen; called after every write, so that no page can forget to. */
export function refreshAll() {
  for (const one of kept.values()) {
    one.at = 0;
    if (one.watchers > 0 || one.busy) void one.refresh(); // what is under way may be answered as it was before the write
  }
}

hooks.onWrite = refreshAll;
if (typeof window !== 'undefined') {
  setInterval(() => refreshOld(), 5_000);
  document.addEventListener('visibilitychange', () => refreshOld());
  window.addEventListener('online', () => refreshOld(true));
}

/**
 * Keeps whatever a fetcher answers under a key, true while the component is on the screen. The key may depend on reactive
 * values; when it changes, the other resource is shown. Without a key nothing is asked for.
 */
export function live<T>(key: () => string | null, fetcher: Fetcher<T>): Resource<T> {
  return watch(() => {
    const name = key();
    return name === null ? null : { name, fetcher };
  });
}

function watch<T>(wanted: () => { name: string; fetcher: Fetcher<T>; address?: string } | null): Resource<T> {
  const current = $derived.by(() => {
    const want = wanted();
    return want && { ...want, one: entry(want.name, want.fetcher) };
  });
  $effect(() => {
    if (!current) return;
    const { one, fetcher } = current;
    one.fetcher = fetcher;
    return one.watch();
  });
  return {
    get data() {
      return current?.one.data;
    },
    get problem() {
      return current?.one.problem;
    },
    get loading() {
      return current?.one.loading ?? false;
    },
    get busy() {
      return current?.one.busy ?? false;
    },
    get address() {
      return current?.address;
    },
    refresh: async () => current?.one.refresh(),
  };
}

/** What a fetcher answers about a name that is read while a page is drawn; nothing until it is known. */
export function shown<T>(key: string, fetcher: Fetcher<T>): T | undefined {
  const one = entry(key, fetcher);
  one.every = nameInterval;
  one.look();
  return one.data;
}

const call = api.get as unknown as (path: string, options: object) => Promise<unknown>;
const keyOf = (path: string, o: { path?: unknown; query?: unknown }) => `${path} ${JSON.stringify([o.path, o.query])}`;

/** The address of all that is asked for: its filters and its order, without the page. */
export function wholeAddress(path: string, o: { path?: unknown; query?: unknown }) {
  const ids = (o.path ?? {}) as Record<string, string>;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries((o.query ?? {}) as object)) {
    if (['limit', 'count', 'after', 'before'].includes(name)) continue;
    for (const one of [value].flat()) if (one !== undefined && one !== null && one !== '') query.append(name, String(one));
  }
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(ids[name] ?? '')) + (query.size ? `?${query}` : '');
}

/**
 * What a path answers to GET: `const seats = get('/api/v1/seats')`. The options are a function, because they may depend on
 * reactive values such as a filter in the address; where it returns null, nothing is asked for yet.
 */
export function get<P extends PathFor<'get'>>(path: P, options?: () => Asking<P, 'get'> | null): Resource<Got<P>> {
  return watch(() => {
    const o = options ? options() : {};
    return (
      o && { name: keyOf(path, o), address: wholeAddress(path, o), fetcher: (signal) => call(path, { ...o, signal }) as Promise<Got<P>> }
    );
  });
}

/** A list with more to come: `items`, and `more()` while there is a `next`. */
export interface List<T> extends Resource<T[]> {
  readonly items: T[];
  readonly next: boolean;
  readonly total: number | undefined;
  readonly can: readonly string[] | undefined; // what whoever reads it can do, where the list says so
  more(): Promise<void>;
  rest(most?: number): Promise<void>; // everything that is to come, or so much that there are about as many
}

interface Pages {
  items: unknown[];
  next?: string | number;
  total?: number;
  can?: readonly string[];
}

/** What a path that answers in pages has: `const accounts = list('/api/v1/accounts', () => ({ query: { q: query.get('q') } }))`. */
export function list<P extends PathFor<'get'>>(path: P, options?: () => Asking<P, 'get'> | null): List<Item<P>> {
  return paged(path, options, 'list');
}

/**
 * Everything that a path lists, page by page: for what is shown or counted whole. Each says beside it what keeps it short, because
 * it is read again every 20 seconds.
 */
export function whole<P extends PathFor<'get'>>(path: P, options?: () => Asking<P, 'get'> | null): List<Item<P>> {
  return paged(path, options, 'whole');
}

function paged<P extends PathFor<'get'>>(
  path: P,
  options: (() => Asking<P, 'get'> | null) | undefined,
  how: 'list' | 'whole',
): List<Item<P>> {
  let name = '';
  const pages = watch<Pages>(() => {
    const o = (options ? options() : {}) as { path?: unknown; query?: object } | null;
    if (!o) return null;
    name = `${how} ${keyOf(path, o)}`;
    const key = name;
    const address = wholeAddress(path, o);
    if (how === 'whole')
      return { name, address, fetcher: (signal) => fetchPages(path, { ...o, query: { limit: 200, ...o.query } }, Infinity, signal) };
    return {
      name,
      address,
      fetcher: async (signal) => {
        const before = further.get(key);
        further.delete(key);
        const pages = await fetchPages(path, o, wantedCounts.get(key) ?? 0, signal, before);
        entry(key, unasked).every = pollInterval * Math.max(1, Math.ceil(pages.items.length / 500)); // thousands are not read every 20 s
        return pages;
      },
    };
  });
  return {
    get data() {
      return pages.data?.items as Item<P>[] | undefined;
    },
    get items() {
      return (pages.data?.items ?? []) as Item<P>[];
    },
    get next() {
      return pages.data?.next !== undefined;
    },
    get total() {
      return pages.data?.total;
    },
    get can() {
      return pages.data?.can;
    },
    get problem() {
      return pages.problem;
    },
    get loading() {
      return pages.loading;
    },
    get busy() {
      return pages.busy;
    },
    get address() {
      return pages.address;
    },
    refresh: pages.refresh,
    more: async () => {
      wantedCounts.set(name, (pages.data?.items.length ?? 0) + 1);
      if (how === 'list' && pages.data) further.set(name, pages.data);
      await pages.refresh();
    },
    rest: async (most = Infinity) => {
      if (pages.data && (pages.data.next === undefined || pages.data.items.length >= most)) return;
      wantedCounts.set(name, most);
      await pages.refresh();
    },
  };
}

const wantedCounts = new Map<string, number>(); // how many items people have asked to see, by key
const further = new Map<string, Pages>(); // what is there while more of it is asked for, by key
const unasked = () => Promise.reject(new Error('it is there already'));

/** Reads pages from the first until there are as many items as wanted, so that a refresh shows no fewer than before. */
async function fetchPages(path: string, o: { query?: object }, wanted: number, signal: AbortSignal, from?: Pages): Promise<Pages> {
  const out: Pages = { items: [], ...(from && { ...from, items: [...from.items] }) };
  let cursor = from?.next;
  do {
    const at = typeof cursor === 'number' ? { before: cursor } : cursor ? { after: cursor } : {};
    const much = wanted - out.items.length > 200 ? { limit: 200 } : {};
    const page = (await call(path, { ...o, query: { ...o.query, ...much, ...at }, signal })) as Pages;
    out.items.push(...page.items);
    out.total ??= page.total;
    if (page.can) out.can = page.can;
    out.next = cursor = page.next || undefined;
  } while (cursor !== undefined && out.items.length < wanted);
  return out;
}
