// A request for a place, in words: what happens next, and whose turn it is.
import type { TrainingRequest } from '../../../api/client';
import { date, today } from '../../../text/format';

/** Whose turn it is, in a sentence. */
export function stageWords(r: Pick<TrainingRequest, 'status' | 'reason' | 'until' | 'startsOn' | 'can'>, now = today()): string {
  switch (r.status) {
    case 'submitted':
      return 'The fund decides whether to endorse it and pay for the place.';
    case 'endorsed':
      return 'The fund has committed the money. The organiser decides.';
    case 'accepted':
      if (r.can.includes('training_requests.complete')) return 'It is over: submit the certificate, so that it counts.';
      return now < r.startsOn
        ? `You have the place. It begins on ${date(r.startsOn)}; the days are booked.`
        : 'You have the place. When it is over, submit the certificate.';
    case 'completed':
      return 'Completed. The training is in your log.';
    default:
      return r.can.includes('training_requests.submit') ? `${r.reason ? `“${r.reason}” ` : ''}You can ask again.` : (r.reason ?? '');
  }
}

/** The stages on the way to a training; a request that ended otherwise stays where it was. */
export const stages = ['submitted', 'endorsed', 'accepted', 'completed'] as const;
