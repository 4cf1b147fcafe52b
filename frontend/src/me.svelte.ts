// Who is signed in, and what the policy lets them do.
import { api, Problem, problemOf, told, type Account, type Action, type Role } from './api';
import { goBy } from './clock';
import { forget } from './live.svelte';
import { go, here } from './router.svelte';

/** Who is signed in; nobody when there is no account. Each field is replaced as a whole, never changed within. */
class Who {
  known = $state(false); // whether we have asked
  account = $state.raw<Account>();
  may = $state.raw<Record<string, string>>({});
  problem = $state.raw<Problem>(); // why we could not ask
}
export const me = new Who();

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
    if (problem.status === 401) leave();
    else me.problem = problem;
  }
}

export function enter(answer: { now: string; account: Account; may: Record<string, string> }) {
  forget();
  goBy(answer.now);
  Object.assign(me, { known: true, account: answer.account, may: answer.may, problem: undefined });
}

function leave() {
  forget();
  Object.assign(me, { known: true, account: undefined, may: {}, problem: undefined });
}

/** Signs out of this session, or of all of them. */
export async function signOut(everywhere = false) {
  await (everywhere ? api.delete('/api/v1/sessions') : api.delete('/api/v1/session'));
  leave();
  go('/sign-in');
}

/** The address of the sign-in page that leads back to where one is. */
export function signInAddress() {
  const back = here.path + here.search;
  return back === '/' || here.path === '/sign-in' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(back)}`;
}

/** An address of ours to go to after signing in, whatever the query says. */
export function backTo(to: string | undefined) {
  return to && /^\/(?![/\\])/.test(to) && !to.startsWith('/sign-in') ? to : '/';
}

told.signedOut = () => {
  if (!me.account) return;
  const address = signInAddress();
  leave();
  go(address, { replace: true });
};
