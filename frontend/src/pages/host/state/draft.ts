// The draft of an invitation as a form: what its values are, how they are sent, what is still empty, where each field is asked.
import type { Answer, AnswerKind, Authority, Guarantee, Invitation, InvitationInput } from '../../../api/client';
import { plus } from '../../../text/format';
import { said } from '../../../text/api-sentences';

export const steps = ['who', 'letter', 'period', 'elections', 'guarantees', 'review'] as const;
export type Step = (typeof steps)[number];
export const stepNames: Record<Step, string> = {
  who: 'Who invites',
  letter: 'The letter',
  period: 'The period',
  elections: 'Elections',
  guarantees: 'Guarantees',
  review: 'Review',
};

export interface Values {
  authority: string;
  authorityName: string;
  signatory: string;
  office: string;
  contactName: string;
  contactEmail: string;
  letterId: string;
  signedOn: string;
  first: string; // the first and the last day covered
  last: string;
  answers: Record<string, { answer: string; note: string }>; // by guarantee
}

export const valuesOf = (i: Invitation): Values => ({
  authority: i.authority,
  authorityName: i.authorityName,
  signatory: i.signatory,
  office: i.office,
  contactName: i.contactName,
  contactEmail: i.contactEmail,
  letterId: i.letterId ?? '',
  signedOn: i.signedOn ?? '',
  first: i.startsOn ?? '',
  last: i.until ? plus(i.until, -1) : '',
  answers: Object.fromEntries(i.answers.map((a) => [a.guarantee, { answer: a.answer, note: a.note ?? '' }])),
});

/** The values as the API takes them; a guarantee without an answer is left out. */
export const inputOf = (v: Values): InvitationInput => ({
  authority: (v.authority || undefined) as Authority | undefined,
  authorityName: v.authorityName,
  signatory: v.signatory,
  office: v.office,
  contactName: v.contactName,
  contactEmail: v.contactEmail,
  letterId: v.letterId || null,
  signedOn: v.signedOn || undefined,
  startsOn: v.first || undefined,
  until: v.last ? plus(v.last, 1) : undefined,
  answers: Object.entries(v.answers)
    .filter(([, a]) => a.answer)
    .map(([guarantee, a]): Answer => ({ guarantee, answer: a.answer as AnswerKind, note: a.note })),
});

/** What each field is called, and the step that asks for it. */
const fields: Record<string, { label: string; step: Step }> = {
  authority: { label: 'Which authority invites', step: 'who' },
  authorityName: { label: 'The authority’s name', step: 'who' },
  signatory: { label: 'Who signs', step: 'who' },
  office: { label: 'Their office', step: 'who' },
  contactName: { label: 'Contact for questions', step: 'who' },
  contactEmail: { label: 'Their e-mail address', step: 'who' },
  letterId: { label: 'The signed letter', step: 'letter' },
  signedOn: { label: 'The day it was signed', step: 'letter' },
  first: { label: 'The first day covered', step: 'period' },
  last: { label: 'The last day covered', step: 'period' },
};
const sentAs: Record<string, string> = { startsOn: 'first', until: 'last' };

export interface Gap {
  label: string;
  href: string;
}

/** What is still empty, each with where it is asked. Whether that stands in the way says the API when it is submitted. */
export function gaps(id: string, v: Values, guarantees: readonly Guarantee[]): Gap[] {
  const empty = Object.entries(fields)
    .filter(([name]) => !v[name as keyof Values])
    .map(([, f]) => ({ label: f.label, href: `/invite/${id}/${f.step}` }));
  const unanswered = guarantees
    .filter((g) => !v.answers[g.code]?.answer)
    .map((g) => ({ label: `${g.code}, ${said(g.title)}`, href: `/invite/${id}/guarantees#${g.code}` }));
  return [...empty, ...unanswered];
}

/** Where a field that the API found fault with is asked. */
export function whereIs(id: string, field: string): Gap | undefined {
  if (field.startsWith('answers')) return { label: 'Guarantees', href: `/invite/${id}/guarantees` };
  const found = fields[sentAs[field] ?? field];
  return found && { label: found.label, href: `/invite/${id}/${found.step}` };
}

/** What the fields are called where two sides of them are told apart. */
export const names: Record<string, string> = {
  ...Object.fromEntries(Object.entries(fields).map(([name, { label }]) => [name, label])),
  ...Object.fromEntries(
    Array.from({ length: 20 }, (_, n) => /* code */ `G${n + 1}`).flatMap((g) => [
      [`answers.${g}.answer`, `Guarantee ${g}`],
      [`answers.${g}.note`, `Note on guarantee ${g}`],
    ]),
  ),
};
