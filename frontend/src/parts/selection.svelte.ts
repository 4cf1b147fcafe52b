// What is picked of a list: by a press, with Shift from the one before, by the arrows, or all that is shown.
export interface Picking<R> {
  rows: () => readonly R[];
  id: (row: R) => string;
  name: (row: R) => string; // as the row is read out
  may?: (row: R) => boolean; // whether it can be picked; all can where it is not said
  key?: () => string; // what narrows the list: another one ends the selection
}

/** The selection of one list. Called while a component is set up. */
export class Selection<R> {
  readonly of: Picking<R>;
  #ids = $state.raw<ReadonlySet<string>>(new Set()); // another with every change: thousands change at once
  #from = ''; // where a range begins
  /** On a phone the boxes are there when they are asked for. */
  shown = $state(false);

  constructor(of: Picking<R>) {
    this.of = of;
    let before = of.key?.();
    $effect(() => {
      const key = of.key?.();
      if (key !== before) this.clear();
      before = key;
    });
  }

  /** Those that can be picked, in their order. */
  get open(): R[] {
    return this.of.rows().filter((r) => this.of.may?.(r) ?? true);
  }
  /** Those that are, and are still there. */
  get rows(): R[] {
    return this.#ids.size ? this.open.filter((r) => this.has(r)) : [];
  }
  get count(): number {
    return this.rows.length;
  }
  has(row: R): boolean {
    return this.#ids.has(this.of.id(row));
  }
  /** Picks a row or puts it back; with `range` all from the one before to it. */
  set(row: R, on: boolean, range = false): void {
    const id = this.of.id(row);
    const ids = this.open.map(this.of.id);
    const [a, b] = [ids.indexOf(this.#from), ids.indexOf(id)];
    const all = range && a >= 0 ? ids.slice(Math.min(a, b), Math.max(a, b) + 1) : [id];
    const changed = new Set(this.#ids);
    for (const one of all)
      if (on) changed.add(one);
      else changed.delete(one);
    this.#ids = changed;
    this.#from = id;
  }
  /** All that is shown, or none. */
  all(on: boolean): void {
    if (!on) return this.clear();
    this.#ids = new Set([...this.#ids, ...this.open.map(this.of.id)]);
  }
  clear(): void {
    if (this.#ids.size) this.#ids = new Set();
    this.#from = '';
  }
  /** Shows the boxes of a phone, or puts them and what was picked away. */
  toggle(): void {
    this.shown = !this.shown;
    if (!this.shown) this.clear();
  }

  /** The keys of a box: arrows go to the next, with Shift they pick it too; Ctrl-A picks all that is shown, Escape none. */
  keys = (e: KeyboardEvent, row: R): void => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (e.key === 'a' && (e.ctrlKey || e.metaKey)) this.all(true);
    else if (by) {
      const next = this.open[this.open.findIndex((r) => this.of.id(r) === this.of.id(row)) + by];
      if (!next) return;
      if (e.shiftKey) {
        this.set(row, true);
        this.set(next, true);
      }
      document.querySelector<HTMLElement>(`[data-pick="${this.of.id(next)}"]`)?.focus();
    } else return;
    e.preventDefault();
  };
}
