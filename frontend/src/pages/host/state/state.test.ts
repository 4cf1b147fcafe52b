import { describe, expect, test } from 'vitest';
import type { Deployment, DeploymentRequest, Guarantee, Invitation } from '../../../api/client';
import { csv, fileName } from './accreditation';
import { gaps, inputOf, valuesOf, whereIs } from './draft';
import { askedIn, asking, nothingAsked, tellable, zones } from './election';
import { consequences, numbers, stages, turn } from './follow';
import { gateWords, paragraphWords, tally } from './guarantees';

const invitation: Invitation = {
  id: 'i',
  revision: 3,
  createdAt: '2026-11-18T05:33:34Z',
  reference: 'INV-2026-0011',
  host: 'TL',
  status: 'draft',
  authority: 'foreign_ministry',
  authorityName: 'Ministry',
  signatory: '',
  office: '',
  contactName: '',
  contactEmail: '',
  startsOn: '2027-07-14',
  until: '2027-11-11',
  answers: [{ guarantee: 'G1', answer: 'partly', note: 'Late.' }],
  sender: 'Protocol',
  findings: [],
  extensions: [],
  received: [],
  rivals: [],
  inForce: false,
  can: [],
};
const guarantees = [
  { code: 'G1', title: 'Timely invitation' },
  { code: 'G2', title: 'Access' },
] as Guarantee[];

describe('a draft', () => {
  test('goes to a form and back as it was; the last day is shown, not the day after', () => {
    const values = valuesOf(invitation);
    expect(values.last).toBe('2027-11-10');
    expect(inputOf(values)).toMatchObject({ startsOn: '2027-07-14', until: '2027-11-11', letterId: null, answers: invitation.answers });
  });
  test('names what is empty, and where it is asked', () => {
    const found = gaps('i', valuesOf(invitation), guarantees);
    expect(found.map((g) => g.label)).toEqual([
      'Who signs',
      'Their office',
      'Contact for questions',
      'Their e-mail address',
      'The signed letter',
      'The day it was signed',
      'G2, Access',
    ]);
    expect(found.at(-1)?.href).toBe('/invite/i/guarantees#G2');
  });
  test('finds the step of a field that the API names', () => {
    expect(whereIs('i', 'until')).toEqual({ label: 'The last day covered', href: '/invite/i/period' });
    expect(whereIs('i', 'answers')?.href).toBe('/invite/i/guarantees');
    expect(whereIs('i', 'something')).toBeUndefined();
  });
});

describe('an election that is asked for', () => {
  test('polls on one day unless a last day is named', () => {
    const form = { ...nothingAsked('Asia/Dili'), election: 'local', title: ' Municipal elections ', regions: 'Dili\n\n Baucau ' };
    expect(tellable(form)).toBe(false);
    form.rounds[0]!.first = '2027-09-27';
    expect(tellable(form)).toBe(true);
    const sent = asking(form);
    expect(sent).toMatchObject({
      title: 'Municipal elections',
      regions: ['Dili', 'Baucau'],
      rounds: [{ startsOn: '2027-09-27', until: '2027-09-28' }],
    });
    expect(askedIn({ ...sent, regions: sent.regions, languages: [] } as unknown as DeploymentRequest).rounds).toEqual([
      { first: '2027-09-27', last: '' },
    ]);
  });
  test('offers the zones of the neighbourhood first', () => {
    const [first, second] = zones('Asia/Dili');
    expect(first).toEqual({ value: 'Asia/Dili', label: 'Asia, Dili' });
    expect(second?.value.startsWith('Asia/')).toBe(true);
  });
});

describe('an invitation that is followed', () => {
  test('stands where it stands, with the days', () => {
    expect(
      stages({ ...invitation, status: 'verified', submittedAt: '2026-11-20T01:00:00Z', verifiedAt: '2026-11-21T01:00:00Z' }),
    ).toMatchObject({ at: 2, steps: [{}, { note: '20 Nov 2026' }, { note: '21 Nov 2026' }, {}, {}] });
  });
  test('that left the way says so where it did', () => {
    const { at, steps } = stages({ ...invitation, status: 'declined', submittedAt: '2026-11-20T01:00:00Z' });
    expect(steps.map((s) => s.label)).toEqual(['Drafted', 'Submitted', 'Declined']);
    expect(at).toBe(2);
  });
  test('says whose turn it is in every state', () => {
    for (const status of [
      'draft',
      'submitted',
      'verified',
      'accepted',
      'contested',
      'declined',
      'withdrawn',
      'lapsed',
      'closed',
    ] as const) {
      expect(turn({ ...invitation, status }).text).toMatch(/\.$/);
    }
  });
  const mission = {
    title: 'Round 1',
    status: 'staffing',
    seats: [
      { accepted: 9, places: 12 },
      { accepted: 1, places: 1 },
    ],
  } as Deployment;
  test('adds up places', () => expect(numbers(mission)).toEqual({ places: 13, taken: 10 }));
  test('says plainly what withdrawing does', () => {
    const says = consequences(
      { inForce: true },
      [mission, { ...mission, status: 'closed' }],
      [{ status: 'approved' } as DeploymentRequest],
    ).join(' ');
    expect(says).toContain('1 mission is stood down: Round 1.');
    expect(says).toContain('10 people who have accepted a seat are instructed not to come.');
    expect(says).toContain('1 request for a mission is withdrawn with it.');
    expect(says).toContain('cannot be undone');
  });
  test('has little to say where nothing stands on it', () => expect(consequences({ inForce: false }, [], [])).toHaveLength(1));
});

test('a guarantee says where it stands and what a refusal means', () => {
  expect(paragraphWords({ paragraph: '12(c)(i)' })).toBe('Paragraph 12 (c) (i) of the Declaration.');
  expect(paragraphWords({ paragraph: 'Practical' })).toBe('From the practice of missions.');
  expect(gateWords({ gate: 'hard' })).toContain('cannot accept');
  expect(tally([{ answer: 'partly' }, { answer: 'guaranteed' }, { answer: 'guaranteed' }])).toEqual([
    { answer: 'guaranteed', n: 2 },
    { answer: 'partly', n: 1 },
  ]);
});

test('the accreditation list keeps every script and no formula', () => {
  const file = csv(
    [
      {
        id: '1',
        name: '=محمد "Abu", N',
        nationality: 'TL',
        passportNumber: 'X1',
        function: 'sto',
        startsOn: '2027-03-10',
        until: '2027-03-22',
      },
    ],
    () => 'Timor-Leste',
    { head: 'ab12@7', entries: 7, at: '2027-03-01T10:00:00Z' },
  );
  expect(file.charCodeAt(0)).toBe(0xfeff);
  expect(file.split('\r\n')[1]).toBe(
    `"'=محمد ""Abu"", N",Timor-Leste,X1,Short-term observer,2027-03-10,2027-03-21,ab12@7,2027-03-01T10:00:00Z`,
  );
  expect(fileName('TL', 'Élection présidentielle, tour 1')).toBe('accreditation-TL-election-presidentielle-tour-1.csv');
});
