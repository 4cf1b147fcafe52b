// Where an invitation stands, in words: the way it goes, whose turn it is, and what withdrawing it would do.
import type { Deployment, DeploymentRequest, Invitation } from '../../../api/client';
import { count, date } from '../../../text/format';

const way = ['draft', 'submitted', 'verified', 'accepted', 'closed'] as const;
const day = (at: string | undefined) => date(at?.slice(0, 10));

/** The stages of the way, with the days on which each was reached; an invitation that left it says so in the place where it did. */
export function stages(i: Invitation): { at: number; steps: { label: string; note?: string }[] } {
  const steps: { label: string; note?: string }[] = [
    { label: 'Drafted', note: day(i.createdAt) },
    { label: 'Submitted', note: day(i.submittedAt) },
    { label: 'Authenticated', note: day(i.verifiedAt) },
    { label: 'In force', note: day(i.acceptedAt) },
    { label: 'Closed' },
  ];
  const at = way.indexOf(i.status as 'draft');
  if (at >= 0) return { at, steps };
  const left: Partial<Record<Invitation['status'], string>> = {
    declined: 'Declined',
    withdrawn: 'Withdrawn',
    contested: 'Contested',
    lapsed: 'Lapsed',
  };
  const reached = i.acceptedAt ? 3 : i.verifiedAt ? 2 : i.submittedAt ? 1 : 0;
  return { at: reached + 1, steps: [...steps.slice(0, reached + 1), { label: left[i.status] ?? i.status }] };
}

/** What it means where it stands, and whose turn it is. */
export function turn(i: Invitation): { tone: 'ready' | 'soon' | 'away' | 'not' | 'stop'; title: string; text: string } {
  switch (i.status) {
    case 'draft':
      return { tone: 'soon', title: 'It is your turn', text: 'The draft is not submitted. Until it is, no one at the fund acts on it.' };
    case 'submitted':
      return {
        tone: 'away',
        title: 'The fund checks that it is authentic',
        text: 'It contacts an office of your state independently of the letter, and may ask whomever you named as its contact.',
      };
    case 'verified':
      return {
        tone: 'away',
        title: 'The fund decides',
        text: 'It was authenticated. A second person at the fund now decides whether to accept it. No action is needed.',
      };
    case 'accepted':
      return {
        tone: 'ready',
        title: 'Your consent is in force',
        text: 'The fund can send missions under it. You can ask for a further election, and you can withdraw it at any time.',
      };
    case 'contested':
      return {
        tone: 'stop',
        title: 'It is contested who may invite',
        text: 'Rival authorities speak for your state. The fund takes no side and waits until that is settled; the fund will notify you.',
      };
    case 'declined':
      return { tone: 'stop', title: 'The fund declined it', text: 'You can invite again, and address what prevented acceptance.' };
    case 'withdrawn':
      return {
        tone: 'not',
        title: 'You withdrew it',
        text: 'All missions under it have ended. To have an election observed after all, invite again.',
      };
    case 'lapsed':
      return { tone: 'not', title: 'It lapsed', text: 'The period it covered is over. For a coming election, invite again.' };
    default:
      return { tone: 'not', title: 'Invitation closed', text: 'Every mission under it is over and settled. Thank you for having invited.' };
  }
}

const over = (d: Deployment) => d.status === 'closed' || d.status === 'stood_down';
const people = (all: readonly Deployment[]) => all.flatMap((d) => d.seats).reduce((sum, s) => sum + s.accepted, 0);

/** What ends when a consent is withdrawn, sentence by sentence; again says what it takes to have it after all. */
export function consequences(
  i: Pick<Invitation, 'inForce'>,
  deployments: readonly Deployment[],
  requests: readonly DeploymentRequest[],
  again: 'invite' | 'ask' = 'invite',
): string[] {
  const alive = deployments.filter((d) => !over(d));
  const asked = requests.filter((r) => r.status === 'submitted' || r.status === 'approved' || r.status === 'draft').length;
  const n = people(alive);
  const field = alive.filter((d) => d.status === 'in_field').length;
  return [
    ...(i.inForce ? ['Your state’s consent ends at once.'] : []),
    ...(alive.length
      ? [
          `${count(alive.length, 'mission')} ${alive.length === 1 ? 'is' : 'are'} stood down: ` +
            `${alive.map((d) => d.title).join('; ')}.${field ? ' A team that is in the country is called home.' : ''}`,
          n
            ? `${count(n, 'person')} ${n === 1 ? 'who has' : 'who have'} accepted a seat ${n === 1 ? 'is' : 'are'} instructed not to come.`
            : 'No one has accepted a seat yet.',
          'Every offer that is not answered yet stops. The money that is not spent goes back to the fund.',
        ]
      : []),
    ...(asked ? [`${asked === 1 ? '1 request' : `${asked} requests`} for a mission ${asked === 1 ? 'is' : 'are'} withdrawn with it.`] : []),
    `This cannot be undone: to have an election observed after all, you would have to ${again} again.`,
  ];
}

/** Seats and how many are taken, all functions together. */
export const numbers = (d: Deployment): { places: number; taken: number } => ({
  places: d.seats.reduce((n, s) => n + s.places, 0),
  taken: people([d]),
});
