// A post that somebody would be sent for, as it stands in the address.
import type { Function, Level, Risk } from '../../api/client';
import { plus } from '../../text/format';
import { query } from '../../app/router.svelte';
import { functions } from '../../text/words';

/** The post of the address, as the API asks for it. What is not named there the API fills in. */
export function postQuery() {
  const lastDay = query.day('until');
  return {
    function: (query.choice('function', Object.keys(functions)) ?? 'sto') as Function,
    host: query.get('host'),
    startsOn: query.day('startsOn'),
    until: lastDay && plus(lastDay, 1), // people name the last day, the API the one after it
    risk: query.choice('risk', ['low', 'medium', 'high']) as Risk | undefined,
    language: query.get('language'),
    level: query.get('language') ? (query.choice('level', ['A1', 'A2', 'B1', 'B2', 'C1', 'C2']) as Level | undefined) : undefined,
  };
}
