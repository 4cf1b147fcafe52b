// What is asked for one election, as a form: its values and how they are sent.
import type { DeploymentRequest, DeploymentRequestAdd, Election, Format } from '../../../api/client';
import { alphabetical } from '../../../text/search';
import { plus } from '../../../text/format';

export interface Asked {
  election: string;
  title: string;
  zone: string;
  rounds: { first: string; last: string }[]; // the last polling day is the first where it is left empty
  format: string;
  regions: string; // one a line
  languages: string[];
  note: string;
}

export const nothingAsked = (zone: string): Asked => ({
  election: '',
  title: '',
  zone,
  rounds: [{ first: '', last: '' }],
  format: 'full',
  regions: '',
  languages: [],
  note: '',
});

export const askedIn = (r: DeploymentRequest): Asked => ({
  election: r.election,
  title: r.title,
  zone: r.zone,
  format: r.format,
  regions: r.regions.join('\n'),
  languages: [...r.languages],
  note: r.note ?? '',
  rounds: r.rounds.map((x) => ({ first: x.startsOn, last: plus(x.until, -1) === x.startsOn ? '' : plus(x.until, -1) })),
});

export const asking = (a: Asked): DeploymentRequestAdd => ({
  election: a.election as Election,
  title: a.title.trim(),
  zone: a.zone,
  format: a.format as Format,
  languages: [...a.languages],
  note: a.note,
  regions: a.regions
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean),
  // What is missing is left out: the API says so.
  rounds: a.rounds.map((r) => ({
    startsOn: (r.first || undefined) as string,
    until: (r.first || r.last ? plus(r.last || r.first, 1) : undefined) as string,
  })),
});

/** Whether there is enough to send: then how many days remain can be told. */
export const tellable = (a: Asked): boolean =>
  Boolean(a.election && a.title.trim().length > 2 && a.zone && a.format && a.rounds.every((r) => r.first));

/** The zones that this browser knows, those of one's own part of the world first. */
export function zones(near: string): { value: string; label: string }[] {
  const part = near.split('/')[0] ?? '';
  const all = typeof Intl.supportedValuesOf === 'function' ? Intl.supportedValuesOf('timeZone') : [near];
  const label = (zone: string) => zone.replaceAll('_', ' ').replace('/', ', ');
  return [...new Set([near, ...all])]
    .filter(Boolean)
    .sort(
      (a, b) =>
        Number(b === near) - Number(a === near) ||
        Number(b.startsWith(part)) - Number(a.startsWith(part)) ||
        alphabetical(label(a), label(b)),
    )
    .map((value) => ({ value, label: label(value) }));
}
