// Dates, money and names as people read them: 14 Mar 2027, USD 41,200.00. A day is text like 2027-03-14 and has no zone.

import { dayAt, now as clock, today, two } from './clock';
import { customs, form } from './language';

export { today };

// Day, month by name and year, in this order in every language: nobody takes 3/4 for another day.
const inUTC = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(customs, { ...options, timeZone: 'UTC' });
const named = (options: Intl.DateTimeFormatOptions, n: number, first: number) => {
  const format = inUTC(options);
  return Array.from({ length: n }, (_, i) => format.format(first + i * (n === 12 ? 31 : 1) * dayMs));
};
const dayMs = 86_400_000;
const months = named({ month: 'short' }, 12, 0); // the n-th day that is 31 days later lies in the n-th month of 1970
const weekdays = named({ weekday: 'short' }, 7, 3 * dayMs); // 1970 began on a Thursday

/** A day like 2027-03-14 as a number of days; NaN when it is none. */
export function serial(day: string): number {
  const [, y, m, d] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day) ?? [];
  if (!y) return NaN;
  const ms = new Date(0).setUTCFullYear(+y, +m! - 1, +d!); // of any year: while 2027 is typed it is the year 2, 20 and 202
  return new Date(ms).toISOString().startsWith(day) ? ms / dayMs : NaN;
}

/** The day of a number of days; nothing of none. */
export const dayOf = (n: number): string => (Number.isNaN(n) ? '' : new Date(n * dayMs).toISOString().slice(0, 10));

/** The day so many days later, or earlier when negative. */
export const plus = (day: string, days: number): string => dayOf(serial(day) + days);

/** How many days from one day to another. */
export const daysBetween = (from: string, to: string): number => serial(to) - serial(from);

const parts = (day: string) => ({ y: +day.slice(0, 4), m: +day.slice(5, 7), d: +day.slice(8, 10) });

/** 14 Mar 2027; nothing for no day. */
export function date(day: string | null | undefined, empty = ''): string {
  if (!day || Number.isNaN(serial(day.slice(0, 10)))) return empty;
  const { y, m, d } = parts(day);
  return `${d} ${months[m - 1]} ${y}`;
}

/** Sun 14 Mar 2027. */
export function weekdate(day: string | null | undefined, empty = ''): string {
  return day ? `${weekdays[new Date(serial(day) * dayMs).getUTCDay()]} ${date(day)}` : empty;
}

/** What the days of a week are called, Monday first. */
export const dayNames = (weekday: 'short' | 'long'): string[] => {
  const format = inUTC({ weekday });
  return Array.from({ length: 7 }, (_, i) => format.format((i + 4) * dayMs)); // 1970 began on a Thursday
};

/** March 2027, of a day in it. */
export const month = (day: string): string => longMonth.format(serial(day.slice(0, 10)) * dayMs);
const longMonth = inUTC({ month: 'long', year: 'numeric' });

/** Both days included: 3–12 Mar 2027, 28 Feb – 3 Mar 2027, 30 Dec 2026 – 2 Jan 2027. */
export function days(first: string, last: string): string {
  if (!first || !last) return date(first || last);
  if (first === last) return date(first);
  const a = parts(first);
  const b = parts(last);
  if (a.y !== b.y) return `${date(first)} – ${date(last)}`;
  if (a.m !== b.m) return `${a.d} ${months[a.m - 1]} – ${date(last)}`;
  return `${a.d}–${date(last)}`;
}

/** A half-open range, whose until is the first day that no longer belongs to it. */
export function range(startsOn: string | undefined, until: string | undefined): string {
  if (!startsOn) return until ? `until ${date(plus(until, -1))}` : '';
  if (!until) return `from ${date(startsOn)}`;
  return days(startsOn, plus(until, -1));
}

/** How long a half-open range is: 10 days. */
export const duration = (startsOn: string, until: string): string => count(daysBetween(startsOn, until), 'day');

/**
 * 1 day, 3 days, 1,200 people. In a sentence # is the number, which of one may be left out: 'One more.', '# more.'. The catalogue of a
 * language has as many forms as it takes.
 */
export function count(n: number, ...[one, many, ...more]: [one: string, many?: string, ...more: string[]]): string {
  const said = form(n, [one, many ?? (one === 'person' ? 'people' : `${one}s`), ...more]);
  return (many ?? one).includes('#') ? said.replace('#', number(n)) : `${number(n)} ${said}`;
}

