// The words for states and other values, and the tone and mark each state is shown with: never colour alone.
import type * as Api from '../api/client';
import { title } from './format';
import { kinds } from './kinds';

/** How a state feels: done and good, waits for somebody, under way, out of play, wrong, not there. */
export type Tone = 'ready' | 'soon' | 'away' | 'not' | 'stop' | 'empty';
/** The shape beside the word. */
export type Shape = 'full' | 'half' | 'square' | 'ring' | 'cross' | 'dashed';

export const shapeOf: Record<Tone, Shape> = { ready: 'full', soon: 'half', away: 'square', not: 'ring', stop: 'cross', empty: 'dashed' };

/** Whose states are shown with a mark, by the kind of the record. */
export interface States {
  account: Api.AccountStatus;
  assignment: Api.AssignmentStatus;
  call_out: Api.CallOutStatus;
  commitment: Api.CommitmentStatus;
  concern: Api.ConcernStatus;
  contribution: Api.ContributionStatus | Api.Standing;
  correction: Api.CorrectionStatus;
  delivery: Api.DeliveryStatus;
  deployment: Api.DeploymentStatus;
  extension: Api.ExtensionStatus;
  deployment_request: Api.DeploymentRequestStatus;
  invitation: Api.InvitationStatus;
  observer: Api.ObserverStatus | 'on_leave';
  import: Api.ImportStatus;
  inquiry: Api.InquiryStatus;
  opportunity: Api.OpportunityStatus;
  payment: Api.PaymentStatus;
  proposal: Api.ProposalStatus;
  training: Api.TrainingStatus;
  training_request: Api.TrainingRequestStatus;
  seat: Api.SeatState;
  answer: Api.AnswerKind;
  finding: Api.FindingKind;
  period: Api.AvailabilityKind;
}
type State = States[keyof States];
type StateOf = { [K in keyof States]: `${K}/${States[K]}` }[keyof States];

/** Every state of the API. Where a kind of record means something else by the word, it stands as kind/status. */
const tones: Record<State, Tone> & Partial<Record<StateOf, Tone>> = {
  accepted: 'ready',
  active: 'ready',
  imported: 'ready',
  read: 'soon',
  sent: 'ready',
  waiting: 'soon',
  failed: 'stop',
  undeliverable: 'stop',
  dropped: 'not',
  admitted: 'ready',
  available: 'ready',
  approved: 'ready',
  completed: 'ready',
  confirmed: 'ready',
  funded: 'ready',
  paid: 'ready',
  made: 'ready',
  ready: 'ready',
  received: 'ready',
  verified: 'ready',
  guaranteed: 'ready',
  met: 'ready',
  not_met: 'stop',
  asked: 'soon',
  claimed: 'soon',
  nominated: 'soon',
  offered: 'soon',
  part_received: 'soon',
  partly: 'soon',
  pledged: 'soon',
  postponed: 'soon',
  requested: 'soon',
  soon: 'soon',
  submitted: 'soon',
  tentative: 'soon',
  invited: 'soon',
  unknown: 'soon',
  away: 'away',
  deployed: 'away',
  endorsed: 'away',
  in_field: 'away',
  open: 'away',
  planned: 'away',
  reporting: 'away',
  staffing: 'away',
  cancelled: 'not',
  closed: 'not',
  departed: 'not',
  expired: 'not',
  on_leave: 'not',
  lapsed: 'not',
  not: 'not',
  not_selected: 'not',
  released: 'not',
  refunded: 'not',
  reversed: 'not',
  stood_down: 'not',
  withdrawn: 'not',
  void: 'not',
  disabled: 'not',
  unavailable: 'not',
  contested: 'stop',
  declined: 'stop',
  missed: 'stop',
  no_show: 'stop',
  overdue: 'stop',
  upheld: 'stop',
  overtaken: 'not',
  ended: 'not',
  refused: 'stop',
  rejected: 'stop',
  suspended: 'stop',
  draft: 'empty',
  empty: 'empty',
  'assignment/declined': 'not',
  'training/lapsed': 'stop',
  'commitment/open': 'away',
  'call_out/open': 'soon',
  'concern/open': 'stop',
  stands: 'soon',
  settled: 'ready',
  'proposal/open': 'soon',
  'inquiry/open': 'soon',
  'training_request/accepted': 'ready',
  'observer/refused': 'not',
  'contribution/pledged': 'soon',
  'invitation/verified': 'soon',
  'extension/verified': 'soon',
};

