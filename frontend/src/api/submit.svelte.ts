// One submission of a form or a decision: whether it is under way, and what was refused.
import { getContext, hasContext, onDestroy, setContext } from 'svelte';
import { problemOf, Proposed, type Problem } from './client';
import { say } from '../app/announce.svelte';
import { departure } from '../app/departure.svelte';
import { go } from '../app/router.svelte';
import { hooks } from './hooks';

/** Waits for something of a form that is still on its way; refuses when it does not come. */
type Arrival = () => Promise<void>;
const forms = Symbol('forms');

/** Reports whether a field stands in something that is submitted. */
export const submits = () => hasContext(forms);

/** Lets every submission around a field wait for what the field sends by itself. */
export function waitedFor(arrival: Arrival) {
  if (!submits()) throw new Error('a field that sends something by itself stands where no submit() waits for it');
  const around = getContext<Set<Arrival>[]>(forms);
  for (const one of around) one.add(arrival);
  onDestroy(() => around.forEach((one) => one.delete(arrival)));
}

/** Codes of doubts that somebody says are no mistake; nothing where there are none. */
export type Sure = { confirmed?: string[] };

export interface Submit<A extends unknown[]> {
  readonly busy: boolean;
  readonly problem: Problem | undefined;
  /** The doubts that were read and are no mistake, as the API takes them. */
  readonly sure: Sure;
  /** Does it again, in spite of what is doubted. */
  insist(): Promise<boolean>;
  /** The message for a field, by the name the API knows it by. */
  fault(field: string): string | undefined;
  /** Does it; true when it went well. A second click while it is under way does nothing. */
  run(...args: A): Promise<boolean>;
  clear(): void;
}

/** `const save = submit(async () => { await api.post(...) }, 'Saved.')`, then `onsubmit={save.run}`. Called while a component is set up. */
export function submit<A extends unknown[]>(work: (...args: A) => Promise<unknown>, done?: string): Submit<A> {
  let busy = $state(false);
  let problem = $state.raw<Problem>();
  let sure: string[] = [];
  let last: A;
  const arrivals = new Set<Arrival>();
  setContext(forms, [arrivals, ...(getContext<Set<Arrival>[] | undefined>(forms) ?? [])]);
  return {
    get busy() {
      return busy;
    },
    get problem() {
      return problem;
    },
    get sure() {
      return sure.length ? { confirmed: sure } : {};
    },
    fault: (field) => problem?.fields.get(field),
    clear: () => ((problem = undefined), (sure = [])),
    run(...args) {
      if (args[0] instanceof Event) args[0].preventDefault();
      if (busy) return Promise.resolve(false);
      sure = [];
      last = args;
      return attempt();
    },
    insist() {
      if (busy || !problem?.doubt) return Promise.resolve(false);
      sure = [...sure, problem.code];
      return attempt();
    },
  };
  async function attempt(): Promise<boolean> {
    busy = true;
    problem = undefined;
    try {
      await Promise.all([...arrivals].map((arrival) => arrival()));
      await departure.sending(() => work(...last));
      if (done) say(done);
      return true;
    } catch (failure) {
      if (failure instanceof Proposed) {
        departure.forms.sent();
        go(`/proposals/${failure.proposal.id}`);
        say(`${failure.proposal.reference} needs a second person. Nothing is done yet.`);
        return false;
      }
      problem = problemOf(failure);
      if (problem.code === 'stale') hooks.onWrite(); // what is there now is shown, and sent against
      return false;
    } finally {
      busy = false;
    }
  }
}
