// The program was renewed while this tab was open: what its pages are made of has other names now. The page that was wanted is
// then loaded anew, once, and says so.
import { say } from '../app/announce.svelte';
import { api } from '../api/client';
import { here } from '../app/router.svelte';

interface Mark {
  renewed?: string; // the address for which the tab was loaded anew
}
const mark = () => (history.state ?? {}) as Mark;

/** Loads the page in view anew after a part of it could not be loaded; false when that is of no use. */
export async function renew(): Promise<boolean> {
  if (mark().renewed === here.path) return false;
  const there = await api.get('/api/v1/me').then(
    () => true,
    () => false,
  ); // who is offline would lose the app for nothing
  if (there) {
    history.replaceState({ ...mark(), renewed: here.path }, '');
    location.reload();
  }
  return there;
}

/** The page is there: says so where it took a reload. */
export function arrived() {
  if (!mark().renewed) return;
  history.replaceState({ ...mark(), renewed: undefined }, '');
  say('The app was renewed while this tab was open: the page was loaded again.');
}
