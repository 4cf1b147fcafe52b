// Why a mail was not sent.
import type { DeliveryCause } from '../../api/client';

export const causes: Record<DeliveryCause, string> = {
  refused: 'The mail server refused it',
  mailbox_full: 'The mailbox is full',
  postponed: 'The mail server asked to try later',
  unreachable: 'The mail server could not be reached',
  timed_out: 'The mail server did not answer in time',
  unconnected: 'No mail server was connected for 72 hours, or mail was held after a restore',
  gone: 'The account is disabled, or what it told was erased',
};