/** Several as one: a, b and c. */
export const listed = (parts: Iterable<string>): string => lists.format(parts);
const lists = new Intl.ListFormat(customs === 'en' ? 'en-GB' : customs);

/** A whole number: 1,311,400. */
export const number = (n: number): string => numbers.format(n);
const numbers = new Intl.NumberFormat(customs);

/** An instant where the zone matters: Sun 22 Nov 2026, 14:00 UTC, or in the zone named. */
export function instant(at: string | null | undefined, zone = 'UTC', empty = ''): string {
  if (!at) return empty;
  if (zone !== 'UTC') return zoned(at, zone);
  const text = new Date(at).toISOString();
  return `${weekdate(text.slice(0, 10))}, ${text.slice(11, 16)} UTC`;
}

/** When something happened, in the reader's own zone: 19 Nov 2026, 14:02. */
export function moment(at: string | number | null | undefined, empty = ''): string {
  if (!at) return empty;
  const t = new Date(at);
  return `${date(dayAt(t))}, ${two(t.getHours())}:${two(t.getMinutes())}`;
}

/** The day of an instant in the reader's own zone. */
export const onDay = (at: string | null | undefined): string => (at ? date(dayAt(new Date(at))) : '');

const zones = new Map<string, Intl.DateTimeFormat>(); // each is slow to make

function zoned(at: string, timeZone: string): string {
  let format = zones.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat(customs === 'en' ? 'en-GB' : customs, {
      weekday: 'short',
      day: 'numeric',
      month: 'numeric',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZoneName: 'short',
      timeZone,
    });
    zones.set(timeZone, format);
  }
  const found = format.formatToParts(new Date(at));
  const value = (type: string) => found.find((p) => p.type === type)?.value ?? '';
  const name = value('timeZoneName').replace(/^GMT/, 'UTC');
  const day = `${value('weekday')} ${+value('day')} ${months[+value('month') - 1]} ${value('year')}`;
  return `${day}, ${value('hour')}:${value('minute')} ${name}`;
}

/** A day from here: today, tomorrow, in 3 days, 12 days ago. */
export function fromToday(day: string, now = today()): string {
  const n = daysBetween(now, day);
  return Math.abs(n) > 730 ? relative.format(Math.trunc(n / 365.25), 'year') : relative.format(n, 'day');
}
const relative = new Intl.RelativeTimeFormat(customs, { numeric: 'auto' });
const exactly = new Intl.RelativeTimeFormat(customs);

/** An instant from here: in 20 hours, 5 minutes ago. */
export function fromNow(at: string, now = clock()): string {
  const minutes = Math.round((Date.parse(at) - now) / 60_000);
  if (minutes === 0) return relative.format(0, 'second');
  if (Math.abs(minutes) < 60) return exactly.format(minutes, 'minute');
  return Math.abs(minutes) < 48 * 60 ? exactly.format(Math.round(minutes / 60), 'hour') : exactly.format(Math.round(minutes / 1440), 'day');
}

/** Minor units as text: 41,200.00. Nothing while it is not known how many decimals there are, here and below. */
export function amount(minor: number, decimals: number | undefined): string {
  if (decimals === undefined) return '';
  const sign = minor < 0 ? '−' : '';
  const digits = String(Math.abs(minor)).padStart(decimals + 1, '0');
  const whole = numbers.format(BigInt(digits.slice(0, digits.length - decimals)));
  return sign + whole + (decimals ? point + digits.slice(-decimals) : '');
}
const point = new Intl.NumberFormat(customs, { minimumFractionDigits: 1 }).format(0).at(1)!;

/** USD 41,200.00. Which currency has how many decimals says `decimalsOf` of reference.svelte.ts. */
export const money = (minor: number, currency: string, decimals: number | undefined): string =>
  decimals === undefined ? '' : `${currency} ${amount(minor, decimals)}`;

/** Whole units for figures at a glance: 1,311,400. */
export const whole = (minor: number, decimals: number | undefined): string =>
  decimals === undefined ? '' : number(Math.round(minor / 10 ** decimals));

/** What a figure that somebody typed says, or a sentence about what is wrong with it; neither when nothing is typed. */
export interface Read<T> {
  value?: T;
  fault?: string;
}

