// The addresses that a person of each role can visit in the demonstration: every page of src/routes.ts.
import assert from 'node:assert/strict';
import { table } from '../scripts/source.mjs';
import { read } from './telling.mjs';

export const lines = await table();

/** The addresses of a route with names in it: records that this person can read, in the states that show most. */
async function addresses(page, me, path) {
  const items = async (list) => (await read(page, list)).items;
  const one = async (list, which = () => true) => {
    const all = await items(list);
    return (all.find(which) ?? all[0]).id;
  };
  const mission = (status) => one('/deployments?limit=200', (d) => d.status === status);
  const of = {
    '/cohort/:id': async () => {
      const id = await one('/observers?status=admitted&limit=1');
      return ['', '?tab=profile', '?tab=training', '?tab=days', '?tab=missions', '?tab=inquiries', '?tab=history'].map(
        (tab) => `/cohort/${id}${tab}`,
      );
    },
    '/cohort/:id/training/new': async () => [`/cohort/${await one('/observers?status=admitted&limit=1')}/training/new`],
    '/cohort/:id/inquiry': async () => [`/cohort/${await one('/observers?status=admitted&limit=1')}/inquiry`],
    '/inquiries/:id': async () => (await items('/inquiries?limit=10')).map((q) => `/inquiries/${q.id}`),
    '/my/inquiries/:id': async () => (await items('/inquiries')).map((q) => `/my/inquiries/${q.id}`),
    '/cohort/:id/edit': async () => [`/cohort/${await one('/observers?status=admitted&limit=1')}/edit`],
    '/training/requests/:id': async () => [
      `/training/requests/${await one('/training-requests?limit=50', (r) => r.status === 'accepted')}`,
    ],
    '/training/opportunities/:id': async () => [
      `/training/opportunities/${await one('/opportunities?limit=50', (o) => o.status === 'open')}`,
    ],
    '/training/opportunities/:id/edit': async () => [
      `/training/opportunities/${await one('/opportunities?limit=50', (o) => o.can.includes('opportunities.change'))}/edit`,
    ],
    '/training/:id': async () => {
      const claimed = await one('/trainings?status=claimed&limit=50', (t) => t.evidenceId);
      return [
        `/training/${claimed}`,
        ...(me.role === 'administrator' ? [`/training/${claimed}?correct=true`] : []),
        `/training/${await one('/trainings?status=verified&limit=1')}`,
      ];
    },
    '/concerns/:id': async () => {
      const bound = (await items('/assignments?limit=200')).find((a) => a.concerns?.length);
      return [`/concerns/${bound.concerns[0].id}`];
    },
    '/my/missions/:id': async () => (await items(`/assignments?observerId=${me.observerId}&limit=10`)).map((a) => `/my/missions/${a.id}`),
    '/my/training/:id': async () =>
      (await items(`/trainings?observerId=${me.observerId}&limit=10`)).slice(0, 4).map((a) => `/my/training/${a.id}`),
    '/my/places/:id': async () => [`/my/places/${await one('/opportunities?status=open&limit=5')}`],
    '/my/places/requests/:id': async () =>
      (await items('/training-requests?limit=10')).slice(0, 2).map((r) => `/my/places/requests/${r.id}`),
    '/invite/:id/:step': async () => {
      const id = await one('/invitations?status=draft');
      return ['who', 'letter', 'period', 'elections', 'guarantees', 'review'].map((step) => `/invite/${id}/${step}`);
    },
    '/invitations/:id': async () =>
      Promise.all(
        [...new Set((await items('/invitations?limit=200')).map((i) => i.status))].map(
          async (s) => `/invitations/${await one(`/invitations?status=${s}`)}`,
        ),
      ),
    '/invitations/:id/further': async () => [`/invitations/${await one('/invitations?status=accepted')}/further`],
    '/requests/:id': async () => [`/requests/${await one('/deployment-requests?limit=50', (r) => r.status === 'approved')}`],
    '/deployments/:id': async () =>
      Promise.all(
        [...new Set((await items('/deployments?limit=200')).map((d) => d.status))].map(async (s) => `/deployments/${await mission(s)}`),
      ),
    '/deployments/:id/plan': async () => [
      `/deployments/${await one('/deployments?limit=200', (d) => d.can.includes('deployments.change'))}/plan`,
    ],
    '/deployments/:id/call-out': async () => [
      `/deployments/${await mission('staffing')}/call-out`,
      `/deployments/${await mission('planned')}/call-out`,
    ],
    '/deployments/:id/call-out/new': async () => [`/deployments/${await mission('staffing')}/call-out/new`],
    '/call-outs/:id': async () => [
      `/call-outs/${await one('/call-outs?status=open')}`,
      `/call-outs/${await one('/call-outs?status=closed')}`,
    ],
    '/my/call-outs/:id': async () => (await items('/call-outs')).map((c) => `/my/call-outs/${c.id}`),
    '/deployments/:id/team': async () => [
      `/deployments/${await mission('staffing')}/team`,
      `/deployments/${await mission('in_field')}/team`,
      `/deployments/${await mission('closed')}/team`,
    ],
    '/deployments/:id/seats/:seat': async () => {
      const d = (await items('/deployments?limit=200')).find((one) => one.status === 'staffing');
      return [`/deployments/${d.id}/seats/${d.seats.at(-1).id}`];
    },
    '/deployments/:id/move': async () => [`/deployments/${await mission('staffing')}/move`],
    '/deployments/:id/accreditation': async () => [`/deployments/${await mission('staffing')}/accreditation`],
    '/assignments/:id/messages': async () => {
      const waits = (await items('/waiting?actions=messages.write')).find((w) => w.subject.kind === 'assignment');
      return [`/assignments/${waits?.subject.id ?? (await one('/assignments?limit=1'))}/messages`];
    },
    '/assignments/:id': async () => [`/assignments/${await one('/assignments?limit=50', (a) => a.evaluation)}`],
    '/fund/contributions/:id': async () => [`/fund/contributions/${await one('/contributions')}`],
    '/fund/contributions/:id/statement': async () => [`/fund/contributions/${await one('/contributions')}/statement`],
    '/fund/lines/:id': async () => [`/fund/lines/${await one('/lines?window=deployment')}`],
    '/fund/commitments/:id': async () => [
      `/fund/commitments/${await one('/commitments?limit=50', (c) => c.status === 'open' && c.spent > 0)}`,
    ],
    '/fund/payments/:id': async () => [
      `/fund/payments/${await one('/payments?limit=50', (p) => p.status === 'requested')}`,
      `/fund/payments/${await one('/payments?status=paid&limit=1')}`,
    ],
    '/fund/corrections/:id': async () => {
      const made = (await items('/corrections'))[0];
      return [
        `/fund/corrections/${made.id}`,
        ...(me.role === 'administrator' ? [`/fund/corrections/new?receipt=${made.replacementId}&contribution=${made.contributionId}`] : []),
      ];
    },
    '/journal/:seq': async () => ['/journal/1', `/journal/${(await items('/journal?limit=1'))[0].seq}`],
    '/proposals/:id': async () => [
      `/proposals/${await one('/proposals?status=open')}`,
      `/proposals/${await one('/proposals?decided=true')}`,
    ],
    '/outbox/:id': async () => [`/outbox/${await one('/deliveries?status=sent')}`, `/outbox/${await one('/deliveries?status=failed')}`],
    '/to/:kind/:id': async () => [`/to/account/${me.id}`],
    '/accounts/:id': async () => [`/accounts/${await one('/accounts?role=state')}`, `/accounts/${me.id}`],
  };
  if (!path.includes(':')) return [path];
  assert.ok(of[path], `${path} stands in src/routes.ts: say here which records it is visited with`);
  return of[path]();
}

/** Goes to an address as a link of the app does, which loads nothing twice. */
export const go = (page, address) =>
  page.evaluate((href) => {
    const link = Object.assign(document.createElement('a'), { href });
    document.body.append(link);
    link.click();
    link.remove();
  }, address);

/** Who is signed in on a page, and every address that they can visit. */
export async function visits(page) {
  const { account, may } = await read(page, '/me');
  const allowed = (route) => !route.open && (!route.roles || route.roles.includes(account.role)) && (!route.may || may[route.may]);
  const mine = lines.filter((route, n) => allowed(route) && lines.findIndex((other) => other.path === route.path && allowed(other)) === n);
  const queue = [];
  for (const route of mine) queue.push(...(await addresses(page, account, route.path)));
  return { account, queue };
}

/** Somebody of each role in the demonstration. */
export const people = { administrator: 'admin', auditor: 'auditor', observer: 'observer', state: 'state' };
