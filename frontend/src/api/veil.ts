// Words about a person are theirs and the administrators'. An auditor reads that they are kept, and not what they say.
import type { JournalLine } from './client';
import { is } from './me.svelte';

/** Words about a person, or that they are kept, where some were given; what they are, where nothing beside them says so. */
export const personal = (words: string | undefined, given = true, what = '') =>
  words || (given && is('auditor') ? (what ? `${what} is kept from auditors` : 'Kept from auditors') : '');

/** Whether a decision was given a reason: the journal holds its hash, also when the words are kept or erased. */
export const reasoned = (e: JournalLine) => Boolean((e.facts as { reason?: string } | null)?.reason);

/** Whether a state of an observer, a training, a request or an assignment is one that a reason leads to. */
export const because = (status: string) =>
  [
    'suspended',
    'refused',
    'departed',
    'rejected',
    'declined',
    'withdrawn',
    'stood_down',
    'missed',
    'not_selected',
    'no_show',
    'cancelled',
  ].includes(status);
