// What observers decide about their own place in the cohort: leave and the return from it, and leaving for good.
import { api, type Observer } from '../../../api/client';
import type { Acts } from '../../../parts/Actions.svelte';

const on = (o: Observer) => ({ path: { id: o.id }, revision: o.revision });

/** Every decision of theirs, by the action that `can` names. */
export const membership: Acts<Observer> = {
  'observers.return': {
    label: 'Return from leave',
    tone: 'main',
    title: 'Return from leave',
    says:
      'You can be offered missions and ask for places again from now on, and the fund is notified. What was withdrawn when you took ' +
      'leave stays withdrawn. Check that your calendar is up to date.',
    run: (o) => api.post('/api/v1/observers/{id}/return', on(o)),
    done: 'Welcome back.',
  },
  'observers.take_leave': {
    label: 'Take leave',
    title: 'Take leave from the cohort',
    reason: 'optional',
    reasonHint: 'You need give none. If you do, the fund reads it.',
    says: (o) =>
      `You keep seat ${o.seat ?? ''} and return by yourself, whenever you like. Until then no one offers you a mission and you ` +
      'cannot ask for places. Open offers, missions that are not under way and places that have not begun are withdrawn now: your ' +
      'days are free again, and others are asked. The fund is notified.',
    run: (o, reason) => api.post('/api/v1/observers/{id}/take-leave', { ...on(o), body: { reason } }),
    done: 'You are on leave.',
  },
  'observers.depart': {
    label: 'Leave the cohort',
    tone: 'stop',
    title: 'Leave the cohort',
    reason: 'required',
    reasonHint: 'The fund reads it; it is kept in the journal with the decision.',
    says: (o) =>
      `Seat ${o.seat ?? ''} becomes free for the first on the waiting list. What you were offered or had asked for is withdrawn, and ` +
      'the fund is notified. You can still read your log, profile and calendar. To come back you must be nominated again and wait for a ' +
      `seat${o.onLeave ? '' : '; leave keeps it for you'}. Whoever is in the field comes home first.`,
    run: (o, reason) => api.post('/api/v1/observers/{id}/depart', { ...on(o), body: { ground: 'resigned', reason } }),
    done: 'You have left the cohort.',
  },
};
