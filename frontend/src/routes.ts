// The table of pages: where each is, for whom, how the navigation names it, and the page that is loaded when it is visited.
// The first line that fits the address and the role wins.
import type { Component } from 'svelte';
import type { Action, Role } from './api/client';
import { is, may } from './api/me.svelte';
import type { IconName } from './parts/Icon.svelte';
import { match } from './app/router.svelte';

export interface Route {
  path: string; // with names: /observers/:id arrives in the page as params.id
  title: string; // of the browser's tab until the page says more, and in the search
  roles?: readonly Role[]; // whose page it is; everybody's who is signed in when no one is named
  may?: Action; // the permission it takes besides, from /me
  open?: true; // also without signing in
  nav?: { label: string; icon: IconName; waits?: readonly Action[] }; // waits: the actions its counter counts
  load: () => Promise<{ default: Component<any> }>; // any: each page has params of its own
}

const staff: readonly Role[] = ['administrator', 'auditor']; // who read about everybody

export const routes: readonly Route[] = [
  // Everybody
  { path: '/sign-in', title: 'Sign in', open: true, load: () => import('./pages/access/SignIn.svelte') },
  { path: '/forgotten', title: 'Forgotten password', open: true, load: () => import('./pages/access/Ask.svelte') },
  { path: '/sign-in/by-mail', title: 'Sign in by mail', open: true, load: () => import('./pages/access/Ask.svelte') },
  { path: '/to/:kind/:id', title: 'From a mail', load: () => import('./pages/reach/To.svelte') },
  { path: '/account', title: 'Your account', load: () => import('./pages/access/my/Account.svelte') },

  {
    path: '/attention',
    title: 'Needs your attention',
    roles: ['administrator', 'observer', 'state'],
    load: () => import('./pages/today/Attention.svelte'),
  },

  // Auditor
  {
    path: '/',
    title: 'Assurance',
    roles: ['auditor'],
    nav: { label: 'Assurance', icon: 'offer' },
    load: () => import('./pages/record/Audit.svelte'),
  },

  // Administrator: today, the cohort, training
  {
    path: '/',
    title: 'Today',
    roles: ['administrator'],
    nav: { label: 'Today', icon: 'today', waits: ['messages.write'] },
    load: () => import('./pages/today/Today.svelte'),
  },
  {
    path: '/cohort',
    title: 'Cohort',
    roles: staff,
    nav: { label: 'Cohort', icon: 'people', waits: ['inquiries.close'] },
    load: () => import('./pages/cohort/Cohort.svelte'),
  },
  { path: '/cohort/inquiries', title: 'Inquiries', roles: staff, load: () => import('./pages/cohort/Inquiries.svelte') },
  { path: '/cohort/waiting', title: 'Waiting list', roles: staff, load: () => import('./pages/cohort/Queue.svelte') },
  { path: '/cohort/lapsing', title: 'What lapses', roles: staff, load: () => import('./pages/cohort/Lapsing.svelte') },
  { path: '/cohort/ready', title: 'Who could go', roles: staff, load: () => import('./pages/cohort/Ready.svelte') },
  {
    path: '/cohort/nominate',
    title: 'Nominate an observer',
    may: 'observers.nominate',
    load: () => import('./pages/cohort/Nominate.svelte'),
  },
  { path: '/cohort/import', title: 'Import people', may: 'imports.add', load: () => import('./pages/record/Import.svelte') },
  { path: '/cohort/:id', title: 'Observer', roles: staff, load: () => import('./pages/cohort/Observer.svelte') },
  {
    path: '/cohort/:id/training/new',
    title: 'Log a training',
    roles: ['administrator'],
    may: 'trainings.claim',
    load: () => import('./pages/training/NewTraining.svelte'),
  },
  {
    path: '/cohort/:id/inquiry',
    title: 'Open an inquiry',
    may: 'inquiries.open',
    load: () => import('./pages/cohort/OpenInquiry.svelte'),
  },
  { path: '/inquiries/:id', title: 'Inquiry', roles: staff, load: () => import('./pages/cohort/Inquiry.svelte') },
  {
    path: '/cohort/:id/edit',
    title: 'Correct a profile',
    roles: ['administrator'],
    may: 'observers.change',
    load: () => import('./pages/cohort/Edit.svelte'),
  },
  {
    path: '/training',
    title: 'Training',
    roles: staff,
    nav: { label: 'Training', icon: 'training', waits: ['trainings.verify', 'training_requests.endorse', 'training_requests.decline'] },
    load: () => import('./pages/training/Opportunities.svelte'),
  },
  { path: '/training/requests', title: 'Requests for places', roles: staff, load: () => import('./pages/training/Requests.svelte') },
  { path: '/training/requests/:id', title: 'Request for a place', roles: staff, load: () => import('./pages/training/Request.svelte') },
  { path: '/training/verification', title: 'Training to verify', roles: staff, load: () => import('./pages/training/Verification.svelte') },
  { path: '/training/log', title: 'Training log', roles: staff, load: () => import('./pages/training/Log.svelte') },
  {
    path: '/training/opportunities/new',
    title: 'New opportunity',
    may: 'opportunities.draft',
    load: () => import('./pages/training/OpportunityForm.svelte'),
  },
  {
    path: '/training/opportunities/import',
    title: 'Import opportunities',
    may: 'imports.add',
    load: () => import('./pages/record/Import.svelte'),
  },
  { path: '/training/opportunities/:id', title: 'Opportunity', roles: staff, load: () => import('./pages/training/Opportunity.svelte') },
  {
    path: '/training/opportunities/:id/edit',
    title: 'Change an opportunity',
    may: 'opportunities.change',
    load: () => import('./pages/training/OpportunityForm.svelte'),
  },
  { path: '/training/:id', title: 'Training', roles: staff, load: () => import('./pages/training/Training.svelte') },

  // Observer
  {
    path: '/',
    title: 'My status',
    roles: ['observer'],
    nav: { label: 'My status', icon: 'today', waits: ['availability.confirm', 'inquiries.answer', 'messages.write'] },
    load: () => import('./pages/cohort/my/Status.svelte'),
  },
  {
    path: '/my/missions',
    title: 'Offers and missions',
    roles: ['observer'],
    nav: { label: 'Missions', icon: 'mission', waits: ['call_outs.reply', 'assignments.accept', 'assignments.reply'] },
    load: () => import('./pages/mission/my/Missions.svelte'),
  },
  { path: '/my/call-outs/:id', title: 'Can you go?', roles: ['observer'], load: () => import('./pages/reach/my/CallOut.svelte') },
  { path: '/my/missions/:id', title: 'Mission', roles: ['observer'], load: () => import('./pages/mission/my/Mission.svelte') },
  {
    path: '/my/availability',
    title: 'Availability',
    roles: ['observer'],
    nav: { label: 'Availability', icon: 'calendar' },
    load: () => import('./pages/cohort/my/Availability.svelte'),
  },
  {
    path: '/my/training',
    title: 'Training',
    roles: ['observer'],
    nav: { label: 'Training', icon: 'training', waits: ['trainings.change'] },
    load: () => import('./pages/training/my/Trainings.svelte'),
  },
  { path: '/my/training/new', title: 'Log a training', roles: ['observer'], load: () => import('./pages/training/my/NewTraining.svelte') },
  { path: '/my/training/:id', title: 'Training', roles: ['observer'], load: () => import('./pages/training/my/Training.svelte') },
  {
    path: '/my/places',
    title: 'Training places',
    roles: ['observer'],
    nav: { label: 'Training places', icon: 'plus', waits: ['training_requests.complete'] },
    load: () => import('./pages/training/my/Places.svelte'),
  },
  { path: '/my/places/:id', title: 'Place', roles: ['observer'], load: () => import('./pages/training/my/Place.svelte') },
  {
    path: '/my/places/requests/:id',
    title: 'Submit a certificate',
    roles: ['observer'],
    load: () => import('./pages/training/my/Complete.svelte'),
  },
  {
    path: '/my/profile',
    title: 'My profile',
    roles: ['observer'],
    nav: { label: 'My profile', icon: 'account' },
    load: () => import('./pages/cohort/my/Profile.svelte'),
  },
  { path: '/my/inquiries/:id', title: 'An inquiry about you', roles: ['observer'], load: () => import('./pages/cohort/my/Inquiry.svelte') },

  // State
  {
    path: '/',
    title: 'Our invitations',
    roles: ['state'],
    nav: { label: 'Our invitations', icon: 'letter', waits: ['invitations.submit', 'deployments.accreditation', 'messages.write'] },
    load: () => import('./pages/host/state/Ours.svelte'),
  },
  {
    path: '/invite',
    title: 'Invite a mission',
    roles: ['state'],
    nav: { label: 'Invite a mission', icon: 'plus' },
    load: () => import('./pages/host/state/Begin.svelte'),
  },
  { path: '/invite/:id/:step', title: 'Invite a mission', roles: ['state'], load: () => import('./pages/host/state/Invite.svelte') },
  { path: '/invitations/:id', title: 'Our invitation', roles: ['state'], load: () => import('./pages/host/state/Follow.svelte') },
  {
    path: '/invitations/:id/further',
    title: 'A further request',
    roles: ['state'],
    load: () => import('./pages/host/state/Further.svelte'),
  },
  { path: '/requests/:id', title: 'Our request', roles: ['state'], load: () => import('./pages/host/Request.svelte') },
  {
    path: '/deployments/:id',
    title: 'Accreditation list',
    roles: ['state'],
    load: () => import('./pages/host/state/Accreditation.svelte'),
  },

  // Invitations and deployments
  {
    path: '/invitations',
    title: 'Invitations',
    roles: staff,
    nav: {
      label: 'Invitations',
      icon: 'letter',
      waits: [
        'invitations.verify',
        'invitations.accept',
        'invitations.assess',
        'invitations.clear',
        'invitations.decline',
        'extensions.verify',
        'extensions.accept',
        'deployment_requests.approve',
        'deployment_requests.decline',
      ],
    },
    load: () => import('./pages/host/Invitations.svelte'),
  },
  { path: '/invitations/:id', title: 'Invitation', roles: staff, load: () => import('./pages/host/Invitation.svelte') },
  { path: '/requests/:id', title: 'Request', roles: staff, load: () => import('./pages/host/Request.svelte') },
  {
    path: '/deployments',
    title: 'Missions',
    roles: staff,
    nav: { label: 'Missions', icon: 'mission', waits: ['concerns.let_stand', 'assignments.stand_down'] },
    load: () => import('./pages/mission/Deployments.svelte'),
  },
  { path: '/deployments/plan', title: 'Plan a mission', may: 'deployments.plan', load: () => import('./pages/mission/Plan.svelte') },
  { path: '/deployments/:id', title: 'Mission', roles: staff, load: () => import('./pages/mission/Deployment.svelte') },
  {
    path: '/deployments/:id/plan',
    title: 'Change the plan',
    may: 'deployments.change',
    load: () => import('./pages/mission/Change.svelte'),
  },
  { path: '/deployments/:id/call-out', title: 'Call-out', roles: staff, load: () => import('./pages/reach/CallOuts.svelte') },
  {
    path: '/deployments/:id/call-out/new',
    title: 'Call people out',
    may: 'call_outs.open',
    load: () => import('./pages/reach/NewCallOut.svelte'),
  },
  { path: '/call-outs/:id', title: 'Call-out', roles: staff, load: () => import('./pages/reach/CallOut.svelte') },
  { path: '/deployments/:id/team', title: 'Team', roles: staff, load: () => import('./pages/mission/Team.svelte') },
  {
    path: '/deployments/:id/seats/:seat',
    title: 'Candidates',
    may: 'deployments.candidates',
    load: () => import('./pages/mission/Seat.svelte'),
  },
  { path: '/deployments/:id/move', title: 'Move the election', may: 'deployments.move', load: () => import('./pages/mission/Move.svelte') },
  {
    path: '/deployments/:id/accreditation',
    title: 'Accreditation list',
    roles: ['administrator'],
    load: () => import('./pages/mission/Accreditation.svelte'),
  },
  { path: '/assignments/:id', title: 'Assignment', roles: staff, load: () => import('./pages/mission/Assignment.svelte') },
  { path: '/assignments/:id/messages', title: 'Messages', roles: ['administrator'], load: () => import('./pages/mission/Talk.svelte') },
  {
    path: '/concerns/:id',
    title: 'What is no longer met',
    roles: ['administrator'],
    load: () => import('./pages/mission/Concern.svelte'),
  },

  {
    path: '/calendar',
    title: 'Calendar',
    roles: ['administrator'],
    nav: { label: 'Calendar', icon: 'calendar' },
    load: () => import('./pages/cohort/Calendar.svelte'),
  },

  // The fund and its record
  {
    path: '/fund',
    title: 'Fund',
    may: 'fund.read',
    nav: { label: 'Fund', icon: 'fund', waits: ['payments.approve', 'corrections.approve', 'commitments.approve_settlement'] },
    load: () => import('./pages/money/Fund.svelte'),
  },
  { path: '/fund/contributions', title: 'Contributions', may: 'fund.read', load: () => import('./pages/money/Contributions.svelte') },
  {
    path: '/fund/contributions/new',
    title: 'Record a pledge',
    may: 'contributions.pledge',
    load: () => import('./pages/money/Pledge.svelte'),
  },
  {
    path: '/fund/contributions/import',
    title: 'Import contributions',
    may: 'imports.add',
    load: () => import('./pages/record/Import.svelte'),
  },
  { path: '/fund/contributions/:id', title: 'Contribution', may: 'fund.read', load: () => import('./pages/money/Contribution.svelte') },
  { path: '/fund/contributions/:id/statement', title: 'Statement', may: 'fund.read', load: () => import('./pages/money/Statement.svelte') },
  { path: '/fund/lines', title: 'Budget lines', may: 'fund.read', load: () => import('./pages/money/Lines.svelte') },
  { path: '/fund/lines/:id', title: 'Budget line', may: 'fund.read', load: () => import('./pages/money/Line.svelte') },
  { path: '/fund/commitments', title: 'Commitments', may: 'fund.read', load: () => import('./pages/money/Commitments.svelte') },
  { path: '/fund/commitments/new', title: 'New commitment', may: 'commitments.commit', load: () => import('./pages/money/Commit.svelte') },
  { path: '/fund/commitments/:id', title: 'Commitment', may: 'fund.read', load: () => import('./pages/money/Commitment.svelte') },
  { path: '/fund/payments', title: 'Payments', may: 'fund.read', load: () => import('./pages/money/Payments.svelte') },
  {
    path: '/fund/payments/new',
    title: 'Request a payment',
    may: 'payments.request',
    load: () => import('./pages/money/RequestPayment.svelte'),
  },
  { path: '/fund/payments/:id', title: 'Payment', may: 'fund.read', load: () => import('./pages/money/Payment.svelte') },
  { path: '/fund/corrections', title: 'Corrections', may: 'fund.read', load: () => import('./pages/money/Corrections.svelte') },
  {
    path: '/fund/corrections/new',
    title: 'Correct a receipt',
    may: 'corrections.request',
    load: () => import('./pages/money/Correct.svelte'),
  },
  { path: '/fund/corrections/:id', title: 'Correction', may: 'fund.read', load: () => import('./pages/money/Correction.svelte') },
  { path: '/fund/transfers', title: 'Transfers', may: 'fund.read', load: () => import('./pages/money/Transfers.svelte') },
  { path: '/fund/settings', title: 'Fund settings', may: 'fund.read', load: () => import('./pages/money/Settings.svelte') },
  {
    path: '/proposals',
    title: 'Waiting for a second person',
    may: 'proposals.read',
    nav: { label: 'Proposals', icon: 'people', waits: ['proposals.confirm'] },
    load: () => import('./pages/access/Proposals.svelte'),
  },
  { path: '/proposals/:id', title: 'Proposal', may: 'proposals.read', load: () => import('./pages/access/Proposal.svelte') },
  {
    path: '/journal',
    title: 'Journal',
    may: 'journal.read',
    nav: { label: 'Journal', icon: 'journal' },
    load: () => import('./pages/record/Journal.svelte'),
  },
  { path: '/journal/verify', title: 'Verify the record', may: 'journal.verify', load: () => import('./pages/record/Verify.svelte') },
  { path: '/journal/:seq', title: 'Journal entry', may: 'journal.read', load: () => import('./pages/record/Entry.svelte') },

  {
    path: '/accounts',
    title: 'Accounts',
    may: 'accounts.read',
    nav: { label: 'Accounts', icon: 'account' },
    load: () => import('./pages/access/Accounts.svelte'),
  },
  { path: '/outbox', title: 'Outbox', may: 'deliveries.read', load: () => import('./pages/reach/Outbox.svelte') },
  { path: '/outbox/:id', title: 'Mail', may: 'deliveries.read', load: () => import('./pages/reach/Delivery.svelte') },
  { path: '/accounts/new', title: 'New account', may: 'accounts.create', load: () => import('./pages/access/NewAccount.svelte') },
  { path: '/accounts/:id', title: 'Account', may: 'accounts.read', load: () => import('./pages/access/Account.svelte') },
];

/** Whether a page is for whoever is signed in. */
export const allowed = (route: Route): boolean =>
  Boolean(route.open) || ((!route.roles || is(...route.roles)) && (!route.may || may(route.may)));

export interface Visit {
  route: Route;
  params: Record<string, string>;
}

/** The page at a path: for whoever is signed in, or, where there is none, one that is for others. */
export function visit(path: string): (Visit & { allowed: boolean }) | undefined {
  let forOthers: Visit | undefined;
  for (const route of routes) {
    const params = match(route.path, path);
    if (!params) continue;
    if (allowed(route)) return { route, params, allowed: true };
    forOthers ??= { route, params };
  }
  return forOthers && { ...forOthers, allowed: false };
}

/** What the navigation shows to whoever is signed in. */
export const navigation = (): (Route & { nav: NonNullable<Route['nav']> })[] =>
  routes
    .filter((r): r is Route & { nav: NonNullable<Route['nav']> } => Boolean(r.nav) && allowed(r))
    .sort((a, b) => Number(b.path === '/') - Number(a.path === '/')); // the first screen stands first, the others as in the table

/** The first screen of whoever is signed in. */
export const home = (): string => (visit('/')?.allowed ? '/' : (navigation()[0]?.path ?? '/account'));
