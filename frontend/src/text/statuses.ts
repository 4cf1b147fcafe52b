// The states of records by which lists filter.
import type * as Api from '../api/client';
import { statusWord } from './words';

/** The states by which lists filter, in the order in which a filter offers them. */
const listed = {
  account: { invited: 1, active: 1, disabled: 1 } satisfies Record<Api.AccountStatus, 1>,
  commitment: { open: 1, asked: 1, released: 1 } satisfies Record<Api.CommitmentStatus, 1>,
  contribution: { pledged: 1, cancelled: 1 } satisfies Record<Api.ContributionStatus, 1>,
  correction: { requested: 1, made: 1, rejected: 1 } satisfies Record<Api.CorrectionStatus, 1>,
  delivery: { waiting: 1, sent: 1, failed: 1, undeliverable: 1 } satisfies Record<Api.DeliveryStatus, 1>,
  deployment: {
    planned: 1,
    funded: 1,
    staffing: 1,
    ready: 1,
    in_field: 1,
    reporting: 1,
    postponed: 1,
    closed: 1,
    stood_down: 1,
  } satisfies Record<Api.DeploymentStatus, 1>,
  inquiry: { open: 1, upheld: 1, closed: 1, overtaken: 1 } satisfies Record<Api.InquiryStatus, 1>,
  invitation: {
    draft: 1,
    submitted: 1,
    verified: 1,
    accepted: 1,
    contested: 1,
    declined: 1,
    withdrawn: 1,
    lapsed: 1,
    closed: 1,
  } satisfies Record<Api.InvitationStatus, 1>,
  opportunity: { draft: 1, open: 1, closed: 1, cancelled: 1 } satisfies Record<Api.OpportunityStatus, 1>,
  proposal: { open: 1, confirmed: 1, refused: 1, withdrawn: 1, expired: 1, void: 1 } satisfies Record<Api.ProposalStatus, 1>,
  payment: { requested: 1, paid: 1, rejected: 1, refunded: 1, reversed: 1 } satisfies Record<Api.PaymentStatus, 1>,
  training: { claimed: 1, verified: 1, rejected: 1, lapsed: 1 } satisfies Record<Api.TrainingStatus, 1>,
};
/** Every state of a kind, so that no filter leaves one out. */
export const statusesOf = <K extends keyof typeof listed>(kind: K) => Object.keys(listed[kind]) as (keyof (typeof listed)[K])[];
/** The same as the choices of a filter. */
export const statusChoices = (kind: keyof typeof listed): { value: string; label: string }[] =>
  Object.keys(listed[kind]).map((value) => ({ value, label: statusWord(value, kind) }));
