import { MediaQuery } from 'svelte/reactivity';

/** Whether a table is shown as cards: on a phone, and wherever what it shows is wider than its room. */
export class Fit {
  #phone = new MediaQuery('max-width: 40rem');
  #room = $state(0);
  #needed = $state(0); // by the table, where that was more than its room

  constructor(shown: () => unknown) {
    $effect(() => {
      shown();
      this.#needed = 0; // it may fit now
    });
  }
  get cards() {
    return this.#phone.current || this.#room < this.#needed;
  }
  measured = (table: HTMLTableElement) => {
    const around = table.parentElement!;
    const seen = new ResizeObserver(() => {
      this.#room = around.clientWidth;
      if (table.offsetWidth > this.#room + 1) this.#needed = table.offsetWidth;
    });
    seen.observe(around);
    seen.observe(table);
    return () => seen.disconnect();
  };
}
