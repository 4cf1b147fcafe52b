// The accreditation list as a file that a spreadsheet opens: UTF-8 with a mark, so that every script arrives intact.
import type { Accredited, KeptHead } from '../../../api/client';
import { folded } from '../../../text/search';
import { plus } from '../../../text/format';
import { functionName } from '../../../text/words';

/** A field of a CSV. What a spreadsheet would take for a formula is kept as the words it is. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * The list, one person a line; the last day is the last in the country. The head of the record stands behind the first, as in every
 * CSV of the API.
 */
export function csv(people: readonly Accredited[], nation: (code: string) => string, { head, at }: KeptHead): string {
  const rows = [
    [
      'Name as in the passport',
      'Nationality',
      'Passport number',
      'Function',
      'First day',
      'Last day',
      'Head of the record',
      'Head read at (UTC)',
    ],
    ...people.map((p, n) => [
      p.name,
      nation(p.nationality),
      p.passportNumber,
      functionName(p.function),
      p.startsOn,
      plus(p.until, -1),
      ...(n ? ['', ''] : [head, at]),
    ]),
  ];
  return `\uFEFF${rows.map((r) => r.map(cell).join(',')).join('\r\n')}\r\n`;
}

/** accreditation-TL-presidential-election.csv */
export const fileName = (host: string, title: string): string =>
  `accreditation-${host}-${folded(title)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')}.csv`;
