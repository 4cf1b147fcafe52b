// Who is signed in, and what the policy lets them do.
import { api, Problem, problemOf, type Account, type Action, type MailChoice, type MailState, type Me, type Role } from './client';
import { syncClock } from '../text/clock';
import { speak } from '../text/language';
import { tidyDrafts } from './drafts';
import { forget, refreshAll } from './live.svelte';
import { forgetSent } from './once';
import { go, here } from '../app/router.svelte';
import { actAs } from './self';
import { hooks } from './hooks';

/** Who is signed in; nobody when there is no account. Each field is replaced as a whole, never changed within. */
class Who {
  known = $state(false); // whether we have asked
  account = $state.raw<Account>();
  may = $state.raw<Record<string, string>>({});
  mail = $state<MailState>('none'); // whether mails leave from the fund
  mailed = $state<MailChoice>('at_once'); // what they are mailed
  problem = $state.raw<Problem>(); // why we could not ask
  was = $state<string>(); // whose this tab was until somebody else signed in
  ended = $state(false); // the session has ended, and they are asked to sign in again over what stands here
}
export const me = new Who();
if (typeof history !== 'undefined') {
  const { was, ...state } = (history.state ?? {}) as { was?: string };
  me.was = was;
  history.replaceState(state, '');
}

/** Whether the policy gives an action to whoever is signed in. Whether a record is open to it now says the record's `can`. */
export const may = (action: Action) => Boolean(me.may[action]);

/** Whether whoever is signed in has one of the roles. */
export const is = (...roles: Role[]) => Boolean(me.account && roles.includes(me.account.role));

/** Asks who is signed in. */
export async function whoAmI() {
  try {
    enter(await api.get('/api/v1/me'));
  } catch (failure) {
    const problem = problemOf(failure);
    if (problem.status === 401) leave(false);
    else me.problem = problem;
  }
}

// A session that ended by itself, or was ended elsewhere, leaves the page as it is, with what is typed on it. What is read waits until
// the same person has signed in again, and is asked for once more; what was to be written they send again.
let back: Promise<void> | undefined;
let goOn = () => {};
hooks.onSignedOut = () => {
  if (!me.account) return undefined;
  me.ended = true;
  back ??= new Promise((done) => {
    goOn = () => {
      me.ended = false;
      [back, goOn] = [undefined, () => {}];
      done();
      refreshAll();
    };
  });
  return back;
};

function enter(answer: Me) {
  const { account, may, mail, mailed } = answer;
  tidyDrafts(account.id);
  if (me.account && account.id !== me.account.id) return hooks.onAnotherAccount(); // whatever stands here is not theirs
  if (account.id !== me.account?.id) forget();
  actAs(account.id);
  syncClock(answer.now);
  speak(account.language);
  Object.assign(me, { known: true, account, may, mail, mailed, problem: undefined });
  goOn();
}

/** Leaves this tab to nobody; what was typed goes with whoever signs out, and stays for whoever only was away for too long. */
function leave(out: boolean) {
  tidyDrafts('', out ? me.account?.id : undefined);
  forget();
  actAs('');
  [back, goOn] = [undefined, () => {}];
  Object.assign(me, { known: true, account: undefined, may: {}, problem: undefined, ended: false });
}

/** Signs in by what is asked for; until it is answered this tab is nobody's. */
export async function signIn(ask: () => Promise<unknown>) {
  actAs('');
  try {
    await ask();
    enter(await api.get('/api/v1/me')); // the cookie is kept, then
  } catch (failure) {
    actAs(me.account?.id ?? '');
    const problem = problemOf(failure);
    throw problem.code === 'signed-out'
      ? new Problem({ code: 'no-cookie', detail: 'this browser did not keep that you are signed in', remedy: unkept })
      : problem;
  }
  tabs?.postMessage('');
}
const unkept =
  'allow cookies for this site, or use another browser; if the problem persists, send an administrator the address that ' +
  'you opened: it may not be the one that the fund is set up for';

/** Signs out of this session, or of all of them; nothing that was written or sent stays behind in the tab. */
export async function signOut(everywhere = false) {
  await (everywhere ? api.delete('/api/v1/sessions') : api.delete('/api/v1/session'));
  leave(true);
  forgetSent();
  try {
    sessionStorage.clear();
  } catch {
    // A browser that keeps nothing.
  }
  tabs?.postMessage(out);
  go('/sign-in');
}

// The other tabs of this browser have the same session: they are told at once when it becomes somebody's or nobody's. That it is
// nobody's they take at its word: one that cannot ask just now would go on showing what it has.
const out = 'out';
const tabs = typeof window === 'undefined' || !('BroadcastChannel' in window) ? undefined : new BroadcastChannel('session');
if (tabs) tabs.onmessage = ({ data }) => (data === out ? leave(true) : void whoAmI());

/** The address of the sign-in page that leads back to where one is. */
export function signInAddress() {
  const back = here.path + here.search;
  return back === '/' || here.path === '/sign-in' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(back)}`;
}

/** An address of ours to go to after signing in, whatever the query says. */
export function backTo(to: string | undefined) {
  return to && /^\/(?![/\\])/.test(to) && !to.startsWith('/sign-in') ? to : '/';
}

hooks.onAnotherAccount = () => {
  history.replaceState({ ...history.state, was: me.account?.name }, ''); // for the page that begins
  addEventListener('beforeunload', (e) => e.stopImmediatePropagation(), { capture: true }); // nothing that stands here can be sent any more
  location.reload();
};

/** Gives up the page whose session has ended, and leads to where one signs in. */
export function leaveEnded() {
  const address = signInAddress();
  leave(false);
  go(address, { replace: true });
}
