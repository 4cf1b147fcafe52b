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
  'observer/refused': 'not', 'contribution/pledged': 'soon',
};

const names: Record<string, string> = {
  no_show: 'No show', stood_down: 'Stood down', in_field: 'In the field', not_selected: 'Not selected', part_received: 'Partly received',
  'seat/ready': 'Within 72 hours', 'seat/soon': 'Within 30 days', 'seat/not': 'Not ready', 'seat/away': 'On mission or in training', 'seat/empty': 'Empty',
  'invitation/accepted': 'In force', 'observer/admitted': 'In the cohort',
};

export const toneOf = (status: string, kind = ''): Tone => tones[`${kind}/${status}`] ?? tones[status] ?? 'not';
export const statusWord = (status: string, kind = ''): string => names[`${kind}/${status}`] ?? names[status] ?? title(status);

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
  add: 'added', set: 'set', commit: 'committed', approve: 'approved', admit: 'admitted', refund: 'refunded', pay: 'paid', deny: 'denied', read: 'read',
  contest: 'contested', clear: 'cleared', open: 'opened', deploy: 'deployed', offer: 'offered', use_link: 'entered by a link', link: 'sent a link',
  me: 'changed', ask_again: 'asked again', end: 'ended', fund: 'funded', staff: 'opened for staffing', field: 'sent to the field', report: 'reported',
  depart: 'departed', accept: 'accepted', reject: 'rejected', request: 'requested', plan: 'planned', confirm: 'confirmed', suspend: 'suspended',
  claim: 'claimed', allocate: 'allocated', return: 'returned', pledge: 'pledged', cancel: 'cancelled', rank: 'ranked', draft: 'drafted', password: 'password changed',
  upload: 'uploaded', reserve: 'reserve ranked', evaluate: 'evaluated', lapse: 'lapsed', complete: 'completed', endorse: 'endorsed', expire: 'expired',
};
const things: Record<string, string> = {
  availability: 'availability', fund: 'fund', lines: 'budget line', files: 'document', me: 'own account', session: 'session', journal: 'journal',
};

/** An action of the journal as a deed: invitations.submit is "Invitation submitted". */
export function deed(action: string): string {
  const [resource = '', verb = ''] = action.split('.');
  const thing = things[resource] ?? words(resource).replace(/ies$/, 'y').replace(/s$/, '');
  const done = past[verb] ?? (verb.endsWith('e') ? `${words(verb)}d` : `${words(verb)}ed`);
  return title(`${thing} ${done}`);
}
