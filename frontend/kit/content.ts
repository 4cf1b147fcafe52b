// What the parts are shown with: people, states and days that are all invented.
import { Problem } from '../src/api/client';
import type { Seat } from '../src/parts/Hemicycle.svelte';
import type { Period } from '../src/text/days';
import { plus, today } from '../src/text/format';

export const names = [
  'Siti Rahmawati',
  'Nguyễn Thị Minh Khai',
  'ليلى بن سالم',
  'Maximiliana-Constantia Featherstonehaugh-Cholmondeley',
  'Kenji Ōta',
  'Aroha Te Whata',
];
const states = ['ready', 'soon', 'away', 'not', 'empty'] as const;
const kinds = [41, 22, 10, 24, 3].flatMap((n, k) => Array.from({ length: n }, () => states[k]!));
export const seats: Seat[] = kinds.map((state, i) => ({
  seat: ((i * 37) % 100) + 1,
  state,
  ...(state === 'empty' ? {} : { observerId: String(i), name: names[i % names.length] }),
  sentence:
    state === 'ready'
      ? 'Could leave within 72 hours.'
      : state === 'empty'
        ? 'No one holds this seat.'
        : state === 'soon'
          ? 'Could leave within 30 days. Within 72 hours: availability not confirmed for 45 days.'
          : 'On mission in Kyrgyzstan through 3 Feb 2027.',
}));
export const monthStart = `${today().slice(0, 7)}-01`;
export const periods: Period[] = [
  { startsOn: today(), until: plus(today(), 9), kind: 'available' },
  { startsOn: plus(today(), 9), until: plus(today(), 12), kind: 'tentative' },
  { startsOn: plus(today(), 14), until: plus(today(), 18), kind: 'booked', label: 'Fiji' },
  { startsOn: plus(today(), 20), until: plus(today(), 26), kind: 'unavailable' },
];
export const rows = Array.from({ length: 100 }, (_, i) => ({
  id: String(i),
  name: names[i % names.length]!,
  seat: i + 1,
  status: ['admitted', 'nominated', 'suspended', 'departed'][i % 4]!,
  amount: `${(i * 41_200).toLocaleString('en')}.00`,
  role: 'Short-term observer, long-term observer',
}));
export const problem = new Problem({
  status: 409,
  code: 'second-person',
  detail: 'you verified this invitation, so someone else must accept it',
  remedy: 'another administrator can accept it',
  requestId: 'a1b2c3',
});
export const countries = [
  { value: 'TL', label: 'Timor-Leste', hint: 'TL' },
  { value: 'CI', label: 'Côte d’Ivoire', hint: 'CI' },
  { value: 'TR', label: 'Türkiye', hint: 'TR' },
  { value: 'FJ', label: 'Fiji', hint: 'FJ' },
  { value: 'PG', label: 'Papua New Guinea', hint: 'PG' },
  { value: 'KG', label: 'Kyrgyzstan', hint: 'KG' },
];
export const spoken = [
  { value: 'pt', label: 'Portuguese' },
  { value: 'tet', label: 'Tetum' },
  { value: 'en', label: 'English' },
  { value: 'fr', label: 'French' },
];
