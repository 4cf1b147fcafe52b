// What somebody is writing: a phone may forget the page while its camera is open, a session may end, a tab may be closed; what was
// typed is there when its form is opened again. It is forgotten when it was sent.
import { onDestroy, untrack } from 'svelte';
import { departure } from '../app/departure.svelte';
import { draftName, forgetDraft, readDraft, writeDraft } from './drafts';
import { me } from './me.svelte';
import { tells } from './unkept';

/** A form on the page. */
interface Filled {
  name: string;
  text: string; // its values
  settled: string; // as they were sent, came back, or were asked about
  written: string; // as they were kept last
  hands: number; // what hands had done when it was set up
  values: () => object;
}
const filled = new Set<Filled>();
const begun = new Map<string, object>(); // what each form begins with
let restored = $state.raw<Record<string, number>>({}); // when what stands in a form was typed, of those that came back
let hands = 0; // what somebody has done with keys or a pointer: what a form fills in by itself is no draft

const nameOf = (form: string) => untrack(() => draftName(me.account?.id ?? '', form));
const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** A form's values as they were left, over those it begins with. Only names that the form still has come back. */
export function kept<T extends object>(form: string, begin: T): T {
  const name = nameOf(form);
  begun.set(name, structuredClone($state.snapshot(begin)) as object);
  const left = readDraft(name);
  const values = left ? (over(begin, left.values) as T) : begin;
  untrack(() => came(name, left && !same(values, begin) ? left.at : undefined));
  return values;
}

/** Values over others of the same kind; within a group of fields, field by field. */
function over(begin: object, left: object): object {
  const grouped = (one: unknown) => Boolean(one) && typeof one === 'object' && !Array.isArray(one);
  const fits = Object.entries(left).filter(([name, value]) => {
    const was: unknown = begin[name as keyof object];
    return name in begin && (was === undefined || (typeof was === typeof value && Array.isArray(was) === Array.isArray(value)));
  });
  return {
    ...begin,
    ...Object.fromEntries(
      fits.map(([name, value]) => {
        const was: unknown = begin[name as keyof object];
        return [name, grouped(was) && grouped(value) ? over(was as object, value as object) : structuredClone(value)];
      }),
    ),
  };
}

/**
 * Keeps a form's values while it is filled in; call it where a component is set up. `values` gives the state itself, so that it can
 * be emptied. A form that is not there yet has no name.
 */
export function keep(form: string | (() => string | undefined), values: () => object) {
  const one: Filled = { name: '', text: '', settled: '', written: '', hands: -1, values };
  $effect(() => {
    const title = typeof form === 'string' ? form : form();
    const name = title && me.account ? nameOf(title) : '';
    if (name !== one.name) Object.assign(one, { name, hands });
    if (!name) return void filled.delete(one);
    filled.add(one);
    one.text = JSON.stringify(values());
    if (one.hands === hands) one.settled = one.written = one.text;
    if (one.text === one.written) return;
    one.written = one.text;
    const begin = begun.get(name) ?? {};
    const changed = Object.entries(JSON.parse(one.text) as object).filter(([field, value]) => !same(value, begin[field as keyof object]));
    if (changed.length) writeDraft(name, Object.fromEntries(changed));
    else forget(name);
  });
  onDestroy(() => filled.delete(one));
}

/** Notes since when something that has come back stands in a form. */
function came(name: string, at: number | undefined) {
  const { [name]: was, ...others } = restored;
  if (at !== was) restored = at === undefined ? others : { ...others, [name]: at };
}
function forget(name: string) {
  forgetDraft(name);
  untrack(() => came(name, undefined));
}
const settle = (one: Filled) => (one.settled = one.written = one.text);

/** Forgets what was kept of a form: it was sent, or is not wanted any more. */
export function drop(form: string) {
  const name = nameOf(form);
  for (const one of filled) if (one.name === name) settle(one);
  forget(name);
}

/** When what stands in a form was typed; nothing where it has not come back. */
export const restoredAt = (form: string) => restored[nameOf(form)];

/** Empties a form to what it begins with. */
export function discard(form: string) {
  const name = nameOf(form);
  for (const one of filled) if (one.name === name) Object.assign(one.values(), structuredClone(begun.get(name)));
  drop(form);
}

const unsent = () => [...filled].filter((one) => one.text !== one.settled && !same(JSON.parse(one.text), begun.get(one.name)));

/** Whether something of what was typed here is never kept on the device. */
export const unkeptHere = () => unsent().some((one) => tells(JSON.parse(one.text) as object));

departure.forms = {
  unsent: () => unsent().length > 0,
  settle(discarded) {
    for (const one of unsent()) {
      settle(one);
      if (discarded) forget(one.name);
    }
  },
  sent() {
    for (const one of filled) {
      settle(one);
      forget(one.name);
    }
  },
};

if (typeof window !== 'undefined') {
  for (const act of ['keydown', 'pointerdown', 'click', 'input', 'change']) addEventListener(act, () => hands++, true);
  addEventListener('beforeunload', (e) => unsent().length > 0 && e.preventDefault());
}
