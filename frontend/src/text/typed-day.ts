// A day as people write it: 8 Feb 2027, 8 February 2027, Feb 8, 2027, 2027-02-08; the months in English and in the language of the app.
import { date, dayOf, digit, serial, type Read } from './format';
import { customs } from './language';
import { folded } from './search';

/** What somebody typed as a day; where it can be meant in two ways, both of them. */
export interface ReadDay extends Read<string> {
  either?: [string, string];
}

const fold = (text: string) => folded(text.replace(/\p{Nd}/gu, digit).replace(/[-–]/g, ' '));

/** The names of something that time has, in both languages, each with its place. */
const names = (n: number, format: (language: string, i: number) => string[]) =>
  Array.from({ length: n }, (_, i) => [customs, 'en'].flatMap((language) => format(language, i)).map(fold));
const monthNames = names(12, (language, i) =>
  (['long', 'short'] as const).map((month) => new Intl.DateTimeFormat(language, { month, timeZone: 'UTC' }).format(i * 31 * 86_400_000)),
);
const dayNames = names(7, (language, i) =>
  (['long', 'short'] as const).map((weekday) => new Intl.DateTimeFormat(language, { weekday, timeZone: 'UTC' }).format(i * 86_400_000)),
).flat();

/** The month that a word means, from 1; 0 where it means none. */
const monthOf = (word: string) => (word.length < 3 ? 0 : monthNames.findIndex((all) => all.some((name) => name.startsWith(word))) + 1);
const isWeekday = (word: string) => word.length > 1 && dayNames.some((name) => name.split(/[- ]/).includes(word));
const fill = new Set([/* code */ 'de', /* code */ 'do', /* code */ 'of', /* code */ 'the']);

const day = (y: string, m: number, d: string): string => dayOf(serial(`${y}-${String(m).padStart(2, '0')}-${d.padStart(2, '0')}`));

/** What to choose instead of a day before the first or after the last that is asked for; nothing of a day between them. */
export function outside(day: string, min?: string, max?: string): string | undefined {
  if (!day || !((min && day < min) || (max && day > max))) return undefined;
  if (min && max) return `Choose a day from ${date(min)} to ${date(max)}.`;
  return min ? `Choose ${date(min)} or a later day.` : `Choose ${date(max)} or an earlier day.`;
}

/** What somebody typed as a day, or a sentence about what is wrong with it; neither when nothing is typed. */
export function parseDay(text: string): ReadDay {
  const written = text.trim();
  if (!written) return {};
  const parts = fold(written)
    .replace(/(\d)(st|nd|rd|th|º|o)\b/g, '$1')
    .split(' ')
    .filter((part) => part && !fill.has(part) && !isWeekday(part));
  const such = { fault: `Write a day such as ${date('2027-02-08')}.` };
  const none = { fault: `There is no such day as ${written}.` };
  const numbers = parts.filter((part) => /^\d+$/.test(part));
  const words = parts.filter((part) => !/^\d+$/.test(part));
  const years = numbers.filter((one) => one.length === 4);
  if (words.length > 1 || numbers.length > 3 || numbers.some((one) => one.length > 4)) return such;
  if (words.length === 1) {
    const month = monthOf(words[0]!);
    const rest = numbers.filter((one) => one.length < 3);
    if (!month || rest.length !== 1) return such;
    if (years.length !== 1 || numbers.length !== 2) return { fault: `Write the year in four digits, such as ${date('2027-02-08')}.` };
    const found = day(years[0]!, month, rest[0]!);
    return found ? { value: found } : none;
  }
  const [a, b, c] = numbers as [string, string, string];
  if (numbers.length !== 3) return such;
  if (years.length !== 1) return { fault: `Write the year in four digits, such as ${date('2027-02-08')}.` };
  if (a.length === 4) {
    const found = day(a, Number(b), c);
    return found ? { value: found } : none;
  }
  if (c.length !== 4) return such;
  const [one, other] = [...new Set([day(c, Number(b), a), day(c, Number(a), b)])].filter(Boolean);
  if (!one) return none;
  if (!other) return { value: one };
  return { either: [one, other], fault: `${written} can be ${date(one)} or ${date(other)}. Choose the one you mean.` };
}
