// The calendar's rows: what each said about their days and what is booked, as the strip shows them.
import { addressOf } from '../../app/addresses';
import type { CalendarRow, Engagement } from '../../api/client';
import type { Strip } from './CalendarStrip.svelte';
import { folded, says } from '../../text/search';
import { stateName } from '../../api/reference.svelte';

/** What days are booked for, in words. */
export const bookingLabel = (b: Engagement): string =>
  b.kind === 'assignment' ? [stateName(b.host), b.title].filter(Boolean).join(', ') : b.title;

const to = (href: string | undefined) => (href ? { href } : {});

export function strip(row: CalendarRow): Strip {
  return {
    id: row.id,
    name: row.name,
    note: [row.stale ? /* say */ 'stale' : '', row.seat === undefined ? '' : String(row.seat)].filter(Boolean).join(' · '),
    href: `/cohort/${row.id}?tab=days`,
    periods: [
      ...row.periods.map((p) => ({ startsOn: p.startsOn, until: p.until, kind: p.kind })),
      ...row.bookings.map((b) => ({
        startsOn: b.startsOn,
        until: b.until,
        kind: 'booked' as const,
        label: bookingLabel(b),
        ...to(addressOf(b)),
      })),
    ],
  };
}

/** Those whose name or seat has what was typed. */
export function named<T extends { name: string; seat?: number }>(rows: readonly T[], typed: string): T[] {
  const sought = folded(typed);
  return rows.filter((r) => says(r.name, typed) || String(r.seat) === sought);
}
