// What was typed and not sent, by account and form: whole in the memory of this tab, and on the device, for a while and without what
// is never kept there, so that it outlives the tab.
import { now } from '../text/clock';
import { bare } from './unkept';

/** How many days something that is not sent is kept on the device. */
export const lasts = 14;
const prefix = 'draft ';

/** What was typed into a form, and when. */
export interface Draft {
  at: number;
  values: Record<string, unknown>;
}

const memory = new Map<string, Draft>();

export const draftName = (account: string, form: string) => `${prefix}${account} ${form}`;

/** What was left of a form; what this tab remembers is whole. */
export function readDraft(name: string): Draft | undefined {
  return memory.get(name) ?? onDevice(name);
}

function onDevice(name: string): Draft | undefined {
  try {
    const left = JSON.parse(localStorage.getItem(name) ?? 'null') as Draft | null;
    if (left && left.values && now() - left.at < lasts * 86_400_000) return left;
    localStorage.removeItem(name);
  } catch {
    // A browser that keeps nothing, or something that is not ours.
  }
  return undefined;
}

/** Keeps what was typed into a form. */
export function writeDraft(name: string, values: Draft['values']) {
  const draft = { at: now(), values };
  memory.set(name, draft);
  const open = bare(values);
  try {
    if (Object.keys(open).length) localStorage.setItem(name, JSON.stringify({ at: draft.at, values: open }));
    else localStorage.removeItem(name);
  } catch {
    // No room, or a browser that keeps nothing: this tab still has it.
  }
}

/** Forgets what was typed into a form: it was sent, or is not wanted any more. */
export function forgetDraft(name: string) {
  memory.delete(name);
  try {
    localStorage.removeItem(name);
  } catch {
    // There was nothing.
  }
}

/** Forgets whatever has been kept for too long, and what is not of an account that has just come; of nobody, what `whose` has left. */
export function tidyDrafts(account: string, whose?: string) {
  const gone = (name: string) =>
    account ? !name.startsWith(draftName(account, '')) : whose !== undefined && name.startsWith(draftName(whose, ''));
  for (const name of memory.keys()) if (gone(name)) memory.delete(name);
  try {
    for (const name of Object.keys(localStorage).filter((one) => one.startsWith(prefix)))
      if (gone(name)) localStorage.removeItem(name);
      else onDevice(name);
  } catch {
    // Nothing is kept.
  }
}
