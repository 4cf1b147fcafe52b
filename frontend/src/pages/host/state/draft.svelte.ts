// A draft that saves itself: at every step and after every change, against the revision it was begun from.
import { api, problemOf, type Invitation, type Problem } from '../../../api/client';
import type { Conflict } from '../../../api/conflict';
import { now } from '../../../text/clock';
import { me } from '../../../api/me.svelte';
import { inputOf, names, valuesOf, type Values } from './draft';

const drafts = new Map<string, Draft>(); // they outlive the change from one step to the next

/** The draft of an invitation, with what is typed and not saved yet. */
export function draftOf(id: string): Draft {
  const key = `${me.account?.id} ${id}`;
  let found = drafts.get(key);
  if (!found) drafts.set(key, (found = new Draft(id)));
  return found;
}

export class Draft {
  readonly id: string;
  invitation = $state.raw<Invitation>(); // as it was last read or saved
  values = $state<Values>();
  savedAt = $state<Date>();
  busy = $state(false);
  problem = $state.raw<Problem>();
  #kept = $state('');
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<boolean> | undefined;

  constructor(id: string) {
    this.id = id;
  }

  get dirty() {
    return this.values !== undefined && JSON.stringify(inputOf(this.values)) !== this.#kept;
  }

  /** Reads it, unless there is something of ours that is not saved. */
  async load() {
    if (this.dirty) return void this.save();
    try {
      const read = await api.get('/api/v1/invitations/{id}', { path: { id: this.id } });
      // The answer may be slow: what was typed or saved meanwhile is newer than it.
      if (this.busy || this.dirty || read.revision <= (this.invitation?.revision ?? 0)) return;
      this.#take(read);
    } catch (failure) {
      this.problem = problemOf(failure);
    }
  }

  #take(i: Invitation) {
    this.invitation = i;
    this.values = valuesOf(i);
    this.#kept = JSON.stringify(inputOf(this.values));
    this.problem = undefined;
  }

  fault = (field: string): string | undefined => this.problem?.fields.get(field);

  /** Saves soon, unless more is typed first. */
  later(ms = 700) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.save(), ms);
  }

  /** Saves what is not saved; true when all is. */
  async save(): Promise<boolean> {
    clearTimeout(this.#timer);
    if (this.#running) await this.#running;
    if (!this.values || !this.invitation || !this.dirty) return !this.problem;
    this.#running = this.#send();
    const done = await this.#running;
    this.#running = undefined;
    return done;
  }

  async #send(): Promise<boolean> {
    const body = inputOf($state.snapshot(this.values!));
    this.busy = true;
    try {
      this.invitation = await api.put('/api/v1/invitations/{id}', { path: { id: this.id }, body, revision: this.invitation!.revision });
      this.#kept = JSON.stringify(body); // what was typed meanwhile is dirty still
      this.savedAt = new Date(now());
      this.problem = undefined;
      return true;
    } catch (failure) {
      this.problem = problemOf(failure);
      return false;
    } finally {
      this.busy = false;
    }
  }

  /** How it goes on when somebody else of the state has changed it meanwhile. */
  readonly conflict: Conflict<Invitation, Values> = {
    read: () => api.get('/api/v1/invitations/{id}', { path: { id: this.id } }),
    values: valuesOf,
    began: () => valuesOf(this.invitation!),
    mine: () => this.values!,
    goOn: (now, values) => {
      this.#take(now);
      this.values = values;
    },
    send: () => this.save(),
    names,
  };
}
