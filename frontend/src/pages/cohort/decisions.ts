// What is decided about an observer, and what each decision does, said before it is done.
import { api, type Ground, type Observer } from '../../api/client';
import { say } from '../../app/announce.svelte';
import type { Acts } from '../../parts/Actions.svelte';
import { range } from '../../text/format';

const on = (o: Observer) => ({ path: { id: o.id }, revision: o.revision });

/** Says what a nationality that was just recorded has ended; it stays until it is put away. */
export function sayEnded(o: Observer) {
  const ended = (o.ended ?? []).map((e) => `${e.title}, ${range(e.startsOn, e.until)}`);
  if (ended.length) say(`Ended by the nationality, as it is that of the host: ${ended.join('; ')}.`, 'stop');
}

/** Every decision about an observer, by the action that `can` names. The seat is asked for by whoever shows the dialog. */
export const decisions: Acts<Observer> = {
  'observers.admit': {
    label: 'Admit',
    tone: 'main',
    title: 'Admit to the cohort',
    reason: 'optional',
    says: (o) =>
      `${o.preferredName} takes the lowest free seat and leaves the waiting list; those behind move up by one. From then on training ` +
      'counts, availability is asked for, and missions can be offered.' +
      (o.rank && o.rank > 1 ? ` They are number ${o.rank}: the reason for passing over those before is kept in the journal.` : ''),
    reasonHint: 'Needed when someone before them on the list is passed over.',
    run: (o, reason) => api.post('/api/v1/observers/{id}/admit', { ...on(o), body: reason ? { reason } : {} }),
    done: (o) => `${o.preferredName} holds a seat.`,
  },
  'observers.refuse': {
    label: 'Refuse',
    tone: 'stop',
    title: 'Refuse this nomination',
    reason: 'required',
    says: (o) =>
      `${o.preferredName} leaves the waiting list and those behind move up by one. They can be nominated again later, and then wait ` +
      'at its end.',
    run: (o, reason) => api.post('/api/v1/observers/{id}/refuse', { ...on(o), body: { reason } }),
    done: 'The nomination is refused.',
  },
  'observers.suspend': {
    label: 'Suspend',
    tone: 'stop',
    title: 'Suspend this observer',
    reason: 'required',
    says: (o) =>
      `${o.preferredName} keeps seat ${o.seat ?? ''} but cannot be offered or sent anything. Open offers, accepted missions that are ` +
      'not under way and training places that have not begun are withdrawn now; their days and money are free again, and the next in ' +
      'reserve is asked. Someone who is in the field stays there until you stand them down or complete their assignment. The ' +
      'observer is notified, with the reason. Reinstating later brings none of it ' +
      `back.${o.onLeave ? ' Their leave becomes a suspension, which they cannot end themselves.' : ''}`,
    run: (o, reason) => api.post('/api/v1/observers/{id}/suspend', { ...on(o), body: { reason } }),
    done: (o) => `${o.preferredName} is suspended.`,
  },
  'observers.reinstate': {
    label: 'Reinstate',
    title: 'Reinstate this observer',
    says: (o) =>
      `${o.onLeave ? `${o.preferredName} is on leave at their own wish, which you end for them: they` : o.preferredName} can be ` +
      'offered missions and ask for places again. What was withdrawn then stays withdrawn.',
    run: (o) => api.post('/api/v1/observers/{id}/reinstate', on(o)),
    done: (o) => `${o.preferredName} is reinstated.`,
  },
  'observers.depart': {
    label: 'End membership',
    tone: 'stop',
    title: 'End this membership',
    reason: 'required',
    says: (o) =>
      `Seat ${o.seat ?? ''} becomes free for the first on the waiting list. Open offers, missions not under way and requests for ` +
      `training places are withdrawn, their days and money freed. ${o.preferredName} can be nominated again later, and then waits at ` +
      'the end of the list. Someone in the field must be brought home first. A second administrator has to confirm it. ' +
      `A dismissal is decided by an inquiry.${o.inquiryId ? ' One is open: it ends with the membership, without a decision.' : ''}`,
    run: (o, reason, { ground }: { ground: Ground }) => api.post('/api/v1/observers/{id}/depart', { ...on(o), body: { ground, reason } }),
  },
  'inquiries.open': { label: 'Open an inquiry', href: (o) => `/cohort/${o.id}/inquiry` },
  'observers.renominate': {
    label: 'Nominate again',
    tone: 'main',
    title: 'Nominate this person again',
    reason: 'required',
    says: (o) =>
      `${o.preferredName} goes to the end of the waiting list, with the profile and the training of this record, and is notified. A seat ` +
      'takes admitting them. What they were offered or had asked for before stays ended. Where an inquiry had dismissed them, or they ' +
      'left while one was open, a second administrator has to confirm it.',
    run: (o, reason) => api.post('/api/v1/observers/{id}/renominate', { ...on(o), body: { reason } }),
    done: (o) => `${o.preferredName} waits for a seat.`,
  },
  'observers.erase': {
    label: 'Erase personal data',
    tone: 'stop',
    title: 'Erase this person’s data',
    reason: 'required',
    says: () =>
      'Names, passport, health, contacts, documents, and what they wrote or was written about them are erased for good, and their ' +
      'account is closed. Ids, states, dates and amounts stay, so that the journal and the books still prove what was decided. ' +
      'No one can bring the data back.',
    reasonHint: 'Do not name the person in the reason. It is kept in the journal.',
    run: (o, reason) => api.post('/api/v1/observers/{id}/erase', { ...on(o), body: { reason } }),
    done: 'The personal data are erased.',
  },
};
