// What the search finds besides pages: one line a kind of record. Each asks a list for what is typed.
import { api, type Action } from '../api/client';
import { addressOf } from '../app/addresses';
import { date } from '../text/format';
import { find } from '../text/search';
import { statusWord } from '../text/words';
import { stateName, states } from '../api/reference.svelte';

export interface Found {
  group: string;
  label: string;
  hint?: string;
  href: string;
}

interface Source {
  may: Action; // the permission it takes
  find: (typed: string, signal: AbortSignal) => Promise<Found[]>;
}

const asks = (typed: string) => ({ q: typed, limit: 6 });
const known = (found: (Omit<Found, 'href'> & { href: string | undefined })[]) => found.filter((f): f is Found => Boolean(f.href));

export const sources: readonly Source[] = [
  {
    may: 'observers.admit',
    find: async (typed, signal) =>
      known(
        (await api.get('/api/v1/observers', { query: asks(typed), signal })).items.map((o) => ({
          group: 'Observers',
          label: o.preferredName,
          hint: [o.seat ? `Seat ${o.seat}` : statusWord(o.status, 'observer'), o.nationalities.map(stateName).join(', ')].join(' · '),
          href: addressOf({ kind: 'observer', id: o.id }),
        })),
      ),
  },
  {
    may: 'deployments.read',
    find: async (typed, signal) =>
      known(
        (await api.get('/api/v1/deployments', { query: asks(typed), signal })).items.map((d) => ({
          group: 'Missions',
          label: d.title,
          hint: `${stateName(d.host)} · ${statusWord(d.status)} · ${date(d.startsOn)}`,
          href: addressOf({ kind: 'deployment', id: d.id }),
        })),
      ),
  },
  {
    may: 'invitations.verify',
    find: async (typed, signal) => {
      const hosts = find(
        states().map((s) => ({ label: s.name, hint: s.code, code: s.code })),
        typed,
      ).slice(0, 3);
      const lists = await Promise.all(hosts.map((s) => api.get('/api/v1/invitations', { query: { host: s.code, limit: 3 }, signal })));
      return known(
        lists
          .flatMap((l) => l.items)
          .map((i) => ({
            group: 'Invitations',
            label: `${stateName(i.host)}, ${i.reference}`,
            hint: statusWord(i.status, 'invitation'),
            href: addressOf({ kind: 'invitation', id: i.id }),
          })),
      );
    },
  },
];
