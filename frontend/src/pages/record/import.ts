// What the page of an import makes of its verdicts: who is left out, and what the button says.
import type { ImportCounts, RowVerdict, Verdicts } from '../../api/client';
import { count, listed } from '../../text/format';

/** What is wrong with one cell of a row. */
export type Fault = RowVerdict['faults'][number] & { row: RowVerdict; id: string };
/** A row that may be a mistake. */
export type Doubtful = RowVerdict & { id: string };

const idOf = (r: RowVerdict) => JSON.stringify([r.sheet, r.row]);
const those = (v: Verdicts, verdict: RowVerdict['verdict']): Doubtful[] =>
  v.rows.filter((r) => r.verdict === verdict).map((r) => ({ ...r, id: idOf(r) }));
export const there = (v: Verdicts): Doubtful[] => those(v, 'there');
export const doubtful = (v: Verdicts): Doubtful[] => those(v, 'doubtful');
export const faults = (v: Verdicts): Fault[] =>
  those(v, 'faulty').flatMap((row) => row.faults.map((f, n) => ({ ...f, row, id: `${row.id} ${n}` })));

/** What an import is asked to do: all but the rows with errors, and those that may be mistakes and were not confirmed. */
export const asked = (v: Verdicts, sure: ReadonlySet<string>) => ({
  leaveOut: [...those(v, 'faulty'), ...doubtful(v).filter((r) => !sure.has(r.id))].map(({ sheet, row }) => ({ sheet, row })),
  confirmed: doubtful(v)
    .filter((r) => sure.has(r.id))
    .map(({ sheet, row, doubts }) => ({ sheet, row, confirmed: doubts })),
});

/** What would become of the new rows, and of those that are confirmed. */
export const entered = (v: Verdicts, sure: ReadonlySet<string>): ImportCounts =>
  [v, ...doubtful(v).flatMap((r) => (sure.has(r.id) ? [r.makes] : []))].reduce<ImportCounts>(
    (all, one) => ({
      observers: all.observers + one.observers,
      trainings: all.trainings + one.trainings,
      opportunities: all.opportunities + one.opportunities,
      contributions: all.contributions + one.contributions,
      receipts: all.receipts + one.receipts,
    }),
    { observers: 0, trainings: 0, opportunities: 0, contributions: 0, receipts: 0 },
  );

/** 94 people and 300 trainings; what there is none of is not named. */
export const what = (e: ImportCounts): string =>
  listed(
    [
      e.observers && count(e.observers, 'person', 'people'),
      e.trainings && count(e.trainings, 'training'),
      e.opportunities && count(e.opportunities, 'opportunity', 'opportunities'),
      e.contributions && count(e.contributions, 'pledge'),
      e.receipts && count(e.receipts, 'receipt'),
    ].filter((part) => part !== 0),
  );

/** What the button does. */
export function deed(v: Verdicts, sure: ReadonlySet<string>): string {
  const out = v.there + asked(v, sure).leaveOut.length;
  const all = what(entered(v, sure));
  return out ? `Import ${all}, leave ${out} out` : `Import ${all}`;
}
