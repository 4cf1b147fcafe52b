// What the search offers: pages and commands by their names and other words for them, deeds of the journal, and the records that the fund
// finds, each in the words by which it is told from others. It is loaded when the search is first opened.
import type { Got, RefKind } from '../api/client';
import { download } from '../api/files';
import { is, may, signOut } from '../api/me.svelte';
import { decimalsOf, stateName } from '../api/reference.svelte';
import { addressOf } from '../app/addresses';
import { reachable } from '../app/router.svelte';
import { allowed, routes } from '../routes';
import { deeds } from '../text/deeds';
import { count, date, money } from '../text/format';
import { find, folded } from '../text/search';
import { statusWord, term, type States } from '../text/words';
import words from './synonyms.json'; // other words by which people look for a page, in each language; nobody reads them

/** What is found, by its groups. */
export function grouped(all: readonly Found[]): [string, Found[]][] {
  const groups = new Map<string, Found[]>();
  for (const one of all) groups.set(one.group, [...(groups.get(one.group) ?? []), one]);
  return [...groups];
}

export interface Found {
  group: string;
  key: string;
  label: string;
  hint?: string;
  href?: string;
  run?: () => Promise<void>; // instead
  more?: true; // the rest of its group
}

type Answer = Got<'/api/v1/find'>;
type Row = Answer['kinds'][number]['items'][number];

const also: Readonly<Record<string, string>> = words;
const offered = (r: (typeof routes)[number]) => !r.open && allowed(r) && !r.path.includes(':');

/** The pages and commands that are for whoever is signed in. */
export function commands(typed: string): Found[] {
  if (typed && !/\p{L}/u.test(typed)) return []; // a number is no page
  const group = 'Pages and commands';
  const pages = routes
    .filter(offered)
    .map((r) => ({ group, key: r.path, label: r.nav?.label ?? r.title, also: [r.title, also[r.path]].join(' '), href: r.path }));
  const out = [
    { group, key: 'out', label: 'Sign out', also: also['session.end'], run: () => signOut() },
    { group, key: /* code */ 'out everywhere', label: 'Sign out everywhere', also: also['session.end'], run: () => signOut(true) },
  ];
  return find<Found & { also?: string }>([...pages, ...(typed ? out : [])], typed).slice(0, typed ? 5 : 12);
}

/** The kinds of deeds that the journal can be narrowed to. */
export function journal(typed: string): Found[] {
  if (!may('journal.read') || folded(typed).length < 3) return [];
  const all = Object.entries(deeds).map(([action, label]) => ({
    group: 'Journal',
    key: action,
    label,
    hint: 'Every entry',
    href: `/journal?action=${action}`,
  }));
  return find(all, typed).slice(0, 3);
}

const kinds: Partial<Record<RefKind, string>> = {
  observer: 'Observers',
  invitation: 'Invitations',
  deployment_request: 'Requests for missions',
  deployment: 'Missions',
  assignment: 'Missions',
  opportunity: 'Training opportunities',
  training_request: 'Requests for places',
  training: 'Training',
  inquiry: 'Inquiries',
  contribution: 'Contributions',
  line: 'Budget lines',
  commitment: 'Commitments',
  payment: 'Payments',
  proposal: 'Proposals',
  account: 'Accounts',
  file: 'Documents',
};

/** The lists that search, of the fund and of one's own. */
const lists: Partial<Record<RefKind, readonly string[]>> = {
  observer: ['/cohort'],
  invitation: ['/invitations'],
  deployment: ['/deployments'],
  opportunity: ['/training', '/my/places'],
  training_request: ['/training/requests'],
  training: ['/training/log', '/my/training'],
  inquiry: ['/cohort/inquiries'],
  contribution: ['/fund/contributions'],
  line: ['/fund/lines'],
  commitment: ['/fund/commitments'],
  payment: ['/fund/payments'],
  proposal: ['/proposals'],
  account: ['/accounts'],
};

/** What is said of a state, and the list that is narrowed to it. */
const aboutState: Partial<Record<RefKind, { says: (n: number) => string; list: string }>> = {
  invitation: { says: (n) => count(n, 'invitation'), list: '/invitations?host=' },
  deployment: { says: (n) => count(n, 'mission'), list: '/deployments?host=' },
  observer: { says: (n) => count(n, '1 observer of this nationality', '# observers of this nationality'), list: '/cohort?nationality=' },
  contribution: { says: (n) => count(n, 'contribution'), list: '/fund/contributions?contributor=' },
};

