// Where one is: the path and the query of the address, as state. Addresses are real paths and can be shared.
import { random } from '../text/random';
import { departure } from './departure.svelte';

interface Place {
  path: string;
  search: string;
  hash: string;
}

function read(): Place {
  if (typeof location === 'undefined') return { path: '/', search: '', hash: '' };
  return { path: location.pathname.replace(/(.)\/+$/, '$1'), search: location.search, hash: location.hash };
}

/** The address in view. */
export const here: Place = $state(read());

const scrolls = new Map<string, number>(left()); // how far down one was, by visit; also of before a reload

function left(): [string, number][] {
  try {
    return JSON.parse(sessionStorage.getItem('scrolls') ?? '[]') as [string, number][];
  } catch {
    return [];
  }
}

function leave() {
  scrolls.set(visit, scrollY);
  try {
    sessionStorage.setItem('scrolls', JSON.stringify([...scrolls].slice(-50)));
  } catch {
    // Nothing is kept, and a reload begins at the top.
  }
}
let visit = '';

/** The visit of the page in view, the same after a reload of it. */
export const pageVisit = () => visit;

/** Goes to an address of the app; from a form that is half filled in, when somebody says so. */
export function go(address: string, how: { replace?: boolean } = {}) {
  const url = new URL(address, location.href);
  if (url.origin !== location.origin) return location.assign(url);
  const before = here.path;
  if (!how.replace && url.pathname !== location.pathname && departure.holds(() => go(address))) return;
  settle();
  scrolls.set(visit, scrollY);
  visit = how.replace ? visit : random();
  history[how.replace ? 'replaceState' : 'pushState']({ visit }, '', url);
  Object.assign(here, read());
  if (here.path !== before && !how.replace) scrollTo(0, 0);
}

/** Begins to follow the address bar and the links of the page; called once. */
export function follow() {
  history.scrollRestoration = 'manual';
  visit = (history.state as { visit?: string } | null)?.visit ?? random();
  history.replaceState({ ...history.state, visit }, '');
  restore(scrolls.get(visit));
  addEventListener('pagehide', leave);
  addEventListener('popstate', (e) => {
    // Back has gone already: until it is meant, the page in view stands there again.
    if (read().path !== here.path && departure.holds(() => history.back()))
      return history.pushState({ visit }, '', here.path + here.search + here.hash);
    scrolls.set(visit, scrollY);
    visit = (e.state as { visit?: string } | null)?.visit ?? '';
    Object.assign(here, read());
    restore(scrolls.get(visit) ?? 0);
  });
  addEventListener('hashchange', () => Object.assign(here, read()));
  document.addEventListener('click', (e) => {
    const link = (e.target as Element | null)?.closest?.('a');
    if (!link || e.defaultPrevented || e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
    const href = link.getAttribute('href');
    if (!href || link.getAttribute('target') || link.hasAttribute('download')) return;
    const url = new URL(href, location.href);
    if (url.origin !== location.origin || url.pathname.startsWith('/api/') || url.pathname.startsWith('/problems/')) return;
    if (url.pathname === location.pathname && url.search === location.search && url.hash) return; // within the page
    e.preventDefault();
    go(url.href);
  });
}

let settle = () => {}; // leaves the page where it is

/** Scrolls to where one was, and again while the page is still growing, unless whoever reads it does something else. */
function restore(y: number | undefined) {
  settle();
  if (y === undefined) return;
  const back = () => scrollTo(0, y);
  const grows = new ResizeObserver(back);
  const done = new AbortController();
  settle = () => (grows.disconnect(), done.abort());
  for (const act of ['wheel', 'touchstart', 'pointerdown', 'keydown'])
    addEventListener(act, settle, { signal: done.signal, passive: true });
  setTimeout(settle, 5_000);
  grows.observe(document.body);
  back();
}

/** The values of a pattern's names in a path, or null: `/observers/:id` in `/observers/7` is `{ id: '7' }`. */
export function match(pattern: string, path: string): Record<string, string> | null {
  const want = pattern.split('/');
  const have = path.split('/');
  if (want.length !== have.length) return null;
  const found: Record<string, string> = {};
  for (const [i, part] of want.entries()) {
    const value = have[i]!;
    if (part.startsWith(':')) {
      if (!value) return null;
      try {
        found[part.slice(1)] = decodeURIComponent(value);
      } catch {
        return null;
      }
    } else if (part !== value) return null;
  }
  return found;
}

type Value = string | number | boolean | readonly string[] | null | undefined;

/** An address with a query; what is empty is left out. */
export function address(path: string, values: Record<string, Value> = {}): string {
  const search = written(new URLSearchParams(), values);
  return search ? `${path}?${search}` : path;
}

function written(params: URLSearchParams, values: Record<string, Value>): string {
  for (const [name, value] of Object.entries(values)) {
    params.delete(name);
    if (Array.isArray(value)) for (const one of value as string[]) params.append(name, one);
    else if (value !== undefined && value !== null && value !== '' && value !== false) params.set(name, String(value));
  }
  return params.toString();
}

/** The query of the address: filters, sorting and steps live there. Reading it is reactive. */
export const query = {
  get(name: string): string | undefined {
    return new URLSearchParams(here.search).get(name) || undefined;
  },
  /** One of a few values, or undefined where the address says something else. */
  choice<T extends string>(name: string, values: readonly T[]): T | undefined {
    const value = this.get(name);
    return values.includes(value as T) ? (value as T) : undefined;
  },
  number(name: string): number | undefined {
    const value = this.get(name);
    return value === undefined || !Number.isFinite(Number(value)) ? undefined : Number(value);
  },
  /** A day like 2027-03-14. */
  day(name: string): string | undefined {
    const value = this.get(name);
    return value && /^\d{4}-\d\d-\d\d$/.test(value) ? value : undefined;
  },
  flag(name: string): boolean {
    return this.get(name) === 'true';
  },
  all(name: string): string[] {
    return new URLSearchParams(here.search).getAll(name);
  },
  /** Changes some of it; the page stays. With `push` the browser's Back undoes it. */
  set(values: Record<string, Value>, how: { push?: boolean } = {}) {
    const search = written(new URLSearchParams(here.search), values);
    go(here.path + (search ? `?${search}` : '') + here.hash, { replace: !how.push });
  },
};

/** Whether whoever is signed in has a page at an address; the app sets it from the table of routes. */
export const reachable: { has: (address: string) => boolean } = $state({ has: () => false });
