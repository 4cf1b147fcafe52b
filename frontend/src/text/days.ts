// Days on a calendar: the weeks of a month, a selection by pointer or keyboard, and periods laid over days.
import { daysBetween, plus, serial } from './format';

/** What is said or booked about some days; until is the first day that no longer belongs. */
export interface Period {
  startsOn: string;
  until: string;
  kind: 'available' | 'tentative' | 'unavailable' | 'booked';
  label?: string;
  href?: string;
}

export const firstOfMonth = (day: string): string => `${day.slice(0, 7)}-01`;

/** The first day of the month so many months later. */
export function plusMonths(day: string, n: number): string {
  const date = new Date(Date.UTC(+day.slice(0, 4), +day.slice(5, 7) - 1 + n, 1));
  return date.toISOString().slice(0, 10);
}

/** The same day so many months later, or the last of its month: as the API counts how long a certificate holds. */
export function monthsLater(day: string, n: number): string {
  const last = plus(plusMonths(day, n + 1), -1);
  return /* code */ `${last.slice(0, 8)}${day.slice(8) < last.slice(8) ? day.slice(8) : last.slice(8)}`;
}

/** How many whole months later a day is than another: as many as monthsLater leads nearest to it. */
export const monthsBetween = (from: string, to: string): number => Math.round(daysBetween(from, to) / /* days of a month */ 30.44);

/** Monday is 0. */
export const weekday = (day: string): number => (((serial(day) + 3) % 7) + 7) % 7;

/** The weeks of a month, Monday first; days of other months are null. */
export function weeks(month: string): (string | null)[][] {
  const first = firstOfMonth(month);
  const next = plusMonths(first, 1);
  const cells: (string | null)[] = Array.from({ length: weekday(first) }, () => null);
  for (let day = first; day < next; day = plus(day, 1)) cells.push(day);
  while (cells.length % 7) cells.push(null);
  return Array.from({ length: cells.length / 7 }, (_, i) => cells.slice(i * 7, i * 7 + 7));
}

/** A half-open range from two days in any order. */
export const between = (a: string, b: string): { startsOn: string; until: string } =>
  a <= b ? { startsOn: a, until: plus(b, 1) } : { startsOn: b, until: plus(a, 1) };

export const contains = (range: { startsOn: string; until: string } | null | undefined, day: string): boolean =>
  Boolean(range && range.startsOn <= day && day < range.until);

/** What holds on a day; what is booked counts before what is said, and what a calendar file says comes last and lies over it. */
export function on(periods: readonly Period[], day: string): Period | undefined {
  const all = periods.filter((p) => contains(p, day));
  return all.find((p) => p.kind === 'booked') ?? all.at(-1);
}

/** The day that a key leads to from another, or null for other keys; with Shift the pages turn by years. */
export function step(day: string, key: string, shift = false): string | null {
  switch (key) {
    case 'ArrowLeft':
      return plus(day, -1);
    case 'ArrowRight':
      return plus(day, 1);
    case 'ArrowUp':
      return plus(day, -7);
    case 'ArrowDown':
      return plus(day, 7);
    case 'Home':
      return plus(day, -weekday(day));
    case 'End':
      return plus(day, 6 - weekday(day));
    case 'PageUp':
      return monthsLater(day, shift ? -12 : -1);
    case 'PageDown':
      return monthsLater(day, shift ? 12 : 1);
    default:
      return null;
  }
}

/** Where a period lies in a window, in per cent of its width; null when outside. */
export function span(period: { startsOn: string; until: string }, from: string, until: string): { left: number; width: number } | null {
  const a = period.startsOn > from ? period.startsOn : from;
  const b = period.until < until ? period.until : until;
  if (a >= b) return null;
  const all = daysBetween(from, until);
  return { left: (daysBetween(from, a) / all) * 100, width: (daysBetween(a, b) / all) * 100 };
}
