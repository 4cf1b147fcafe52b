// As whom this tab asks. A browser has one session, and another tab may sign in as somebody else: what stands here would
// then be done as them. So every write says whom it is meant for, every answer says whose it is, and a tab that hears of
// another account than its own asks for nothing any more and begins anew.
import { hooks } from './hooks';

const header = /* code */ 'Account';
const never = new Promise<never>(() => {});
let self = ''; // the id of the account; empty until it is known, and while nobody is signed in
let over = false;

/** From now on this tab asks as an account, or as nobody. */
export function actAs(account: string) {
  self = account;
}

/** A request that begins now: whom it is meant for, and whether its answer may still do anything here. */
export async function asking() {
  if (over) await never;
  const meant = self;
  return {
    meant,
    /** What every write says with it. */
    says: (meant ? { [header]: meant } : {}) as Record<string, string>,
    /** Goes on when the answer is meant for whom this tab asks as, and never otherwise. */
    async heard(answer: Pick<Headers, 'get'>) {
      const whose = answer.get(header);
      if (!over && self === meant && whose && meant && whose !== meant) {
        over = true;
        hooks.onAnotherAccount();
      }
      if (over || self !== meant) await never;
    },
  };
}
