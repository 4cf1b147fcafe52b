// The words around a guarantee: where it stands in the Declaration, and what its refusal means.
import type { Guarantee } from '../../../api/client';

/** Paragraph 12 (c) (i) of the Declaration; or that it comes from practice. */
export const paragraphWords = (g: Pick<Guarantee, 'paragraph'>): string =>
  /^\d/.test(g.paragraph)
    ? `Paragraph ${g.paragraph.replaceAll('(', ' (').replaceAll('  ', ' ')} of the Declaration.`
    : 'From the practice of missions.';

/** What a refusal means. */
export const gateWords = (g: Pick<Guarantee, 'gate'>): string =>
  g.gate === 'hard'
    ? 'Needed: while it is refused the fund cannot accept the invitation.'
    : 'Asked for: an honest answer is enough, whatever it is.';

/** 17 guaranteed, 2 partly, 1 not known yet: how the answers add up, in the order in which they weigh. */
export function tally(answers: readonly { answer: string }[]): { answer: string; n: number }[] {
  return ['guaranteed', 'partly', 'refused', 'unknown']
    .map((answer) => ({ answer, n: answers.filter((a) => a.answer === answer).length }))
    .filter((t) => t.n > 0);
}
