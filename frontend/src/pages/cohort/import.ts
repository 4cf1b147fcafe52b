// What the page of an import makes of its verdicts: who is left out, and what the button says.
import type { RowVerdict, Verdicts } from '../../api/client';
import { count } from '../../text/format';

/** What is wrong with one cell of a row. */
export type Fault = RowVerdict['faults'][number] & { row: RowVerdict; id: string };

export const faulty = (v: Verdicts): RowVerdict[] => v.rows.filter((r) => r.verdict === 'faulty');
export const there = (v: Verdicts): (RowVerdict & { id: string })[] =>
  v.rows.filter((r) => r.verdict === 'there').map((r) => ({ ...r, id: idOf(r) }));
const idOf = (r: RowVerdict) => JSON.stringify([r.sheet, r.row]);
export const faults = (v: Verdicts): Fault[] =>
  faulty(v).flatMap((row) => row.faults.map((f, n) => ({ ...f, row, id: `${idOf(row)} ${n}` })));
export const leftOut = (v: Verdicts): Pick<RowVerdict, 'sheet' | 'row'>[] => faulty(v).map(({ sheet, row }) => ({ sheet, row }));

/** 94 people and 300 trainings; what there is none of is not named. */
export const what = (people: number, trainings: number): string => {
  const who = count(people, 'person', 'people');
  const learnt = count(trainings, 'training');
  if (people && trainings) return `${who} and ${learnt}`;
  return people ? who : learnt;
};

/** What the button does. */
export function deed(v: Verdicts): string {
  const out = v.faulty + v.there;
  return out ? `Import ${what(v.observers, v.trainings)}, leave ${out} out` : `Import ${what(v.observers, v.trainings)}`;
}