/** A word for each. */
const names: Record<State, string> & Partial<Record<StateOf, string>> = {
  accepted: 'Accepted',
  imported: 'Imported',
  read: 'Read',
  sent: 'Sent',
  waiting: 'Waiting',
  failed: 'Failed',
  undeliverable: 'Undeliverable',
  dropped: 'Given up',
  active: 'Active',
  admitted: 'Admitted',
  approved: 'Approved',
  asked: 'Asked',
  available: 'Available',
  away: 'Away',
  cancelled: 'Cancelled',
  claimed: 'Claimed',
  closed: 'Closed',
  completed: 'Completed',
  confirmed: 'Confirmed',
  contested: 'Contested',
  declined: 'Declined',
  departed: 'Departed',
  deployed: 'Deployed',
  disabled: 'Disabled',
  draft: 'Draft',
  empty: 'Empty',
  endorsed: 'Endorsed',
  ended: 'Ended',
  expired: 'Expired',
  funded: 'Funded',
  guaranteed: 'Guaranteed',
  in_field: 'In the field',
  invited: 'Invited',
  lapsed: 'Lapsed',
  made: 'Made',
  met: 'Met',
  missed: 'Missed',
  no_show: 'No show',
  nominated: 'Nominated',
  not: 'Not',
  not_met: 'Not met',
  not_selected: 'Not selected',
  offered: 'Offered',
  on_leave: 'On leave',
  open: 'Open',
  overdue: 'Overdue',
  overtaken: 'Overtaken',
  paid: 'Paid',
  part_received: 'Partly received',
  partly: 'Partly',
  planned: 'Planned',
  pledged: 'Pledged',
  postponed: 'Postponed',
  ready: 'Ready',
  received: 'Received',
  refunded: 'Refunded',
  refused: 'Refused',
  rejected: 'Rejected',
  released: 'Released',
  reporting: 'Reporting',
  requested: 'Requested',
  reversed: 'Reversed',
  settled: 'Settled',
  soon: 'Soon',
  staffing: 'Staffing',
  stands: 'Stands',
  stood_down: 'Stood down',
  submitted: 'Submitted',
  suspended: 'Suspended',
  tentative: 'Tentative',
  unavailable: 'Unavailable',
  unknown: 'Unknown',
  upheld: 'Upheld',
  verified: 'Verified',
  void: 'Void',
  withdrawn: 'Withdrawn',
  'seat/ready': 'Within 72 hours',
  'seat/soon': 'Within 30 days',
  'seat/not': 'Not ready',
  'seat/away': 'On mission or in training',
  'seat/empty': 'Empty',
  'assignment/missed': 'Did not come',
  'commitment/asked': 'To be opened again',
  'concern/open': 'No longer met',
  'concern/stands': 'Accepted',
  'invitation/accepted': 'In force',
  'proposal/open': 'Awaiting second approval',
  'observer/admitted': 'In the cohort',
  'inquiry/upheld': 'Dismissed',
  'inquiry/closed': 'Closed without dismissal',
};

const own = <T>(table: Readonly<Partial<Record<string, T>>>, status: string, kind: keyof States | undefined): T | undefined =>
  table[`${kind}/${status}`] ?? table[status];
export const toneOf = (status: string, kind?: keyof States): Tone => own(tones, status, kind) ?? 'not';
export const statusWord = (status: string, kind?: keyof States): string => own(names, status, kind) ?? title(status);

/** Where an observer stands: leave is kept as a suspension, at their own wish, but is none. */
export const standing = (o: { status: Api.ObserverStatus; onLeave: boolean }): States['observer'] => (o.onLeave ? 'on_leave' : o.status);

/** While a mission stands so, its free seats are offered and its reserve is asked. */
export const staffed: readonly string[] = ['staffing', 'ready', 'in_field'] satisfies Api.DeploymentStatus[];

/** What the reason kept with a mission explains: it ends, waits, or has other days than it had. */
export const whyOf = (status: string): string =>
  ({ stood_down: 'Reason for ending', postponed: 'Reason for postponing' })[status] ?? 'Reason for moving the election';

/** The functions, short, in full, and as somebody serves in them. */
export const functions: Record<Api.Function, { short: string; name: string; one: string }> = {
  sto: { short: 'STO', name: 'Short-term observer', one: 'a short-term observer' },
  lto: { short: 'LTO', name: 'Long-term observer', one: 'a long-term observer' },
  legal: { short: 'Legal', name: 'Legal analyst', one: 'a legal analyst' },
  political: { short: 'Political', name: 'Political analyst', one: 'a political analyst' },
  media: { short: 'Media', name: 'Media analyst', one: 'a media analyst' },
  election: { short: 'Election', name: 'Election analyst', one: 'an election analyst' },
  data: { short: 'Data', name: 'Data analyst', one: 'a data analyst' },
  security: { short: 'Security', name: 'Security expert', one: 'a security expert' },
};
const known = (code: string) => (functions as Partial<Record<string, { short: string; name: string; one: string }>>)[code];
export const functionName = (code: string): string => known(code)?.name ?? title(code);
export const oneAs = (code: string): string => known(code)?.one ?? title(code);
export const functionShort = (code: string): string => known(code)?.short ?? title(code);