function labelOf(kind: RefKind, r: Row): string {
  if (kind === 'invitation') return `${stateName(r.host)}, ${r.reference}`;
  if (kind === 'contribution') return `${stateName(r.host)}, ${r.title}`;
  if (kind === 'proposal') return [r.reference, r.title].filter(Boolean).join(', ');
  if (kind === 'training' || kind === 'training_request') return r.title ?? '';
  return r.name ?? r.title ?? '';
}

function hintOf(kind: RefKind, r: Row): string {
  const status = r.status && statusWord(r.status, kind as keyof States);
  const amount = r.amount === undefined || !r.currency ? undefined : money(r.amount, r.currency, decimalsOf(r.currency));
  const others: Partial<Record<RefKind, (string | undefined | false)[]>> = {
    observer: [r.seat ? `Seat ${r.seat}` : status],
    invitation: [r.title, status],
    training: [!is('observer') && r.name, status, date(r.startsOn)],
    training_request: [!is('observer') && r.name, status],
    contribution: [amount, status],
    payment: [amount, r.title, status],
    line: [amount],
    proposal: [r.action && deeds[r.action as keyof typeof deeds], status],
    account: [term('role', r.role), status],
  };
  return (others[kind] ?? [r.host && stateName(r.host), status, date(r.startsOn)]).filter(Boolean).join(' · ');
}

const most = 200; // so many of a kind are counted

/** What the fund has found, and where it leads. */
export function records(answer: Answer, typed: string): Found[] {
  const q = encodeURIComponent(typed);
  const out = answer.kinds.flatMap(({ kind, items, total }) => {
    const group = kinds[kind] ?? '';
    const rows = items.flatMap((r): Found[] => {
      const href = addressOf({ kind, id: r.id });
      const run = kind === 'file' ? () => download(`/api/v1/files/${r.id}/content`, r.name) : undefined;
      if (!href && !run) return [];
      return [{ group, key: kind + r.id, label: labelOf(kind, r), hint: hintOf(kind, r), ...(run ? { run } : { href: href! }) }];
    });
    const list = lists[kind]?.find((path) => reachable.has(path));
    const many = total >= most ? /* code */ `${most}+` : String(total);
    if (total > items.length && rows.length && list)
      rows.push({ group, key: /* code */ `${kind} more`, label: `${group}: see all ${many}`, href: `${list}?q=${q}`, more: true });
    return rows;
  });
  const states = answer.states.flatMap((s) =>
    s.counts.flatMap(({ kind, count: n }): Found[] => {
      const about = aboutState[kind];
      if (!about || !reachable.has(about.list.split('?')[0]!)) return [];
      return [{ group: 'States', key: s.code + kind, label: stateName(s.code), hint: about.says(n), href: about.list + s.code }];
    }),
  );
  const entry = answer.entry ? [{ group: 'Journal', key: 'entry', label: `Entry ${answer.entry}`, href: `/journal/${answer.entry}` }] : [];
  const referred = answer.kinds
    .flatMap((k) => k.items)
    .filter((r) => r.reference && may('journal.read') && folded(r.reference).replaceAll(' ', '') === folded(typed).replaceAll(/[ -]/g, ''))
    .map((r) => ({
      group: 'Journal',
      key: /* code */ `of ${r.reference}`,
      label: `Journal of ${r.reference}`,
      href: `/journal?reference=${encodeURIComponent(r.reference!)}`,
    }));
  return [...out, ...states, ...entry, ...referred.slice(0, 1)];
}

/** What is said of what is found, and while nothing is. */
export function countFound(typed: string, n: number, enough: boolean): string {
  if (!typed) return findable();
  if (n) return count(n, '1 found.', '# found.');
  return enough ? `Nothing is called “${typed}”.` : 'Type at least two letters.';
}

/** What can be found, for whoever has typed nothing yet. */
function findable(): string {
  if (is('observer'))
    return 'Find your missions, training, requests and documents, and training opportunities: by a word of the name, in any script.';
  if (is('state')) return 'Find your invitations, requests, missions and documents: by reference or by a word of the name, in any script.';
  return (
    'Find observers by name or seat, invitations, missions, training, money, documents and entries of the journal: by reference, name, ' +
    'payee or state, in any script.'
  );
}
