// What the codes of records stand for, by the field in which they stand: beside each other where two people were at work, and from what
// to what in the journal.
import { functionName, term } from './words';

/** Whoever knows the names of states and languages. */
export interface Names {
  state: (code: string) => string;
  language: (code: string) => string;
}

const ofState = new Set(['host', 'nationalities', 'conflicts', 'passportState', 'admittedNationalities', 'nominatedBy']);
const own = ['authority', 'format', 'election', 'gender', 'level', 'answer', 'risk', 'window'] as const;

/** What a code stands for; nothing in a field that holds none. */
export function coded(field: string, code: string, names: Names): string | undefined {
  if (ofState.has(field)) return names.state(code);
  if (field === 'language' || field === 'languages') return names.language(code);
  if (field === 'function' || field === 'functions') return functionName(code);
  if (field === 'kind') return term('training', code);
  const name = own.find((one) => one === field);
  return name && term(name, code);
}
