// What belongs to the observer who is signed in: their record, their missions with the names they go by, their calendar.
import type { Assignment, Check, Deployment, Engagement, TrainingRequest, Waiting } from '../../../api/client';
import { addressOf, messagesOf } from '../../../app/addresses';
import { count } from '../../../text/format';
import { get, whole } from '../../../api/live.svelte';
import { me } from '../../../api/me.svelte';
import { stateName } from '../../../api/reference.svelte';

/** The id of the observer who is signed in. */
export const myself = (): string => me.account?.observerId ?? '';

/** The observer's own record. */
export const myRecord = () => get('/api/v1/observers/{id}', () => (myself() ? { path: { id: myself() } } : null));

/** The observer's calendar, a year from today. */
export const myCalendar = () => get('/api/v1/observers/{id}/availability', () => (myself() ? { path: { id: myself() } } : null));

/** An assignment with the mission it belongs to. */
export interface Mission extends Omit<Assignment, 'deployment'> {
  deployment: Deployment | undefined;
}

/** The observer's assignments, each with its mission; not there until both are. */
export function myMissions() {
  const assignments = whole('/api/v1/assignments'); // one person's, in a life
  const deployments = whole('/api/v1/deployments'); // those of them
  const all = $derived(
    assignments.data &&
      deployments.data &&
      assignments.data.map((a): Mission => ({ ...a, deployment: deployments.data?.find((d) => d.id === a.deploymentId) })),
  );
  return {
    get data() {
      return all;
    },
    get problem() {
      return assignments.problem ?? deployments.problem;
    },
    get loading() {
      return !all && !this.problem;
    },
    get busy() {
      return assignments.busy;
    },
    refresh: async () => void (await Promise.all([assignments.refresh(), deployments.refresh()])),
  };
}

/** How a mission is called: Timor-Leste, presidential election. */
export const missionName = (m: { host: string; deployment?: { title: string } | undefined }): string =>
  [stateName(m.host), m.deployment?.title].filter(Boolean).join(', ');

/** What a booking is for, and where one reads about it. */
export function engagement(
  b: Engagement,
  missions: readonly Mission[],
  requests: readonly TrainingRequest[],
): { title: string; href: string } {
  if (b.kind === 'assignment') {
    const mission = missions.find((m) => m.id === b.id);
    return { title: mission ? missionName(mission) : `Mission, ${stateName(b.host)}`, href: `/my/missions/${b.id}` };
  }
  const request = requests.find((r) => r.id === b.id);
  return { title: request?.title ?? 'Training', href: request ? `/my/places/${request.opportunityId}` : '/my/places' };
}

/** What is asked of the observer by something that waits, and where they do it. */
export function errand(w: Waiting): { what: string; button: string; href?: string } {
  switch (w.action) {
    case 'assignments.accept':
      return { what: 'You are offered a seat', button: 'Read and answer', href: `/my/missions/${w.subject.id}` };
    case 'call_outs.reply':
      return { what: 'You are asked whether you can go', button: 'Read and answer', href: `/my/call-outs/${w.subject.id}` };
    case 'trainings.change':
      return { what: 'Rejected, or without a certificate', button: 'Correct and resubmit', href: `/my/training/${w.subject.id}` };
    case 'training_requests.complete':
      return {
        what: 'Your place is over: submit the certificate',
        button: 'Submit certificate',
        href: `/my/places/requests/${w.subject.id}`,
      };
    case 'assignments.reply':
      return { what: 'You were evaluated', button: 'Read and reply', href: `/my/missions/${w.subject.id}` };
    case 'inquiries.answer':
      return { what: 'Read what is alleged, and answer', button: 'Read and answer', href: `/my/inquiries/${w.subject.id}` };
    case 'messages.write':
      return { what: 'The fund has written to you', button: 'Read the message', href: messagesOf(w.subject) ?? '/' };
    case 'availability.confirm':
      return { what: 'Your availability is out of date', button: 'Confirm availability' };
    default:
      return { what: 'Something needs your attention', button: 'Open', href: addressOf(w.subject) ?? '/' };
  }
}

/** Where an observer corrects what a requirement misses; nothing where it is not theirs to correct. */
export function remedyLink(check: Check): { label: string; href: string } | undefined {
  switch (check.rule) {
    case 'qualified':
      return (check.template ?? check.sentence).startsWith('Does not offer')
        ? { label: 'Your functions', href: '/my/profile#functions' }
        : { label: 'Find a place', href: '/my/places' };
    case 'bsafe':
      return { label: 'Log it', href: '/my/training/new?kind=security_awareness' };
    case 'hostile-environment':
      return { label: 'Log it', href: '/my/training/new?kind=hostile_environment' };
    case 'certificates':
      return { label: 'Log it', href: '/my/training/new' };
    case 'passport':
      return { label: 'Enter it', href: '/my/profile#passport' };
    case 'language':
      return { label: 'Your languages', href: '/my/profile#languages' };
    case 'available':
    case 'fresh':
      return { label: 'Your calendar', href: '/my/availability' };
    case 'free':
      return { label: 'Your bookings', href: '/my/missions' };
    case 'notice':
      return { label: 'The notice you need', href: '/my/profile#functions' };
    case 'conflict':
      return { label: 'Your declarations', href: '/my/profile#conflicts' };
    default:
      return undefined;
  }
}

/** With 24 hours' notice. */
export function notice(hours: number): string {
  if (hours === 0) return 'Without notice';
  return hours % 24 === 0 && hours > 72
    ? count(hours / 24, 'With # day’s notice', 'With # days’ notice')
    : count(hours, 'With # hour’s notice', 'With # hours’ notice');
}

/** How old the observer's word about their calendar is. */
export const age = (days: number | undefined): string =>
  days === undefined ? 'never confirmed' : days === 0 ? 'confirmed today' : `confirmed ${count(days, 'day')} ago`;
