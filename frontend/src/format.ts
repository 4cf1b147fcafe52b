// Dates, money and names as people read them: 14 Mar 2027, USD 41,200.00. A day is text like 2027-03-14 and has no zone.

import { dayAt, now as clock, today, two } from './clock';

export { today };

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const dayMs = 86_400_000;

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

/** March 2027, of a day in it. */
export function month(day: string): string {
  const long = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
  return `${long[+day.slice(5, 7) - 1]} ${day.slice(0, 4)}`;
}

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

/** 1 day, 3 days, 1,200 people. */
export function count(n: number, one: string, many = one === 'person' ? 'people' : `${one}s`): string {
  return `${number(n)} ${n === 1 ? one : many}`;
}

/** A whole number: 1,311,400. */
export const number = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',');

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
    format = new Intl.DateTimeFormat('en-GB', {
      weekday: 'short', day: 'numeric', month: 'numeric', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short', timeZone,
    });
    zones.set(timeZone, format);
  }
  const found = format.formatToParts(new Date(at));
  const value = (type: string) => found.find((p) => p.type === type)?.value ?? '';
  const name = value('timeZoneName').replace(/^GMT/, 'UTC');
  return `${value('weekday')} ${+value('day')} ${months[+value('month') - 1]} ${value('year')}, ${value('hour')}:${value('minute')} ${name}`;
}

/** A day from here: today, tomorrow, in 3 days, 12 days ago. */
export function fromToday(day: string, now = today()): string {
  const n = daysBetween(now, day);
  if (Math.abs(n) > 730) return n > 0 ? `in ${Math.floor(n / 365.25)} years` : `${Math.floor(-n / 365.25)} years ago`;
  if (n === 0) return 'today';
  if (n === 1) return 'tomorrow';
  if (n === -1) return 'yesterday';
  return n > 0 ? `in ${number(n)} days` : `${number(-n)} days ago`;
}

/** An instant from here: in 20 hours, 5 minutes ago. */
export function fromNow(at: string, now = clock()): string {
  const minutes = Math.round((Date.parse(at) - now) / 60_000);
  const [n, unit] =
    Math.abs(minutes) < 60 ? [minutes, 'minute'] : Math.abs(minutes) < 48 * 60 ? [Math.round(minutes / 60), 'hour'] : [Math.round(minutes / 1440), 'day'];
  if (unit === 'minute' && n === 0) return 'now';
  return n > 0 ? `in ${count(n, unit as string)}` : `${count(-n, unit as string)} ago`;
}

/** Minor units as text: 41,200.00. */
export function amount(minor: number, decimals = 2): string {
  const sign = minor < 0 ? '−' : '';
  const digits = String(Math.abs(minor)).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals).replace(/\B(?=(\d{3})+$)/g, ',');
  return sign + whole + (decimals ? `.${digits.slice(-decimals)}` : '');
}

/** USD 41,200.00. Which currency has how many decimals says `decimalsOf` of reference.svelte.ts. */
export const money = (minor: number, currency: string, decimals = 2): string => `${currency} ${amount(minor, decimals)}`;

/** Whole units for figures at a glance: 1,311,400. */
export const whole = (minor: number, decimals = 2): string => number(Math.round(minor / 10 ** decimals));

/** What somebody typed as minor units; a sentence says what is wrong with it. */
export function parseAmount(text: string, decimals = 2): { minor?: number; fault?: string } {
  const plain = text.trim().replace(/[\s,'\u00a0\u202f]/g, '');
  if (!plain) return {};
  const found = /^(\d+)(?:\.(\d*))?$/.exec(plain);
  if (!found) return { fault: 'Write an amount such as 41,200.00.' };
  const fraction = found[2] ?? '';
  if (fraction.length > decimals) {
    return { fault: decimals ? `This currency has ${decimals} decimals.` : 'This currency has no decimals.' };
  }
  const minor = Number(found[1]! + fraction.padEnd(decimals, '0'));
  return minor > Number.MAX_SAFE_INTEGER ? { fault: 'This is more than the books can hold.' } : { minor };
}

/** words_like_this as words like this. */
export const words = (id: string): string => id.replace(/[_-]/g, ' ');

/** The same with a capital. */
export const title = (id: string): string => {
  const text = words(id);
  return text.charAt(0).toUpperCase() + text.slice(1);
};
