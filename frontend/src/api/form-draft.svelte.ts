// What somebody is writing, kept in this tab: a phone may forget the page while its camera is open, and a form that is
// half filled in is still there after a reload. It is forgotten when it was sent, and with the tab.
import { onDestroy, untrack } from 'svelte';
import { me } from './me.svelte';

const prefix = 'writing ';
const filled = new Set<string>(); // those on the page
const begun = new Map<string, string>(); // what each form begins with

const nameOf = (what: string) => untrack(() => `${prefix}${me.account?.id ?? ''} ${what}`);

/** A form's values as they were left, over those it begins with. Only names that the form still has come back. */
export function kept<T extends object>(what: string, begin: T): T {
  begun.set(nameOf(what), JSON.stringify(begin));
  try {
    const left = JSON.parse(sessionStorage.getItem(nameOf(what)) ?? '{}') as Record<string, unknown>;
    const same = Object.entries(left).filter(
      ([name, value]) => name in begin && [typeof value, 'undefined'].includes(typeof begin[name as keyof T]),
    );
    return { ...begin, ...Object.fromEntries(same) };
  } catch {
    return begin;
  }
}

/** Keeps a form's values while it is filled in; call it where a component is set up. A form that is not there yet has no name. */
export function keep(what: string | (() => string | undefined), values: () => object) {
  $effect(() => {
    const name = typeof what === 'string' ? what : what();
    if (!name) return;
    filled.add(name);
    const text = JSON.stringify(values());
    if (text === begun.get(nameOf(name))) return drop(name);
    try {
      sessionStorage.setItem(nameOf(name), text);
    } catch {
      // No room, or a browser that keeps nothing: the form itself still has it.
    }
  });
  onDestroy(() => filled.delete(typeof what === 'string' ? what : (what() ?? '')));
}

/** Forgets every form that is being filled in on this page: it was sent. */
export function dropAll() {
  for (const name of filled) drop(name);
}

/** Forgets what was kept: it was sent, or is not wanted any more. */
export function drop(what: string) {
  try {
    sessionStorage.removeItem(nameOf(what));
  } catch {
    // There was nothing.
  }
}
