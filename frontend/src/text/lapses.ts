// What lapses: a passport, a medical clearance, or a training of a kind.
import { choicesOf, term } from './words';

export const lapseName = (kind: string): string =>
  term(choicesOf('lapse').some(({ value }) => value === kind) ? 'lapse' : 'training', kind);
