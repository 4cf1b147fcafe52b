// What became of an offer, and until when it can be answered.
import type { Assignment } from '../../../api/client';
import { instant } from '../../../text/format';

export const became: Partial<Record<Assignment['status'], string>> = {
  declined: 'You declined. Nothing is held against you, and your days are free.',
  expired: 'The offer was not answered in time, and your days are free again.',
  withdrawn: 'This seat is no longer yours, and your days are free again.',
  stood_down: 'You were stood down, and your days are free again.',
  missed: 'It is recorded that you did not come.',
  deployed: 'You are in the field.',
  completed: 'You have served in this mission.',
};

/** Until when, by the clock of whoever reads it and by UTC. */
export function answerBy(at: string): string {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const until = zone === 'UTC' ? `Until ${instant(at)}.` : `Until ${instant(at, zone)}, which is ${instant(at)}.`;
  return `${until} After that the seat is offered to someone else. Your days are held for you until then.`;
}
