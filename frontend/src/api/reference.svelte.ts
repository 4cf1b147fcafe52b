// The lists that hardly ever change: states, languages, currencies. Asked for once, by whoever needs them first.
import { api, problemOf, type Problem } from './client';
import { choicesFrom } from '../text/choices';
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

/** The name of a state by its code; the code until the list is there. The European Union is a participant, not a state. */
export const stateName = (code: string | null | undefined): string =>
  !code ? '' : code === 'EU' ? 'European Union' : (states().find((s) => s.code === code)?.name ?? code);

export const languageName = (code: string | null | undefined): string =>
  !code ? '' : (languages().find((l) => l.code === code)?.name ?? code);

/** How many decimals a currency has; undefined until the list is there, because nothing may be read or written with a guess. */
export const decimalsOf = (code: string): number | undefined => currencies().find((c) => c.code === code)?.decimals;

/** What a list offers to choose from; asking for its items asks for the list. */
const choices = <T>(list: Reference<T>, choice: (one: T) => Choice) => (list.items, choicesFrom(list, choice));
export const stateChoices = () => choices(all.states, (s) => ({ value: s.code, label: s.name, hint: s.code, also: s.code3 }));
export const languageChoices = () => choices(all.languages, (l) => ({ value: l.code, label: l.name, hint: l.code }));
export const currencyChoices = () => choices(all.currencies, (c) => ({ value: c.code, label: c.code, hint: c.name }));
