// Verifies an exported journal here in the browser, without asking the server: every hash is computed anew, and each entry
// must carry the hash of the one before.
import { Problem } from '../../api/problem';

export interface Entry {
  seq: number;
  at: string;
  accountId: string;
  action: string;
  subject: { kind: string; id: string };
  facts: string;
  proposal?: string; // under which a second person had it done
  previous: string;
  hash: string;
}

export interface Found {
  ok: boolean;
  entries: number;
  head: string;
  fault: string;
  noted: boolean; // the head that was noted down earlier is in it
}

/** The text whose SHA-256 is the hash of an entry: a JSON array as the server writes it, with <, > and & escaped. */
export function text(e: Entry): string {
  const line = JSON.stringify([
    e.previous,
    e.seq,
    new Date(e.at).toISOString(),
    e.accountId,
    e.action,
    e.subject.kind,
    e.subject.id,
    e.facts,
    ...(e.proposal ? [e.proposal] : []),
  ]);
  return line.replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

export async function digest(content: string): Promise<string> {
  if (!crypto.subtle) throw unsafe();
  const sum = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(content));
  return [...new Uint8Array(sum)].map((b) => b.toString(16).padStart(2, '0')).join('');
}

/** Browsers compute hashes only for pages that nobody on the way can have changed. */
const unsafe = () =>
  new Problem({
    code: 'app',
    detail: 'this browser computes hashes only where the app is opened by https, or on the machine that it runs on',
    remedy: 'open it so, or verify the export on the command line: observationfund verify -offline FILE',
  });

/** Verifies an export, one entry a line; `noted` is a head that somebody wrote down before. */
export async function verify(exported: string, noted = '', progress: (part: number) => void = () => {}): Promise<Found> {
  const lines = exported.split('\n').filter((l) => l.trim());
  let previous = '0'.repeat(64);
  let met = noted === '';
  const stop = (entries: number, fault: string): Found => ({ ok: false, entries, head: previous, fault, noted: met });
  for (const [n, line] of lines.entries()) {
    let e: Entry;
    try {
      e = JSON.parse(line) as Entry;
    } catch {
      return stop(n, `Line ${n + 1} is not an entry of a journal.`);
    }
    if (e.seq !== n + 1) return stop(n, `Entry ${n + 1} is missing: ${e.seq} is in its place.`);
    if (e.previous !== previous) return stop(n, `Entry ${e.seq} does not follow from the one before.`);
    if ((await digest(text(e))) !== e.hash) return stop(n, `Entry ${e.seq} (${e.action}) was altered.`);
    previous = e.hash;
    met ||= e.hash === noted;
    if (n % 250 === 0) progress(n / lines.length);
  }
  if (lines.length === 0) return stop(0, 'There is no entry in this file.');
  return {
    ok: met,
    entries: lines.length,
    head: previous,
    fault: met ? '' : 'The chain holds, but the head you noted is not in it: what was there then is not what is there now.',
    noted: met,
  };
}
