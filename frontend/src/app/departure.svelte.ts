// Leaving a page on which something is half filled in: whoever goes elsewhere is asked first, once.

interface Forms {
  unsent: () => boolean; // something was typed that was neither sent nor asked about
  settle: (discard: boolean) => void; // it was asked about
  sent: () => void; // all of it was sent
}

class Departure {
  forms: Forms = { unsent: () => false, settle: () => {}, sent: () => {} }; // set by whoever keeps what is typed
  onward = $state.raw<() => void>(); // where somebody wants to go, while they are asked
  #sending = 0;
  #led = false; // what is sent has led on to another page

  /** Does what sends a form: whoever it leads on is not asked, and when it went well all that stood there was sent. */
  async sending(work: () => Promise<unknown>) {
    this.#sending++;
    try {
      await work();
      if (this.#led) this.forms.sent();
    } finally {
      if (--this.#sending === 0) this.#led = false;
    }
  }
  /** Reports whether somebody who wants to go is asked first; `onward` is done when they go all the same. */
  holds(onward: () => void): boolean {
    if (this.#sending) this.#led = true;
    if (this.#sending || !this.forms.unsent()) return false;
    this.onward = onward;
    return true;
  }
  stay = () => (this.onward = undefined);
  leave(discard: boolean) {
    const onward = this.onward;
    this.forms.settle(discard);
    this.stay();
    onward?.();
  }
}
export const departure = new Departure();