interface Reading {
  whole: string;
  fraction: string;
}
const zeros = [...'٠۰߀०০੦૦୦௦౦೦൦๐໐༠၀០᠐'].map((zero) => zero.codePointAt(0)!);
/** A digit of any script as one of ours. */
export const digit = (sign: string): string => {
  const zero = zeros.find((z) => sign.codePointAt(0)! - z >= 0 && sign.codePointAt(0)! - z < 10);
  return zero === undefined ? sign : String(sign.codePointAt(0)! - zero);
};
const thousands = /^[1-9]\d{0,2}([,. '٬])\d{3}(?:\1\d{3})*$/; // one kind of separator, and three digits after each

/**
 * The ways in which a figure can be meant. There are two only for one comma or point before exactly three digits: the first
 * is then the one with thousands, the second the one with a fraction.
 */
function readings(text: string): Reading[] {
  const plain = text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .trim()
    .replace(/\p{Nd}/gu, digit)
    .replace(/\s/g, ' ')
    .replace(/[’‘ʼ]/g, "'")
    .replace(/،/g, ',');
  const found: Reading[] = [];
  const whole = (part: string, point?: string) => /^\d+$/.test(part) || (thousands.test(part) && thousands.exec(part)![1] !== point);
  const only = (part: string) => part.replace(/\D/g, '');
  if (whole(plain)) found.push({ whole: only(plain), fraction: '' });
  const [, before = '', point, after = ''] = /^(.*)([,.٫])(\d*)$/.exec(plain) ?? [];
  if (point && (before ? whole(before, point) : after)) found.push({ whole: only(before) || '0', fraction: after });
  return found;
}

const either = (text: string, one: string, other: string) => `${text.trim()} can be ${one} or ${other}. Write the one you mean.`;

/**
 * What somebody typed as minor units. A comma, a point, a space or an apostrophe groups thousands before three digits, and one
 * comma or point begins the decimals. What can be meant in two ways is read only where we write it like that ourselves.
 */
export function parseAmount(text: string, decimals: number): Read<number> {
  if (!text.trim()) return {};
  const found = readings(text);
  const minor = ({ whole, fraction }: Reading) => Number(whole + fraction.slice(0, decimals).padEnd(decimals, '0'));
  let one = found[0];
  if (found[1]) {
    const [grouped, divided] = found as [Reading, Reading];
    const comma = !text.normalize('NFKC').includes('.');
    const sure =
      point !== '.' ? undefined : decimals === 0 || (comma && decimals < 3) ? grouped : !comma && decimals >= 3 ? divided : undefined;
    if (!sure) return { fault: either(text, amount(minor(grouped), decimals), amount(minor(divided), decimals)) };
    one = sure;
  }
  if (!one) return { fault: `Write an amount such as ${amount(41_200 * 10 ** decimals, decimals)}.` };
  if (one.fraction.length > decimals)
    return { fault: decimals ? `This currency has ${decimals} decimals.` : 'This currency has no decimals.' };
  const value = minor(one);
  return value > Number.MAX_SAFE_INTEGER ? { fault: 'This is more than the books can hold.' } : { value };
}

/** The same figure in a currency with another number of decimals: 1,500.00 is 1,500 there, never 150,000. */
export function rescaled(minor: number, from: number, to: number): Read<number> {
  const value = to >= from ? minor * 10 ** (to - from) : minor / 10 ** (from - to);
  if (!Number.isInteger(value)) return { fault: to ? `This currency has ${to} decimals.` : 'This currency has no decimals.' };
  return value > Number.MAX_SAFE_INTEGER ? { fault: 'This is more than the books can hold.' } : { value };
}

/** What somebody typed as a rate such as 1.0842. Rates are written with a point and without thousands. */
export function parseRate(text: string): Read<string> {
  if (!text.trim()) return {};
  const found = readings(text);
  const written = ({ whole, fraction }: Reading) => whole.replace(/^0+(?=\d)/, '') + (fraction && `.${fraction}`);
  const comma = !text.normalize('NFKC').includes('.');
  if (found[1] && comma) return { fault: either(text, written(found[0]!), written(found[1])) };
  const one = found[1] ?? found[0];
  return one ? { value: written(one) } : { fault: 'Write a rate such as 1.0842.' };
}

/** What somebody typed as a number of things, such as places or hours. */
export function parseCount(text: string): Read<string> {
  if (!text.trim()) return {};
  const whole = readings(text).find((one) => !one.fraction);
  return whole ? { value: String(Number(whole.whole)) } : { fault: 'Write a whole number such as 24.' };
}

/** words_like_this as words like this. */
export const words = (id: string): string => id.replace(/[_-]/g, ' ');

/** The same with a capital. */
export const title = (id: string): string => {
  const text = words(id);
  return text.charAt(0).toUpperCase() + text.slice(1);
};
