// How what the API says is said in another language than English. Loaded by builds in such a language only.
import { sayBy, type Source } from '../text/api-sentences';
import { deeds } from '../text/deeds';
import { count, date, instant, money, number, words } from '../text/format';
import { functionName, statusWord, term, type States } from '../text/words';
import { languageName, stateName } from './reference.svelte';

/** By the template of the API, the same in another language, with the same {parameters} in an order of its own. */
export type Book = Readonly<Record<string, string>>;

/** Says by a book what the API says; what does not stand in it stays in English. */
export const learn = (book: Book): void => sayBy((text, of) => say(book, text, of));

const named = /\{(\w+)\}/g;

function say(book: Book, text: string, { template = text, parameters = {} }: Source): string {
  const empty = !/\p{L}/u.test(template.replace(named, '')); // only what stands in it has words
  const form = Object.hasOwn(book, template) ? book[template]! : empty ? template : undefined;
  return form?.replace(named, (hole, name: string) => (Object.hasOwn(parameters, name) ? value(book, parameters[name]) : hole)) ?? text;
}

/** Everything that a parameter can be beside a text, a number and a list: models/said/said.go says it to JSON. */
type Value =
  | { day: string }
  | { at: string }
  | { amount: number; currency: string; decimals: number }
  | { count: number; of: string }
  | { code: string; of: string }
  | ({ sentence: string } & Source);

function value(book: Book, parameter: unknown): string {
  if (typeof parameter === 'number') return number(parameter);
  if (Array.isArray(parameter)) return listed(parameter.map((one) => value(book, one)));
  if (typeof parameter !== 'object' || !parameter) return String(parameter);
  const v = parameter as Value;
  if ('day' in v) return date(v.day);
  if ('at' in v) return instant(v.at);
  if ('amount' in v) return money(v.amount, v.currency, v.decimals);
  if ('count' in v) return counted(v.count, v.of);
  if ('code' in v) return coded(v.code, v.of);
  return say(book, v.sentence, v);
}

/** Sentences stand after each other, anything else with commas. */
const listed = (all: string[]) =>
  all.join(all.some((one) => /[.!?。។]$/.test(one)) ? ' ' : all.some((one) => one.includes(', ')) ? '; ' : ', ');

function counted(n: number, of: string): string {
  switch (of) {
    case 'day':
      return count(n, 'day');
    case 'observer':
      return count(n, 'observer');
    case 'character':
      return count(n, 'character');
    case 'entry':
      return count(n, 'entry', 'entries');
    default:
      return `${number(n)} ${of}`;
  }
}

/** The names of codes, by what the document of the API calls their type. */
const names: Readonly<Partial<Record<string, (code: string) => string>>> = {
  State: stateName,
  Language: languageName,
  Level: (code) => code,
  Function: (code) => inside(functionName(code)),
  Format: (code) => inside(term('format', code)),
  Window: (code) => inside(term('window', code)),
  Role: (code) => inside(term('role', code)),
  Rule: (code) => inside(term('rule', code)),
  AvailabilityKind: (code) => inside(term('availability', code)),
  TrainingKind: (code) => inside(term('training', code)),
  Action: (code) => inside((deeds as Partial<Record<string, string>>)[code] ?? words(code)),
};

function coded(code: string, of: string): string {
  const status = /^(\w+)Status$/.exec(of)?.[1];
  if (status) return inside(statusWord(code, status.replace(/\B[A-Z]/g, '_$&').toLowerCase() as keyof States));
  return names[of]?.(code) ?? words(code);
}

/** A name within a sentence: small, but where its letters are capitals. */
const inside = (name: string): string => (/^\p{Lu}{2}/u.test(name) ? name : name.charAt(0).toLowerCase() + name.slice(1));
