// One submission of a form or a decision: whether it is under way, and what was refused.
import { problemOf, type Problem } from './api';
import { say } from './announce.svelte';

export interface Submit<A extends unknown[]> {
  readonly busy: boolean;
  readonly problem: Problem | undefined;
  /** The message for a field, by the name the API knows it by. */
  fault(field: string): string | undefined;
  /** Does it; true when it went well. A second click while it is under way does nothing. */
  run(...args: A): Promise<boolean>;
  clear(): void;
}

/** `const save = submit(async () => { await api.post(...) }, 'Saved.')`, then `onsubmit={save.run}`. */
export function submit<A extends unknown[]>(work: (...args: A) => Promise<unknown>, done?: string): Submit<A> {
  let busy = $state(false);
  let problem = $state.raw<Problem>();
  return {
    get busy() {
      return busy;
    },
    get problem() {
      return problem;
    },
    fault: (field) => problem?.fields.get(field),
    clear: () => (problem = undefined),
    async run(...args) {
      if (args[0] instanceof Event) args[0].preventDefault();
      if (busy) return false;
      busy = true;
      problem = undefined;
      try {
        await work(...args);
        if (done) say(done);
        return true;
      } catch (failure) {
        problem = problemOf(failure);
        return false;
      } finally {
        busy = false;
      }
    },
  };
}
