// The days of a plan, seen from election day as the field counts them: E-35, E+7.
import type { Format, Function as Post, Level } from '../../api/client';
import { daysBetween, plus } from '../../text/format';

/** What one function of a plan is asked for, while it is written. The offset of the end is the first day no longer included. */
export interface SeatDraft {
  function: Post;
  places: number;
  startsOffset: number;
  untilOffset: number;
  cost: number;
}

/** A plan while it is written. */
export interface PlanDraft {
  seats: SeatDraft[];
  language: string;
  level: string;
  urgent: boolean;
}

/** A plan as the API takes it: with no language there is no level of it, and the usual days are left to it. */
export const planned = ({ seats, language, level, urgent }: PlanDraft) => ({
  language: language || null,
  level: (language ? level : undefined) as Level | undefined,
  urgent,
  seats: seats.map((s) => (window(s) === window(usual(s.function)) ? { ...s, startsOffset: 0, untilOffset: 0 } : s)),
});

/** When a function usually comes and goes; the server uses the same when a plan says nothing. */
export function usual(post: Post): { startsOffset: number; untilOffset: number } {
  if (post === 'lto') return { startsOffset: -35, untilOffset: 8 };
  if (post === 'sto') return { startsOffset: -7, untilOffset: 5 };
  return { startsOffset: -45, untilOffset: 15 };
}

/** E-35, E, E+7. */
export const eDay = (offset: number): string => (offset === 0 ? 'E' : offset < 0 ? `E−${-offset}` : `E+${offset}`);

/** The first and the last day of a seat, for polling from a day until another that is not included. */
export function daysOf(
  seat: Pick<SeatDraft, 'startsOffset' | 'untilOffset'>,
  polling: { startsOn: string; until: string },
): { first: string; last: string } {
  return { first: plus(polling.startsOn, seat.startsOffset), last: plus(polling.until, seat.untilOffset - 2) };
}

/** From E-35 through E+7, as people say it. */
export const window = (seat: Pick<SeatDraft, 'startsOffset' | 'untilOffset'>): string =>
  `${eDay(seat.startsOffset)} to ${eDay(seat.untilOffset - 1)}`;

/** The same of days that are set, which may begin later than the plan says. */
export const around = (days: { startsOn: string; until: string }, polling: { startsOn: string; until: string }): string =>
  `${eDay(daysBetween(polling.startsOn, days.startsOn))} to ${eDay(daysBetween(polling.until, days.until))}`;

export const total = (seats: readonly Pick<SeatDraft, 'places' | 'cost'>[]): number => seats.reduce((sum, s) => sum + s.places * s.cost, 0);

/** Whether days of a seat are left for whoever would be called in now, and could come tomorrow. */
export const ahead = (seat: { until: string }, now: string): boolean => seat.until > plus(now, 1);

/** The seats that a format usually begins with. */
export function usualSeats(format?: Format): SeatDraft[] {
  const seat = (post: Post, places: number): SeatDraft => ({ function: post, places, ...usual(post), cost: 0 });
  switch (format) {
    case 'full':
      return [seat('legal', 1), seat('political', 1), seat('lto', 4), seat('sto', 10)];
    case 'limited':
      return [seat('legal', 1), seat('political', 1), seat('lto', 4)];
    case 'short_term':
      return [seat('sto', 10)];
    default:
      return [seat('legal', 1), seat('election', 1)];
  }
}
