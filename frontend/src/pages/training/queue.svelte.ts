// Certificates that were chosen together and are logged one after the other. They are sent one at a time while the first is read, and
// those that are there wait as drafts do.
import { draftName, forgetDraft, readDraft, writeDraft } from '../../api/drafts';
import { me } from '../../api/me.svelte';
import { Sending } from '../../api/sending.svelte';
import { random } from '../../text/random';
import type { Stored } from '../../api/files';
import type { Function } from '../../api/client';

export interface Paper {
  id: string; // in this tab
  name: string;
  sending: Sending;
}
/** What certificates of one organiser often have in common. */
export interface Common {
  organiser: string;
  body: string;
  function: Function | '';
}

class Queue {
  papers = $state.raw<Paper[]>([]); // the first is in the form
  done = $state(0); // logged since the first was chosen
  last = $state.raw<Common>();

  constructor(readonly name: string) {
    const left = (readDraft(name)?.values.papers ?? []) as Stored[];
    this.papers = left.map((stored) => ({ id: random(), name: stored.name, sending: Sending.of(stored) }));
  }
  add(files: File[]) {
    const papers = files.map((file) => ({ id: random(), name: file.name, file, sending: new Sending(true) }));
    this.papers = [...this.papers, ...papers];
    void this.#send(papers);
  }
  /** One after the other: the first is there before the next takes of the connection. */
  async #send(papers: { file: File; sending: Sending }[]) {
    for (const { file, sending } of papers) {
      if (!this.papers.some((paper) => paper.sending === sending)) continue; // left out meanwhile
      await sending.send(file);
      this.keep();
    }
  }
  /** The first was logged. */
  next(common: Common) {
    this.last = common;
    this.done += 1;
    this.leaveOut();
  }
  leaveOut() {
    this.papers[0]?.sending.stop();
    this.papers = this.papers.slice(1);
    this.keep();
  }
  putLast() {
    this.papers = [...this.papers.slice(1), ...this.papers.slice(0, 1)];
    this.keep();
  }
  /** Nothing more is logged in a row. */
  end() {
    this.done = 0;
    this.last = undefined;
  }
  keep() {
    const papers = this.papers.flatMap((paper) => paper.sending.stored ?? []);
    if (papers.length) writeDraft(this.name, { papers });
    else forgetDraft(this.name);
  }
}

const queues = new Map<string, Queue>();

/** The certificates that wait to be logged for an observer, or for oneself. */
export function queueOf(observer = ''): Queue {
  const name = draftName(me.account?.id ?? '', /* code */ `papers ${observer}`);
  const queue = queues.get(name) ?? new Queue(name);
  queues.set(name, queue);
  return queue;
}
export type { Queue };

addEventListener('beforeunload', (e) => {
  if ([...queues.values()].some((queue) => queue.papers.some((paper) => !paper.sending.stored))) e.preventDefault();
});
