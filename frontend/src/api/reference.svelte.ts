// The lists that hardly ever change: states, languages, currencies. Asked for once, by whoever needs them first.
import { api, problemOf, type Problem } from './client';
import { choicesFrom } from '../text/choices';
import { alphabetical } from '../text/search';
import { customs, language } from '../text/language';
import type { Choice } from '../parts/Select.svelte';

/** A list that is asked for by whoever needs it first; when that fails, whoever needs it later asks again. */
class Reference<T> {
  data = $state.raw<T[]>();
  problem = $state.raw<Problem>();
  busy = $state(false);
  #ask: () => Promise<{ items: T[] }>;
  #asked = false;

  constructor(ask: () => Promise<{ items: T[] }>) {
    this.#ask = ask;
  }

  get items(): T[] {
    if (!this.#asked) queueMicrotask(this.refresh); // not while the page is being drawn
    this.#asked = true;
    return this.data ?? [];
  }

  get loading() {
    return this.data === undefined && !this.problem;
  }

  refresh = async () => {
    this.busy = true;
    try {
      this.data = (await this.#ask()).items;
      this.problem = undefined;
    } catch (failure) {
      this.problem = problemOf(failure);
      setTimeout(() => (this.#asked = false), 5_000);
    } finally {
      this.busy = false;
    }
  };
}

const all = {
  states: new Reference(() => api.get('/api/v1/states')),
  languages: new Reference(() => api.get('/api/v1/languages')),
  currencies: new Reference(() => api.get('/api/v1/currencies')),
};

export const states = () => all.states.items;
export const languages = () => all.languages.items;
export const currencies = () => all.currencies.items;

/** Names in other languages; in English those of the fund's own lists, which contributors and hosts agreed on. */
const nameBy = (type: 'region' | 'language') =>
  language === 'en' || language === 'en-XA' ? undefined : new Intl.DisplayNames(customs, { type, fallback: 'none' });
const regions = nameBy('region');
const tongues = nameBy('language');
export const stateCalled = (s: { code: string; name: string }) => regions?.of(s.code) ?? s.name;
export const languageCalled = (l: { code: string; name: string }) => tongues?.of(l.code) ?? l.name;

/** The name of a state by its code; the code until the list is there. The European Union is a participant, not a state. */
export function stateName(code: string | null | undefined): string {
  if (!code) return '';
  if (code === 'EU') return 'European Union';
  const known = states().find((s) => s.code === code);
  return known ? stateCalled(known) : code;
}

export function languageName(code: string | null | undefined): string {
  const known = code ? languages().find((l) => l.code === code) : undefined;
  return known ? languageCalled(known) : (code ?? '');
}

/** How many decimals a currency has; undefined until the list is there, because nothing may be read or written with a guess. */
export const decimalsOf = (code: string): number | undefined => currencies().find((c) => c.code === code)?.decimals;

/** What a list offers to choose from; asking for its items asks for the list. Names in other languages have an order of their own. */
function choices<T>(list: Reference<T>, choice: (one: T) => Choice) {
  const all = (list.items, choicesFrom(list, choice));
  return regions ? { ...all, items: all.items.toSorted((a, b) => alphabetical(a.label, b.label)) } : all;
}
export const stateChoices = () => choices(all.states, (s) => ({ value: s.code, label: stateCalled(s), hint: s.code, also: s.code3 }));
export const languageChoices = () => choices(all.languages, (l) => ({ value: l.code, label: languageCalled(l), hint: l.code }));
export const currencyChoices = () => choices(all.currencies, (c) => ({ value: c.code, label: c.code, hint: c.name }));
