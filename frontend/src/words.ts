// The words for states and deeds, and the tone and mark each state is shown with: never colour alone.
import { title, words } from './format';

/** How a state feels: done and good, waits for somebody, under way, out of play, wrong, not there. */
export type Tone = 'ready' | 'soon' | 'away' | 'not' | 'stop' | 'empty';
/** The shape beside the word. */
export type Shape = 'full' | 'half' | 'square' | 'ring' | 'cross' | 'dashed';

export const shapeOf: Record<Tone, Shape> = { ready: 'full', soon: 'half', away: 'square', not: 'ring', stop: 'cross', empty: 'dashed' };

/** Every status of the API. Where a kind of record means something else by the word, it stands as kind/status. */
const tones: Record<string, Tone> = {
  accepted: 'ready', active: 'ready', admitted: 'ready', available: 'ready', approved: 'ready', completed: 'ready', funded: 'ready', met: 'ready',
  paid: 'ready', ready: 'ready', received: 'ready', verified: 'ready', guaranteed: 'ready', full: 'ready',
  claimed: 'soon', nominated: 'soon', offered: 'soon', part_received: 'soon', partly: 'soon', pledged: 'soon', postponed: 'soon', requested: 'soon',
  soon: 'soon', submitted: 'soon', tentative: 'soon', invited: 'soon', unknown: 'soon',
  away: 'away', deployed: 'away', endorsed: 'away', in_field: 'away', open: 'away', planned: 'away', reporting: 'away', staffing: 'away', booked: 'away',
  cancelled: 'not', closed: 'not', departed: 'not', expired: 'not', lapsed: 'not', not: 'not', not_selected: 'not', released: 'not', reversed: 'not',
  stood_down: 'not', withdrawn: 'not', disabled: 'not', unavailable: 'not',
  contested: 'stop', declined: 'stop', missed: 'stop', no_show: 'stop', overdue: 'stop', refused: 'stop', rejected: 'stop', suspended: 'stop', high: 'stop',
  draft: 'empty', empty: 'empty',
  'assignment/declined': 'not', 'training/lapsed': 'stop', 'commitment/open': 'away', 'training_request/accepted': 'ready',
  'observer/refused': 'not', 'contribution/pledged': 'soon', 'invitation/verified': 'soon',
};

const names: Record<string, string> = {
  no_show: 'No show', stood_down: 'Stood down', in_field: 'In the field', not_selected: 'Not selected', part_received: 'Partly received',
  'seat/ready': 'Within 72 hours', 'seat/soon': 'Within 30 days', 'seat/not': 'Not ready', 'seat/away': 'On mission or in training', 'seat/empty': 'Empty',
  'assignment/missed': 'Did not come', 'invitation/accepted': 'In force', 'observer/admitted': 'In the cohort',
};

export const toneOf = (status: string, kind = ''): Tone => tones[`${kind}/${status}`] ?? tones[status] ?? 'not';
export const statusWord = (status: string, kind = ''): string => names[`${kind}/${status}`] ?? names[status] ?? title(status);

/** What the reason kept with a mission explains: it ends, waits, or has other days than it had. */
export const whyOf = (status: string): string => ({ stood_down: 'Why it ended', postponed: 'Why it waits' })[status] ?? 'Why the election moved';

/** The functions, short and in full. */
export const functions: Record<string, { short: string; name: string }> = {
  sto: { short: 'STO', name: 'Short-term observer' },
  lto: { short: 'LTO', name: 'Long-term observer' },
  legal: { short: 'Legal', name: 'Legal analyst' },
  political: { short: 'Political', name: 'Political analyst' },
  media: { short: 'Media', name: 'Media analyst' },
  election: { short: 'Election', name: 'Election analyst' },
  data: { short: 'Data', name: 'Data analyst' },
  security: { short: 'Security', name: 'Security expert' },
};
export const functionName = (code: string): string => functions[code]?.name ?? title(code);
export const functionShort = (code: string): string => functions[code]?.short ?? title(code);

