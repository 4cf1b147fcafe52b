// Whether the page is being put on paper, where it speaks to others than whoever is signed in.
import { flushSync } from 'svelte';

export const printing = $state({ on: false });

if (typeof window !== 'undefined') {
  const turn = (on: boolean) => flushSync(() => (printing.on = on)); // what is printed is what is on the page by now
  addEventListener('beforeprint', () => turn(true));
  addEventListener('afterprint', () => turn(false));
}
