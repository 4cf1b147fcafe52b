// Where each kind of record has its page. Journal, notices, search and pages all link by this one table.
import { reachable } from './router.svelte';

const pages: Record<string, (id: string) => string> = {
  account: (id) => `/accounts/${id}`,
  observer: (id) => `/cohort/${id}`,
  training: (id) => `/training/${id}`,
  training_request: (id) => `/training/requests/${id}`,
  opportunity: (id) => `/training/opportunities/${id}`,
  invitation: (id) => `/invitations/${id}`,
  deployment_request: (id) => `/requests/${id}`,
  deployment: (id) => `/deployments/${id}`,
  assignment: (id) => `/assignments/${id}`,
  contribution: (id) => `/fund/contributions/${id}`,
  line: (id) => `/fund/lines/${id}`,
  commitment: (id) => `/fund/commitments/${id}`,
  payment: (id) => `/fund/payments/${id}`,
};

/** The pages of an observer about what is their own. */
const own: Record<string, (id: string) => string> = {
  observer: () => '/my/profile',
  training: (id) => `/my/training/${id}`,
  training_request: (id) => `/my/places/requests/${id}`,
  opportunity: (id) => `/my/places/${id}`,
  assignment: (id) => `/my/missions/${id}`,
};

/** The address of a record; undefined where whoever is signed in has no page for it. */
export function addressOf(record: { kind: string; id: string }): string | undefined {
  return [pages, own].map((table) => table[record.kind]?.(record.id)).find((address) => address && reachable.has(address));
}
