// How the answers to a call-out stand: each person in one of these ways, those who need somebody first.
import type { CallOut, CallOutAnswer } from '../../api/client';
import type { Tone } from '../../text/words';

export interface Standing {
  code: string; // in the address
  word: string;
  tone: Tone;
}

/** In the order in which the board lists them. */
export const standings: readonly Standing[] = [
  { code: 'only_if', word: 'Only if', tone: 'soon' },
  { code: 'lost', word: 'Not delivered', tone: 'stop' },
  { code: 'unsent', word: 'Not mailed yet', tone: 'empty' },
  { code: 'delivered', word: 'Delivered', tone: 'not' },
  { code: 'seen', word: 'Seen', tone: 'away' },
  { code: 'yes', word: 'Yes', tone: 'ready' },
  { code: 'placed', word: 'Has a place', tone: 'ready' },
  { code: 'no', word: 'No', tone: 'not' },
  { code: 'reserve', word: 'Reserve', tone: 'empty' },
];

const codeOf = (r: CallOutAnswer): string => {
  if (!r.askedAt) return 'reserve';
  if (r.answer === 'no') return 'no';
  if (r.assignment) return 'placed';
  if (r.answer) return r.answer;
  if (r.seenAt) return 'seen';
  if (r.delivery === 'sent') return 'delivered';
  return r.delivery === 'failed' || r.delivery === 'undeliverable' ? 'lost' : 'unsent';
};
export const standingOf = (r: CallOutAnswer): Standing => standings.find((s) => s.code === codeOf(r))!;

/** Whether somebody was asked and has neither answered nor a place. */
export const silent = (r: CallOutAnswer): boolean => ['lost', 'unsent', 'delivered', 'seen'].includes(codeOf(r));

/** What figures of the board lead to, beside each standing. */
const groups: Record<string, (r: CallOutAnswer) => boolean> = {
  asked: (r) => Boolean(r.askedAt),
  answered: (r) => Boolean(r.answer),
  silent,
};
export const shown = [...standings.map((s) => s.code), ...Object.keys(groups)];
export const isShown = (r: CallOutAnswer, code: string | undefined): boolean => !code || (groups[code]?.(r) ?? codeOf(r) === code);

/** Those to whom the free places would be offered: who has said yes, in rank order, as many as there are places. */
export function chosen(c: CallOut): CallOutAnswer[] {
  const free = new Map(c.seats.map((s) => [s.seatId, (s.places ?? 0) - (s.held ?? 0)]));
  return (c.answers ?? []).filter((r) => {
    const left = free.get(r.seatId) ?? 0;
    if (r.answer !== 'yes' || !r.can.includes('assignments.offer') || left < 1) return false;
    free.set(r.seatId, left - 1);
    return true;
  });
}

/** How long an answer may take, in hours. */
export const within = [6, 12, 24, 48, 72, 168].map((hours) => ({ value: String(hours), hours }));
/** The instant so many hours from another. */
export const later = (from: number, hours: string): string => new Date(from + Number(hours) * 3_600_000).toISOString();
