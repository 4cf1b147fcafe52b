// How an entry of the journal reads, and which entries stand as one line.
import type { JournalLine } from '../api/client';
import { sentenceOf } from './changes';
import { two } from './clock';
import { deed } from './deeds';
import { moment, money } from './format';
import { others, sentences, type It } from './sentences';
import { functionName } from './words';

interface Knows {
  decimals: (currency: string) => number | undefined;
  state: (code: string) => string;
}
type Told = Pick<JournalLine, 'action' | 'subject' | 'about'>;

/** Text from right to left stands for itself in a sentence from left to right. */
const apart = (text: string) => (/[\u0590-\u08ff]/.test(text) ? `\u2068${text}\u2069` : text);

/** An entry as a sentence without its full stop. Where a word of it is missing it says what is known, and why there is no more. */
export function tell({ action, subject, about }: Told, knows: Knows): string {
  const sentence = others[`${action as keyof typeof sentences}/${subject.kind}`] ?? sentences[action as keyof typeof sentences];
  if (!sentence) return deed(action);
  const it: It = {
    reference: about.reference ?? '',
    title: apart(about.title ?? ''),
    name: apart(about.name ?? ''),
    state: about.state ? knows.state(about.state) : '',
    as: about.function ? functionName(about.function).toLowerCase() : '',
    seat: about.seat ? String(about.seat) : '',
    amount: about.amount === undefined ? '' : money(about.amount, about.currency ?? '', knows.decimals(about.currency ?? '')),
    proposed: about.action ? apart(sentenceOf({ action: about.action, title: about.title ?? '' })) : '',
  };
  let whole = true;
  const read = sentence(
    new Proxy(it, {
      get: (all, word: keyof It) => {
        whole &&= all[word] !== '';
        return all[word];
      },
    }),
  );
  const said = whole ? read : deed(action);
  return about.gone ? `${said}; the record is gone` : said;
}

/** Entries that stand as one line, the newest first. */
export type Fold = [JournalLine, ...JournalLine[]];
const hour = 3_600_000;

/**
 * Entries as lines: what one person did to one record again and again, never an hour apart, is one line where the newest
 * stands. What was done to the record in between otherwise stays in between, and what moved money or has a reason stands alone.
 * It is done here to what was loaded so far: pages and their cursor stay those of single entries, nothing is left out, and the
 * next page may add to the last lines.
 */
export function fold(entries: readonly JournalLine[]): Fold[] {
  const folds: Fold[] = [];
  const last = new Map<string, Fold>(); // of each record
  for (const entry of entries) {
    const { kind, id } = entry.subject;
    const before = last.get(`${kind} ${id}`);
    const newer = before?.at(-1);
    if (newer && repeats(newer, entry)) before!.push(entry);
    else {
      const one: Fold = [entry];
      last.set(`${kind} ${id}`, one);
      folds.push(one);
    }
  }
  return folds;
}

/** Whether an entry says nothing that the next one like it would not say: it moved no money, and no reason was given. */
const plain = (e: JournalLine) => e.about.amount === undefined && !(e.facts as { reason?: string } | null)?.reason;
/** Whether it was pressed on the page behind a link in a mail, without signing in. */
export const byMailLink = (e: Pick<JournalLine, 'facts'>): boolean => (e.facts as { via?: string } | null)?.via === 'mail_link';
const repeats = (newer: JournalLine, older: JournalLine) =>
  newer.accountId === older.accountId &&
  newer.action === older.action &&
  newer.proposal === older.proposal &&
  byMailLink(newer) === byMailLink(older) &&
  [newer, older].every(plain) &&
  Date.parse(newer.at) - Date.parse(older.at) <= hour;

/** How often and when: 7 times between 21 Nov 2026, 10:02 and 10:41; with the other day where it is not one. */
export function times(entries: Fold): string {
  const [to, from] = [moment(entries[0].at), moment(entries.at(-1)!.at)];
  if (to === from) return `${entries.length} times at ${to}`;
  const one = to.split(',')[0] === from.split(',')[0];
  return `${entries.length} times between ${from} and ${one ? clock(entries[0].at) : to}`;
}
const clock = (at: string) => `${two(new Date(at).getHours())}:${two(new Date(at).getMinutes())}`;
