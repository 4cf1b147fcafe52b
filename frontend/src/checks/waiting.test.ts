import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Action, Role } from '../api/client';
import { errand } from '../pages/cohort/my/current-observer.svelte';
import { asked } from '../pages/today/asked';
import { routes } from '../routes';
import { orMore, waitingFor } from '../api/waiting';

const go = (file: string) => readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
const values = <V extends string>(file: string, type: string) =>
  new Map([...go(file).matchAll(new RegExp(`(\\w+)\\s+${type} = "([^"]+)"`, 'g'))].map(([, name, value]) => [name!, value as V]));
const [roles, actions] = [values<Role>('models/policy_role.go', 'Role'), values<Action>('models/policy_action.go', 'Action')];
/** Everything that can wait for somebody, as the API asks for it. */
const queues = [...go('handlers/access_waiting.go').matchAll(/^\t\{models\.(\w+), models\.(\w+), "(\w*)"/gm)].map(([, role, action]) => ({
  role: roles.get(role!)!,
  action: actions.get(action!)!,
}));

test('whatever can wait for somebody is counted once by their navigation', () => {
  expect(queues.length).toBeGreaterThan(10);
  const counts = ({ role, action }: (typeof queues)[number]) =>
    routes.filter((r) => (!r.roles || r.roles.includes(role)) && r.nav?.waits?.includes(action)).length;
  expect(queues.filter((q) => counts(q) !== 1)).toEqual([]);
});

test('whatever can wait for somebody has its words', () => {
  const unknown = { action: 'me.password' as const, subject: { kind: 'account' as const, id: '' }, title: '' };
  const said: Record<Role, (action: Action) => unknown> = {
    administrator: (action) => asked(action).says !== asked(unknown.action).says,
    observer: (action) => errand({ ...unknown, action }).what !== errand(unknown).what,
    // the first screen shows drafts, lists to accredit, and messages
    state: (action) => ['invitations.submit', 'deployments.accreditation', 'messages.write'].includes(action),
    auditor: () => false,
  };
  expect(queues.filter(({ role, action }) => !said[role](action))).toEqual([]);
});

test('what waits is counted also beyond what is named', () => {
  const list = {
    items: [],
    total: 61,
    counts: [
      { action: 'trainings.verify' as const, count: 53 },
      { action: 'payments.approve' as const, count: 8 },
    ],
  };
  expect(waitingFor(list, ['trainings.verify', 'invitations.accept'])).toBe(53);
  expect(waitingFor(undefined, ['trainings.verify'])).toBe(0);
});

test('no more than a thousand are counted', () => {
  expect([0, 999, 1000, 1950].map(orMore)).toEqual(['0', '999', '1,000+', '1,000+']);
});
