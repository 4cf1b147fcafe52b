// A form whose record somebody else has changed since it was begun: what is there now, beside what was typed.

/** How a form that edits goes on from what is there now. */
export interface Conflict<R = any, V extends object = any> {
  read: () => Promise<R>; // the record as it is now
  values: (record: R) => V; // as the form has it
  began: () => V; // what the form began with
  mine: () => V; // what stands in it
  goOn: (record: R, values: V) => void; // the form holds these values from now on, against this record
  send: () => unknown;
  names: Record<string, string>; // of the fields, as the form calls them; one of a group as private.phone
  says?: (field: string, value: any) => string | undefined; // a value as people read it; nothing where it speaks for itself
}

/** The two sides of a field that are not alike. */
export interface Differing {
  field: string;
  mine: unknown;
  theirs: unknown;
  typed: boolean; // it was changed here, and not only by somebody else
}

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? '') === JSON.stringify(b ?? '');
const grouped = (value: unknown): value is object => Boolean(value) && typeof value === 'object' && !Array.isArray(value);

/** Every field with its value, those of a group by the group's name and theirs. */
const flat = (values: object): [string, unknown][] =>
  Object.entries(values).flatMap(([name, value]) =>
    grouped(value) ? flat(value).map(([within, one]): [string, unknown] => [`${name}.${within}`, one]) : [[name, value]],
  );

/** In what two sides of a form differ, and on which of them it was changed. */
export function differing(began: object, mine: object, theirs: object): Differing[] {
  const [was, now, here] = [new Map(flat(began)), new Map(flat(theirs)), new Map(flat(mine))];
  return [...new Set([...here.keys(), ...now.keys()])]
    .map((field) => ({
      field,
      mine: here.get(field),
      theirs: now.get(field),
      typed: !same(here.get(field), was.get(field)),
    }))
    .filter((one) => !same(one.mine, one.theirs));
}

/** What is there now, with those fields of ours that are chosen. */
export function merged<V extends object>(theirs: V, rows: readonly Differing[], chosen: ReadonlySet<string>): V {
  const out = structuredClone(theirs) as Record<string, any>;
  for (const { field, mine } of rows.filter((one) => chosen.has(one.field))) {
    const path = field.split('.');
    const last = path.pop()!;
    let at = out;
    for (const name of path) at = at[name] ??= {};
    if (mine === undefined) delete at[last];
    else at[last] = structuredClone(mine);
  }
  return out as V;
}
