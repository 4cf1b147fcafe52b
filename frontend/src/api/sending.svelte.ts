// A document on its way to the fund: made lighter, looked at, and sent with its progress; where the connection broke it is sent
// again. A field shows it, and it goes on while nobody looks.
import { Problem, problemOf } from './client';
import { faultOf, upload, type Stored } from './files';
import { lighter } from './lighter';

export class Sending {
  file = $state.raw<File>(); // chosen, and not there yet
  seen = $state.raw<File>(); // chosen last: what can be looked at here
  stored = $state.raw<Stored>();
  part = $state<number>(); // of it that has gone, while it goes
  fault = $state('');
  problem = $state.raw<Problem>();
  before = $state<number>(); // its size, where it was made smaller
  /** Hears of what is there, or is no longer wanted. */
  heard: (stored: Stored | undefined) => void = () => {};

  #stop: AbortController | undefined;
  #going: Promise<void> | undefined;
  #there: File | undefined; // the last that arrived

  /** One that goes on when the field that shows it is gone belongs to whoever made it. */
  constructor(readonly kept = false) {}

  /** A document that is there already. */
  static of(stored: Stored): Sending {
    const sending = new Sending(true);
    sending.stored = stored;
    return sending;
  }

  send(file: File): Promise<void> {
    this.leaveOut();
    this.file = this.seen = file;
    this.before = undefined;
    return (this.#going = this.#go(file, (this.#stop = new AbortController())));
  }
  async #go(file: File, mine: AbortController) {
    this.part = 0;
    try {
      const light = await lighter(file);
      const wrong = await faultOf(light);
      if (mine.signal.aborted || (this.fault = wrong)) return;
      const sent = await upload(light, (p) => (this.part = p), mine.signal);
      if (mine.signal.aborted) return;
      if (light !== file && light.size < file.size) this.before = file.size;
      this.stored = sent;
      this.#there = file;
      this.file = undefined;
      this.heard(sent);
    } catch (failure) {
      if (!mine.signal.aborted) this.problem = problemOf(failure);
    } finally {
      if (this.#stop === mine) this.part = undefined;
    }
  }
  /** What was chosen is not wanted; what was there before stays. */
  leaveOut() {
    this.#stop?.abort();
    this.file = this.seen = this.problem = this.part = undefined;
    this.fault = '';
  }
  remove() {
    this.leaveOut();
    this.stored = undefined;
    this.heard(undefined);
  }
  stop() {
    this.#stop?.abort();
  }
  /** Waits for what was chosen; refuses when it does not come. */
  async arrival() {
    const wanted = this.file;
    if (!wanted) return;
    await this.#going;
    if (this.#there !== wanted)
      throw new Problem({
        code: 'file',
        detail: `${wanted.name} is not there, so nothing was sent`,
        remedy: 'send the document again, choose another, or leave it out',
      });
  }
}
