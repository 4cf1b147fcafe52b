// Whether the page is being put on paper, where it speaks to others than whoever is signed in, and the head of the record that goes along.
import { flushSync } from 'svelte';
import type { KeptHead } from '../api/client';

export const printing = $state<{ on: boolean; head?: KeptHead | undefined }>({ on: false });

if (typeof window !== 'undefined') {
  const turn = (on: boolean) => flushSync(() => (printing.on = on)); // what is printed is what is on the page by now
  addEventListener('beforeprint', () => turn(true));
  addEventListener('afterprint', () => turn(false));
}
