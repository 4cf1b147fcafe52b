// How a proposal reads: what it asks for in a sentence, and each field before and after.
import type { Action, FieldChange, Proposal } from '../api/client';
import { deeds } from './deeds';
import { date, moment, title, words } from './format';
import { statusWord, term } from './words';

/** What each action that takes two people asks for; {it} is what it is about. */
const sentences: Partial<Record<Action, string>> = {
  'accounts.create': 'Create the account of {it}',
  'accounts.change': 'Change the account of {it}',
  'accounts.enable': 'Let {it} sign in again',
  'accounts.disable': 'Disable the account of {it}, which leaves one administrator',
  'observers.admit': 'Admit {it} out of turn',
  'observers.reinstate': 'End the suspension of {it}',
  'observers.depart': 'End the membership of {it}',
  'observers.renominate': 'Nominate {it} again, who left by an inquiry or during one',
  'inquiries.uphold': 'Dismiss {it} by an inquiry',
  'observers.erase': 'Erase the personal data of {it} for good',
  'trainings.revoke': 'Revoke the verified training {it}',
  'opportunities.open': 'Open a mission within the region: {it}',
  'opportunities.change': 'Change an open opportunity to a mission within the region: {it}',
  'training_requests.endorse': 'Endorse a request and commit its money: {it}',
  'training_requests.restore': 'Restore a training place and commit the money again: {it}',
  'deployments.confirm': 'Confirm the team of {it} and commit what it costs',
  'concerns.let_stand': 'Let someone stay who no longer meets what the mission requires: {it}',
  'fund.set': 'Change the settings of the fund',
  'contributions.cancel': 'Give up what was not paid of {it}',
  'lines.allocate': 'Allocate received money to {it}',
  'lines.return': 'Return money from {it} to what is received',
  'commitments.commit': 'Commit funds for {it}',
  'payments.reverse_refund': 'Reverse a refund of the payment to {it}',
  'transfers.reverse': 'Reverse what was booked for {it}',
};

/** Of many at once: {n} is how many. */
const manyOf: Partial<Record<Action, string>> = {
  'observers.admit': 'Admit {n} people, some of them out of turn',
  'training_requests.endorse': 'Endorse {n} requests and commit their money',
};

type Asked = Pick<Proposal, 'action' | 'title'> & Partial<Pick<Proposal, 'operation' | 'subject' | 'changes'>>;
/** The records that a proposal for many is about, by their names; none of a proposal for one. */
export const rowsOf = (p: Asked): string[] =>
  p.operation === 'runBatch'
    ? [...new Map((p.changes ?? []).filter((c) => c.subject.kind === p.subject?.kind).map((c) => [c.subject.id, c.title])).values()]
    : [];

/** A proposal as a sentence without its full stop. */
export const sentenceOf = (p: Asked): string => {
  const rows = rowsOf(p);
  const many = manyOf[p.action];
  if (rows.length > 1 && many) return many.replace('{n}', String(rows.length));
  const sentence = sentences[p.action];
  if (!sentence) return `${deeds[p.action as keyof typeof deeds] ?? words(p.action)}${p.title ? `: ${p.title}` : ''}`;
  return sentence.replace('{it}', p.title.replace(/^A place: /, '') || 'what it is about');
};

/** What is left out: ids and what follows by itself. */
const unsaid = /Id$|^(rank|admittedBy|letStandAt|standing)$/;
/** Of many at once what is decided of each is enough, and what the budget lines then hold. */
const ofMany = (p: Proposal, c: FieldChange) =>
  (c.subject.kind === p.subject.kind && /^(status|seat)$/.test(c.field)) || (c.money && c.subject.kind === 'line');
const told = /^(status|email|name|role|state|amount)$/;

/** The changes that people decide by, what it is about first. */
export const decisive = (p: Proposal): FieldChange[] =>
  p.changes
    .filter((c) => !unsaid.test(c.field) && !isId(c.from) && !isId(c.to) && (p.operation !== 'runBatch' || ofMany(p, c)))
    .sort((a, b) => rankOf(p, a) - rankOf(p, b))
    .slice(0, p.operation === 'runBatch' ? Infinity : 12);

const isId = (text: string) => /^[0-9a-f]{8}-[0-9a-f]{4}-/.test(text);
const rankOf = (p: Proposal, c: FieldChange) => (c.subject.id === p.subject.id ? 0 : 2) + (told.test(c.field) ? 0 : 1);

/** What the fields of records are called; others are called as in the API. */
const fields: Record<string, string> = {
  amount: 'Amount',
  approvedFormat: 'Format approved',
  budget: 'Budget',
  currency: 'Currency',
  email: 'E-mail address',
  endedAt: 'Ended on',
  ground: 'Ground',
  name: 'Name',
  reason: 'Reason',
  reserveFloor: 'Minimum rapid-response reserve',
  role: 'Role',
  seat: 'Seat',
  startsOn: 'First day',
  state: 'State',
  status: 'Status',
  title: 'Title',
};
/** What a field is called. */
export const fieldName = (field: string): string =>
  /^G\d+$/.test(field) ? `Guarantee ${field}` : (fields[field] ?? title(field.replace(/([A-Z])/g, ' $1').toLowerCase()));

/** A value as people read it; amounts are written by whoever knows the currency. */
export function valueOf(text: string, cash: (minor: number) => string, isMoney: boolean, field = ''): string {
  if (text === '') return /* say */ 'none';
  if (isMoney) return cash(Number(text));
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return date(text);
  if (/^\d{4}-\d{2}-\d{2}T/.test(text)) return moment(text);
  if (text === 'true' || text === 'false') return text === 'true' ? /* say */ 'yes' : /* say */ 'no';
  if (field === 'status') return statusWord(text);
  if (field === 'role' || field === 'ground') return term(field, text);
  return /^[a-z]+(_[a-z]+)*$/.test(text) ? words(text) : text;
}
