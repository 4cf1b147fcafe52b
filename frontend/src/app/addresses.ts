// Where each kind of record has its page. Journal, notices, search and pages all link by this one table.
import type { RefKind } from '../api/client';
import { reachable } from './router.svelte';

/** What has no page of its own is shown on the pages of what it belongs to. */
type Within =
  'availability' | 'bank_transfer' | 'call_out_answer' | 'extension' | 'file' | 'fund' | 'receipt' | 'reference' | 'refund' | 'view';

const pages: Record<Exclude<RefKind, Within>, (id: string) => string> = {
  account: (id) => `/accounts/${id}`,
  proposal: (id) => `/proposals/${id}`,
  delivery: (id) => `/outbox/${id}`,
  observer: (id) => `/cohort/${id}`,
  import: (id) => `/cohort/import?id=${id}`,
  inquiry: (id) => `/inquiries/${id}`,
  training: (id) => `/training/${id}`,
  training_request: (id) => `/training/requests/${id}`,
  opportunity: (id) => `/training/opportunities/${id}`,
  invitation: (id) => `/invitations/${id}`,
  deployment_request: (id) => `/requests/${id}`,
  deployment: (id) => `/deployments/${id}`,
  assignment: (id) => `/assignments/${id}`,
  call_out: (id) => `/call-outs/${id}`,
  concern: (id) => `/concerns/${id}`,
  contribution: (id) => `/fund/contributions/${id}`,
  line: (id) => `/fund/lines/${id}`,
  commitment: (id) => `/fund/commitments/${id}`,
  correction: (id) => `/fund/corrections/${id}`,
  payment: (id) => `/fund/payments/${id}`,
};

/** The pages of an observer about what is their own. */
const own: Partial<typeof pages> = {
  observer: () => '/my/profile',
  inquiry: (id) => `/my/inquiries/${id}`,
  training: (id) => `/my/training/${id}`,
  training_request: (id) => `/my/places/requests/${id}`,
  opportunity: (id) => `/my/places/${id}`,
  assignment: (id) => `/my/missions/${id}`,
  call_out: (id) => `/my/call-outs/${id}`,
};

/** The address of a record; undefined where whoever is signed in has no page for it. */
export function addressOf(record: { kind: RefKind; id: string }): string | undefined {
  return [pages, own]
    .map((table: Partial<Record<RefKind, (id: string) => string>>) => table[record.kind]?.(record.id))
    .find((address) => address && reachable.has(address));
}

/** The address at which what is written about a record is read. */
export function messagesOf(record: { kind: RefKind; id: string }): string | undefined {
  const own = `/assignments/${record.id}/messages`;
  if (record.kind === 'assignment' && reachable.has(own)) return own;
  const address = addressOf(record);
  return address && `${address}#messages`;
}
