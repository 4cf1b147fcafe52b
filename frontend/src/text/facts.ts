// The facts of an entry in words: amounts as money, days as days, ids as the names and pages of what they are.
import type { Action, RefKind } from '../api/client';
import { date, instant, money, plus } from './format';
import { fieldName, valueOf } from './changes';
import { coded, type Names } from './codes';
import { deed } from './deeds';
import { functionName, statusWord, term } from './words';

export interface Said {
  name: string;
  value: string;
  subject?: { kind: RefKind; id: string }; // what it names, for a link
}

export interface Knows extends Names {
  cash: (minor: number) => string;
  decimals: (currency: string) => number | undefined;
  observer: (id: string) => string;
}

/** What facts are called beside the fields of records; a changed reason is kept as its hash. */
const names: Record<string, string> = {
  from: 'From',
  to: 'To',
  invitation: 'Invitation',
  request: 'Request',
  deployment: 'Mission',
  assignment: 'Assignment',
  deploymentId: 'Mission',
  requestId: 'Request for a place',
  commitment: 'Commitment',
  commitmentId: 'Commitment',
  contributionId: 'Contribution',
  receiptId: 'Receipt',
  letter: 'Letter',
  invoiceId: 'Invoice',
  observer: 'Observer',
  observers: 'In this order',
  until: 'Last day',
  was: 'Before',
  via: 'How it came',
  expires: 'Answer by',
  cost: 'Cost',
  draws: 'Drawn',
  released: 'Released',
  asked: 'Asked again',
  freed: 'Freed',
  team: 'In the team',
  deployed: 'Arrived',
  completed: 'Completed',
  days: 'Days left',
  value: 'Worth in the books',
  booked: 'Booked',
  receivedOn: 'Received on',
  sha256: 'SHA-256',
  schema: 'Version of the schema',
  altered: 'Rows not as they were sealed',
  heldSince: 'Held since',
  reason: 'Hash of the reason',
  size: 'Bytes',
  media: 'Kind of file',
  about: 'About',
  account: 'Account',
  action: 'Action',
  again: 'Already in the fund',
  answer: 'Answer',
  answerBy: 'Answer by',
  askedBy: 'Asked for by',
  by: 'By',
  by_telephone: 'By phone',
  call_out: 'Call-out',
  closes: 'Closes',
  declaration: 'Declaration of impartiality',
  evidence: 'Evidence',
  expiresOn: 'Expires on',
  extension: 'Extension',
  fields: 'Fields',
  file: 'Document',
  files: 'Documents',
  format: 'Format',
  host: 'Host',
  identity: 'Identity',
  inquiry: 'Inquiry',
  instead: 'Booked instead',
  kind: 'Kind',
  leaves: 'Leaves',
  list: 'List',
  messageId: 'Message',
  nominatedBy: 'Nominated by',
  number: 'Number',
  opportunities: 'Opportunities',
  opportunity: 'Opportunity',
  organiser: 'Organiser',
  periods: 'Periods',
  pledge: 'Pledge',
  rank: 'Rank',
  rating: 'Rating',
  refundId: 'Refund',
  region: 'Region',
  removed: 'Removed',
  renews: 'Renews',
  replaced: 'Replaced',
  replacementId: 'Replacement',
  reserve: 'On the reserve',
  risk: 'Risk',
  rivals: 'Other invitations',
  rows: 'Rows',
  shared: 'Shared',
  sheets: 'Sheets',
  silent: 'Silent',
  trainings: 'Trainings',
  turn: 'Order of ranking',
  window: 'Window',
  yes: 'Said yes',
  deadline: 'Deadline',
  places: 'Places',
  admittedNationalities: 'Admitted nationalities',
  rate: 'Rate',
  contributor: 'Contributor',
  contributions: 'Contributions',
  receipts: 'Receipts',
  left: 'Rows left as they were',
  firstWrong: 'First entry with the wrong time',
  lastWrong: 'Last entry with the wrong time',
  firstShown: 'Time of that first entry',
  lastShown: 'Time of that last entry',
};
const kinds: Record<string, RefKind> = {
  invitation: 'invitation',
  request: 'deployment_request',
  deployment: 'deployment',
  assignment: 'assignment',
  deploymentId: 'deployment',
  requestId: 'training_request',
  commitment: 'commitment',
  commitmentId: 'commitment',
  contributionId: 'contribution',
  observer: 'observer',
  call_out: 'call_out',
  opportunity: 'opportunity',
};
const amounts = new Set(['cost', 'released', 'value', 'booked', 'budget', 'reserveFloor']);