const past: Record<string, string> = {
  submit: 'submitted', withdraw: 'withdrawn', verify: 'verified', reply: 'replied to', stand_down: 'stood down', miss: 'missed', pass_over: 'passed over',
  add: 'added', set: 'set', commit: 'set aside', approve: 'approved', admit: 'admitted', refund: 'refunded', pay: 'paid', deny: 'denied', read: 'read',
  contest: 'contested', clear: 'cleared', open: 'opened', deploy: 'deployed', offer: 'offered', use_link: 'entered by a link', link: 'sent a link',
  me: 'changed', ask_again: 'asked again', end: 'ended', fund: 'funded', staff: 'opened for staffing', field: 'sent to the field', report: 'reported',
  depart: 'departed', accept: 'accepted', reject: 'rejected', request: 'requested', plan: 'planned', confirm: 'confirmed', suspend: 'suspended',
  claim: 'claimed', allocate: 'allocated', return: 'returned', pledge: 'pledged', cancel: 'cancelled', rank: 'ranked', draft: 'drafted', password: 'password changed',
  upload: 'uploaded', reserve: 'reserve ranked', evaluate: 'evaluated', lapse: 'lapsed', complete: 'completed', endorse: 'endorsed', expire: 'expired',
};
const things: Record<string, string> = {
  availability: 'availability', commitments: 'money', fund: 'fund', lines: 'budget line', files: 'document', me: 'own account', session: 'session', journal: 'journal',
};

/** An action of the journal as a deed: invitations.submit is "Invitation submitted". */
export function deed(action: string): string {
  const [resource = '', verb = ''] = action.split('.');
  const thing = things[resource] ?? words(resource).replace(/ies$/, 'y').replace(/s$/, '');
  const done = past[verb] ?? (verb.endsWith('e') ? `${words(verb)}d` : `${words(verb)}ed`);
  return title(`${thing} ${done}`);
}

/** A word for each value of the API's enumerations that a capital letter alone does not make readable. */
const terms: Record<string, Record<string, string>> = {
  authority: { head_of_government: 'Head of government', foreign_ministry: 'Foreign ministry', interior_ministry: 'Interior ministry', election_commission: 'Election commission', other: 'Another authority' },
  format: { full: 'Full mission', limited: 'Limited mission', short_term: 'Short-term observers only', expert: 'Expert team' },
  training: { course: 'Course', e_learning: 'E-learning', security_awareness: 'UN BSAFE', hostile_environment: 'Hostile-environment training', mission: 'Observation mission' },
  election: { presidential: 'Presidential election', parliamentary: 'Parliamentary election', general: 'General election', local: 'Local elections', referendum: 'Referendum' },
  answer: { guaranteed: 'Guaranteed', partly: 'Partly', refused: 'Refused', unknown: 'Not known' },
  availability: { available: 'Available', tentative: 'Tentative', unavailable: 'Not available' },
  window: { training: 'Training', deployment: 'Deployment', reserve: 'Rapid-response reserve', administration: 'Administration', audit: 'Audit' },
  transfer: { receipt: 'Received', allocate: 'Allocated', return: 'Returned from line', commit: 'Committed', release: 'Released', pay: 'Paid', refund: 'Refunded', reverse: 'Reversed' },
  account: { donor: 'Contributor', received: 'Received, not allocated', line: 'Budget line', commitment: 'Commitment', payee: 'Payee' },
  lapse: { medical: 'Medical clearance', passport: 'Passport, six-month rule' },
  gender: { woman: 'Woman', man: 'Man', other: 'Other', undisclosed: 'Not disclosed' },
  risk: { low: 'Low', medium: 'Medium', high: 'High' },
  level: { A1: 'A1 beginner', A2: 'A2 elementary', B1: 'B1 intermediate', B2: 'B2 upper intermediate', C1: 'C1 advanced', C2: 'C2 proficient' },
  role: { administrator: 'Administrator', observer: 'Observer', state: 'State', auditor: 'Auditor' },
  rule: {
    seated: 'Seat in the cohort', qualified: 'Qualified for the function', bsafe: 'UN BSAFE', 'hostile-environment': 'Hostile-environment training', certificates: 'Certificates last',
    passport: 'Passport', medical: 'Medical clearance', language: 'Language', available: 'Available', fresh: 'Availability up to date', free: 'Not booked', nationality: 'Nationality', conflict: 'Conflict of interest',
  },
};
export const term = (kind: keyof typeof terms, value: string | null | undefined): string => (value ? (terms[kind]?.[value] ?? title(value)) : '');
/** All values of one, as choices. */
export const choicesOf = (kind: keyof typeof terms): { value: string; label: string }[] => Object.entries(terms[kind] ?? {}).map(([value, label]) => ({ value, label }));
