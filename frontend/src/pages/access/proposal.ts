// What can be done with a proposal, and what its reader is told of it.
import { api, type Proposal } from '../../api/client';
import { me } from '../../api/me.svelte';
import type { Acts } from '../../parts/Actions.svelte';
import { sentenceOf } from '../../text/changes';

const one = (p: Proposal) => ({ path: { id: p.id }, revision: p.revision });

/** Whether the reader asked for it. */
export const askedByMe = (p: Proposal): boolean => p.askedBy === me.account?.id;

/** Who can confirm it: Nalini Perera or David Lim. */
export const seconds = (p: Proposal): string => p.seconds.join(' or ');

export const acts: Acts<Proposal> = {
  'proposals.confirm': {
    label: 'Confirm',
    tone: 'main',
    title: 'Confirm as the second person',
    says: (p) => [`${sentenceOf(p)}.`, `${p.asker} asked for it. It is done at once; the journal keeps both names.`],
    run: (p) => api.post('/api/v1/proposals/{id}/confirm', one(p)),
    done: 'Confirmed, and done.',
  },
  'proposals.refuse': {
    label: 'Refuse',
    tone: 'stop',
    title: 'Refuse the proposal',
    says: (p) => `Nothing is changed. ${p.asker} is told why, and can ask again.`,
    reason: 'required',
    run: (p, reason) => api.post('/api/v1/proposals/{id}/refuse', { ...one(p), body: { reason } }),
    done: 'Refused.',
  },
  'proposals.explain': {
    label: 'Say why',
    title: 'Say why you ask',
    says: 'Whoever decides reads it beside the proposal.',
    reason: 'required',
    reasonHint: 'Such as the document that it follows from.',
    run: (p, reason) => api.post('/api/v1/proposals/{id}/explain', { ...one(p), body: { reason } }),
    done: 'Saved.',
  },
  'proposals.withdraw': {
    label: 'Withdraw',
    tone: 'plain',
    title: 'Withdraw the proposal',
    says: 'Nothing is changed. It can be asked for again.',
    run: (p) => api.post('/api/v1/proposals/{id}/withdraw', one(p)),
    done: 'Withdrawn.',
  },
};

/** Who decides an open proposal, or why its reader does not. */
export function standing(p: Proposal): [title: string, text: string] {
  const others = seconds(p)
    ? `${seconds(p)} can confirm it.`
    : 'There is no other administrator who could confirm it. Whoever runs the server makes one: observationfund admin -email ADDRESS';
  if (askedByMe(p)) return ['You asked for this', others];
  if (p.can.includes('proposals.confirm')) return ['You can confirm it as the second person', `${p.asker} asked for it.`];
  return [p.barred ? `${p.barred.charAt(0).toUpperCase()}${p.barred.slice(1)}` : 'It waits for a second person', others];
}