/** What the facts say, in the order in which they stand. */
export function said(facts: unknown, knows: Knows): Said[] {
  if (!facts || typeof facts !== 'object') return [];
  const all = facts as Record<string, unknown>;
  return Object.entries(all).flatMap(([key, value]): Said[] => {
    if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) return [];
    if (key === 'changed') return changesOf(facts, knows);
    if (key === 'seat' && typeof value === 'string') return []; // an id, of which the sentence says the function
    const name = names[key] ?? fieldName(key);
    return [
      {
        name,
        value: inWords(key, value, all, knows),
        ...(kinds[key] && typeof value === 'string' ? { subject: { kind: kinds[key], id: value } } : {}),
      },
    ];
  });
}

const lastDay = (until: string) => date(plus(until, -1));

/** Each field that was changed, from what to what. */
export function changesOf(facts: unknown, knows: Knows): Said[] {
  const fields = (facts as { changed?: Record<string, [string, string]> } | null)?.changed ?? {};
  const nth = (field: string) => Number(/^G(\d+)$/.exec(field)?.[1] ?? 0); // G2 comes before G10
  const inOrder = Object.entries(fields).sort(([a], [b]) => nth(a) - nth(b));
  return inOrder.map(([field, [from, to]]) => {
    const [of, part] = field.includes('.') ? field.split('.') : ['', field]; // of the seats of a function
    const words = names[part!] ?? fieldName(part!);
    const value = (text: string) => changedTo(part!, text, knows);
    return { name: of ? `${functionName(of)}, ${words.toLowerCase()}` : words, value: `${value(from)} → ${value(to)}` };
  });
}

/** A value of a field that was changed: codes by what they stand for, and a text longer than a line by that it is one. */
function changedTo(field: string, text: string, knows: Knows): string {
  if (text === '' || amounts.has(field)) return valueOf(text, knows.cash, true);
  if (text.startsWith('sha256:')) return `a longer text (${text.slice(7, 15)})`;
  if (field === 'until') return lastDay(text);
  const meant = text.split(', ').map((code) => coded(field, code, knows));
  return meant.includes(undefined) ? valueOf(text, knows.cash, false, field) : meant.join(', ');
}

function inWords(key: string, value: unknown, all: Record<string, unknown>, knows: Knows): string {
  if (typeof value === 'number') {
    if (amounts.has(key)) return knows.cash(value);
    if (key === 'amount')
      return typeof all.currency === 'string' ? money(value, all.currency, knows.decimals(all.currency)) : knows.cash(value);
    return String(value);
  }
  if (typeof value === 'boolean') return value ? /* say */ 'yes' : /* say */ 'no';
  if (Array.isArray(value)) {
    if (key === 'draws') return value.map((d: { amount?: number }) => knows.cash(d.amount ?? 0)).join(', ');
    if (key === 'observers' || key === 'was') return value.map((id, n) => `${n + 1}. ${knows.observer(String(id)) || id}`).join(', ');
    return value.map((v) => (typeof v === 'object' ? JSON.stringify(v) : String(v))).join(', ');
  }
  if (typeof value !== 'string') return JSON.stringify(value);
  if (key === 'from' || key === 'to') return statusWord(value);
  if (key === 'via') return /* say */ 'by mail link';
  if (key === 'contributor') return knows.state(value);
  if (key === 'action' || (key === 'by' && value.includes('.'))) return deed(value as Action);
  // of an account that followed its person; else a day
  if (key === 'observer' || (key === 'was' && value.length === 36)) return knows.observer(value) || value;
  if (key === 'approvedFormat') return term('format', value);
  if (key !== 'kind' && coded(key, value, knows)) return coded(key, value, knows)!; // a kind is of trainings, periods and more
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return key === 'until' ? lastDay(value) : date(value);
  if (/^\d{4}-\d\d-\d\dT/.test(value)) return instant(value);
  return value;
}