/** What else takes one of a few values. */
interface Terms {
  authority: Api.Authority;
  format: Api.Format;
  training: Api.TrainingKind;
  election: Api.Election;
  answer: Api.AnswerKind;
  availability: Api.AvailabilityKind;
  window: Api.Window;
  transfer: Api.TransferKind;
  account: Api.LedgerKind;
  lapse: 'medical' | 'passport';
  likeness: Api.Likeness;
  alike: Api.PaymentAlike;
  gender: Api.Gender;
  ground: Api.Ground;
  rating: Api.Rating;
  risk: Api.Risk;
  level: Api.Level;
  role: Api.Role;
  rule: Api.Rule;
  kind: Api.RefKind;
  reply: Api.CallOutReply;
  delivery: Api.DeliveryKind;
}

/** A word for each value, in the order in which they are offered. */
const terms: { [K in keyof Terms]: Record<Terms[K], string> } = {
  authority: {
    head_of_government: 'Head of government',
    foreign_ministry: 'Foreign ministry',
    interior_ministry: 'Interior ministry',
    election_commission: 'Election commission',
    other: 'Another authority',
  },
  format: { full: 'Full mission', limited: 'Limited mission', short_term: 'Short-term observers only', expert: 'Expert team' },
  training: {
    course: 'Course',
    e_learning: 'E-learning',
    security_awareness: 'UN BSAFE',
    hostile_environment: 'Hostile-environment training',
    mission: 'Observation mission',
  },
  election: {
    presidential: 'Presidential election',
    parliamentary: 'Parliamentary election',
    general: 'General election',
    local: 'Local elections',
    referendum: 'Referendum',
  },
  reply: { yes: 'Yes', only_if: 'Only if', no: 'No' },
  answer: { guaranteed: 'Guaranteed', partly: 'Partly', refused: 'Refused', unknown: 'Not known' },
  availability: { available: 'Available', tentative: 'Tentative', unavailable: 'Not available' },
  window: {
    training: 'Training',
    deployment: 'Missions',
    reserve: 'Rapid-response reserve',
    administration: 'Administration',
    audit: 'Audit',
  },
  transfer: {
    receipt: 'Received',
    allocate: 'Allocated',
    return: 'Returned from line',
    commit: 'Committed',
    release: 'Released',
    pay: 'Paid',
    refund: 'Refunded',
    reverse: 'Reversed',
  },
  account: { donor: 'Contributor', received: 'Received, not allocated', line: 'Budget line', commitment: 'Commitment', payee: 'Payee' },
  lapse: { medical: 'Medical clearance', passport: 'Passport, six-month rule' },
  likeness: { document: 'the document', certificate: 'the certificate number', title: 'the title', days: 'the days' },
  alike: { invoice: 'the invoice', amount: 'payee and amount' },
  gender: { woman: 'Woman', man: 'Man', other: 'Other', undisclosed: 'Not disclosed' },
  ground: { resigned: 'Resigned', term_over: 'Their term is over', deceased: 'Deceased', dismissed: 'Dismissed' },
  rating: { outstanding: 'Outstanding', good: 'Good', satisfactory: 'Satisfactory', insufficient: 'Insufficient' },
  risk: { low: 'Low', medium: 'Medium', high: 'High' },
  level: {
    A1: 'A1 beginner',
    A2: 'A2 elementary',
    B1: 'B1 intermediate',
    B2: 'B2 upper intermediate',
    C1: 'C1 advanced',
    C2: 'C2 proficient',
  },
  role: { administrator: 'Administrator', observer: 'Observer', state: 'State', auditor: 'Auditor' },
  rule: {
    seated: 'Seat in the cohort',
    qualified: 'Qualified for the function',
    bsafe: 'UN BSAFE',
    'hostile-environment': 'Hostile-environment training',
    certificates: 'Certificates last',
    passport: 'Passport',
    medical: 'Medical clearance',
    language: 'Language',
    available: 'Available',
    fresh: 'Availability up to date',
    free: 'Not booked',
    nationality: 'Nationality',
    conflict: 'Conflict of interest',
    notice: 'Notice needed',
  },
  kind: kinds,
  delivery: {
    notice: 'News',
    digest: 'Mail of the day',
    reminder: 'Reminder',
    link: 'Link',
    message: 'Message',
    receipt: 'Receipt',
  },
};
export const term = (kind: keyof Terms, value: string | null | undefined): string =>
  value ? ((terms[kind] as Partial<Record<string, string>>)[value] ?? title(value)) : '';
/** All values of one, as choices. */
export const choicesOf = <K extends keyof Terms>(kind: K): { value: Terms[K]; label: string }[] =>
  (Object.entries(terms[kind]) as [Terms[K], string][]).map(([value, label]) => ({ value, label }));
