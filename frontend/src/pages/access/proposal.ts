// What can be done with a proposal, and what its reader is told of it.
import type { Proposal } from '../../api/client';
import { isMe } from '../../api/people';

/** Whether the reader asked for it. */
export const askedByMe = (p: Proposal): boolean => isMe(p.askedBy);

/** Who can confirm it: Nalini Perera or David Lim. */
export const seconds = (p: Proposal): string => p.seconds.join(' or ');

/** Who decides an open proposal, or why its reader does not. */
export function standing(p: Proposal): [title: string, text: string] {
  const left = p.subject.kind === 'account' ? 'The only other administrator is the one it is about' : 'There is no other administrator';
  const others = seconds(p)
    ? `${seconds(p)} can confirm it.`
    : `${left}. Whoever runs the server makes one: observationfund admin -email ADDRESS`;
  if (askedByMe(p)) return ['You asked for this', others];
  if (p.can.includes('proposals.confirm')) return ['Ready for your confirmation', `${p.asker} asked for it.`];
  return [p.barred ? `${p.barred.charAt(0).toUpperCase()}${p.barred.slice(1)}` : 'Awaiting second approval', others];
}
