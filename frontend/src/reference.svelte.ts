// The lists that hardly ever change: states, languages, currencies. Asked for once, by whoever needs them first.
import { api, type Currency, type Language, type State } from './api';

interface Lists {
  states: State[];
  languages: Language[];
  currencies: Currency[];
}

const lists: Lists = $state({ states: [], languages: [], currencies: [] });
const asked = new Set<keyof Lists>();

function ask<K extends keyof Lists>(name: K): Lists[K] {
  if (!asked.has(name)) {
    asked.add(name);
    api.get(`/api/v1/${name}`).then(
      (answer) => (lists[name] = answer.items as Lists[K]),
      () => setTimeout(() => asked.delete(name), 5_000), // the next who needs it asks again
    );
  }
  return lists[name];
}

export const states = () => ask('states');
export const languages = () => ask('languages');
export const currencies = () => ask('currencies');

/** The name of a state by its code; the code until the list is there. The European Union is a participant, not a state. */
export const stateName = (code: string | null | undefined): string =>
  !code ? '' : code === 'EU' ? 'European Union' : (states().find((s) => s.code === code)?.name ?? code);

export const languageName = (code: string | null | undefined): string =>
  !code ? '' : (languages().find((l) => l.code === code)?.name ?? code);

/** How many decimals a currency has; two until the list is there. */
export const decimalsOf = (code: string): number => currencies().find((c) => c.code === code)?.decimals ?? 2;

/** Choices for a Select or a Combobox. */
export const stateChoices = () => states().map((s) => ({ value: s.code, label: s.name, hint: s.code, also: s.code3 }));
export const languageChoices = () => languages().map((l) => ({ value: l.code, label: l.name, hint: l.code }));
export const currencyChoices = () => currencies().map((c) => ({ value: c.code, label: c.code, hint: c.name }));
