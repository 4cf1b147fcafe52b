// What the page of an import makes of its verdicts: who is left out, what the button says, and the file of faulty rows.
import type { ImportAsRead, RowVerdict, Verdicts } from '../../api/client';
import { count } from '../../text/format';
import { said } from '../../text/api-sentences';

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

/** Each sheet with faulty rows, as it was but for the rows that are right, and with a column that says why. */
export function faultyFiles(of: ImportAsRead, v: Verdicts): { name: string; text: string }[] {
  return of.sheets.flatMap((sheet) => {
    const rows = faulty(v).filter((r) => r.sheet === sheet.name);
    if (!rows.length) return [];
    const width = Math.max(sheet.columns.length, ...rows.map((r) => r.cells?.length ?? 0));
    const wide = (cells: readonly string[]) => [...cells, ...Array.from({ length: width - cells.length }, () => '')];
    const lines = [
      [...wide(sheet.columns.map((c) => c.heading)), 'Why'],
      ...rows.map((r) => [...wide(r.cells ?? []), r.faults.map(reason).join(' ')]),
    ];
    return [{ name: `${sheet.name}.csv`, text: `\ufeff${lines.map((line) => line.map(quoted).join(',')).join('\r\n')}\r\n` }];
  });
}

const reason = (f: RowVerdict['faults'][number]) => {
  const column = said(f.column.sentence, f.column);
  return `${column ? `${column}: ` : ''}${said(f.problem.sentence, f.problem)}. ${said(f.remedy.sentence, f.remedy)}`;
};

/** A cell of a CSV file; what a spreadsheet would work out is text in it. */
const quoted = (text: string) => `"${text.replace(/^[=+\-@\t\r](?!\d)/, "'$&").replaceAll('"', '""')}"`;
