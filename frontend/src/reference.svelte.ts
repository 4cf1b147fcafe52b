// The lists that hardly ever change: states, languages, currencies. Asked for once, by whoever needs them first.
import { api, type Currency, type Language, type State } from './api';

class Lists {
  states = $state.raw<State[]>([]);
  languages = $state.raw<Language[]>([]);
  currencies = $state.raw<Currency[]>([]);
}
const lists = new Lists();
const asked = new Set<string>();

/** Asks for a list unless somebody has; when it fails, the next who needs it asks again. */
function once(name: string, ask: () => Promise<void>) {
  if (asked.has(name)) return;
  asked.add(name);
  ask().catch(() => setTimeout(() => asked.delete(name), 5_000));
}

export function states(): State[] {
  once('states', async () => void (lists.states = (await api.get('/api/v1/states')).items));
  return lists.states;
}

export function languages(): Language[] {
  once('languages', async () => void (lists.languages = (await api.get('/api/v1/languages')).items));
  return lists.languages;
}

export function currencies(): Currency[] {
  once('currencies', async () => void (lists.currencies = (await api.get('/api/v1/currencies')).items));
  return lists.currencies;
}

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
