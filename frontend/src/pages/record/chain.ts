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

/** What one transaction left: the digests of the rows that it wrote, and how far the journal had come. */
export interface Seal {
  number: number;
  seq: number; // of the last entry then
  entry: string; // its hash
  rows: number;
  digest: string; // of their digests
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

/** The text whose SHA-256 is the hash of a seal. */
export const sealText = (s: Seal) => JSON.stringify([s.previous, s.number, s.seq, s.entry, s.rows, s.digest]);

/**
 * Verifies an export, one entry a line, then the seals and the head that the fund had when it was made; `noted` is a head that somebody
 * wrote down before, HASH@N or HASH alone.
 */
export async function verify(exported: string, noted = '', progress: (part: number) => void = () => {}): Promise<Found> {
  const lines = exported.split('\n').filter((l) => l.trim());
  const genesis = '0'.repeat(64);
  const hashes = [genesis]; // of the entries, by number
  let [head, sealed] = [genesis, 0];
  let met = noted === '';
  const meets = (hash: string, seq: number) => (met ||= noted === hash || noted === `${hash}@${seq}`);
  const entries = () => hashes.length - 1;
  const stop = (fault: string): Found => ({ ok: false, entries: entries(), head: `${head}@${entries()}`, fault, noted: met });
  for (const [n, line] of lines.entries()) {
    let e: Entry & { seal?: Seal; head?: { head: string } };
    try {
      e = JSON.parse(line) as typeof e;
    } catch {
      return stop(`Line ${n + 1} is not an entry of a journal.`);
    }
    if (n % 250 === 0) progress(n / lines.length);
    if (e.seal) {
      const s = e.seal;
      if (s.number !== sealed + 1) return stop(`Seal ${sealed + 1} is missing: ${s.number} is in its place.`);
      if (s.previous !== (sealed ? head : genesis) || (await digest(sealText(s))) !== s.hash) return stop(`Seal ${s.number} was altered.`);
      if (s.entry !== hashes[s.seq]) return stop(`Seal ${s.number} was made when entry ${s.seq} was another.`);
      [head, sealed] = [s.hash, s.number];
      meets(s.hash, s.seq);
      continue;
    }
    if (e.head) {
      const is = e.head.head;
      if (is !== `${head}@${entries()}`) return stop(`The export says that its head is ${is}: it is not whole, or was altered.`);
      continue;
    }
    const next = entries() + 1;
    if (e.seq !== next) return stop(`Entry ${next} is missing: ${e.seq} is in its place.`);
    if (e.previous !== hashes[entries()]) return stop(`Entry ${e.seq} does not follow from the one before.`);
    if ((await digest(text(e))) !== e.hash) return stop(`Entry ${e.seq} (${e.action}) was altered.`);
    hashes.push(e.hash);
    head = e.hash;
    meets(e.hash, e.seq);
  }
  if (entries() === 0) return stop('There is no entry in this file.');
  return {
    ok: met,
    entries: entries(),
    head: `${head}@${entries()}`,
    fault: met ? '' : 'The chain holds, but the head you noted is not in it: what was there then is not what is there now.',
    noted: met,
  };
}
