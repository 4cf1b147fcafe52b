// What is said of the renewal of a certificate.
import type { Training } from '../../api/client';
import { date } from '../../text/format';
import { statusWord } from '../../text/words';

/** That of 3 Mar 2027, claimed. */
export const renewalWords = (t: Training): string =>
  t.renewal ? `That of ${date(t.renewal.startsOn)}, ${statusWord(t.renewal.status, 'training').toLowerCase()}` : '';
