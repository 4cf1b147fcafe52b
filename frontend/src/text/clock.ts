// The fund's clock. What is due is due by it, so a phone whose clock is wrong shows the same days left as everybody's. It
// ticks: what is shown of it stays true in a tab that is open overnight.
import { createSubscriber } from 'svelte/reactivity';

let ahead = 0; // milliseconds by which it is ahead of this device
const looks = new Set<() => void>();
const tick = () => looks.forEach((look) => look());

if (typeof window !== 'undefined') {
  setInterval(tick, 20_000);
  document.addEventListener('visibilitychange', tick); // who comes back to a tab finds it true at once
}

/** Reads something of the clock, and whatever shows it reads it again when it is another. */
function ticking<T>(read: () => T): () => T {
  const subscribe = createSubscriber((changed) => {
    let last = read();
    const look = () => {
      if (read() === last) return;
      last = read();
      changed();
    };
    looks.add(look);
    return () => void looks.delete(look);
  });
  return () => (subscribe(), read());
}

/** The time by the fund's clock, in milliseconds. */
export const now = ticking(() => Date.now() + ahead);

/** Today, where the reader is. */
export const today = ticking(() => dayAt(new Date(Date.now() + ahead)));

/** The day of an instant, where the reader is. */
export const dayAt = (t: Date): string => `${t.getFullYear()}-${two(t.getMonth() + 1)}-${two(t.getDate())}`;

export const two = (n: number): string => String(n).padStart(2, '0');

/** Goes by what the fund says the time is; what is less than a minute apart may as well be the way. */
export function syncClock(time: string) {
  const apart = Date.parse(time) - Date.now();
  ahead = Math.abs(apart) < 60_000 ? 0 : apart;
  tick();
}
