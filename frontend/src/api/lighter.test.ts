import { expect, test } from 'vitest';
import { headOf, heavy } from './lighter';

const bytes = (...parts: (string | number[])[]) =>
  new Uint8Array(parts.flatMap((part) => (typeof part === 'string' ? Array.from(part, (c) => c.charCodeAt(0)) : part)));
const frame = (marker: number, width: number, height: number) => [
  ...[0xff, marker, 0, 11, 8],
  ...[height >> 8, height & 255, width >> 8, width & 255, 1, 0, 0, 0],
];
const start = [0xff, 0xd8];
const exif = [0xff, 0xe1, 0, 8, ...Array.from('Exif\0\0', (c) => c.charCodeAt(0))];
const table = [0xff, 0xc4, 0, 4, 0, 0];

test('the head of a JPEG says its sides, and whether a camera wrote something beside it', () => {
  expect(headOf(bytes(start, table, frame(0xc0, 4000, 3000)))).toEqual({ sides: [4000, 3000], told: false });
  expect(headOf(bytes(start, exif, table, frame(0xc2, 800, 600)))).toEqual({ sides: [800, 600], told: true });
  expect(headOf(bytes(start, exif))).toBeUndefined();
});

test('the head of a PNG does too, and of nothing else', () => {
  const png = (chunk: string) =>
    bytes(
      '\x89PNG\r\n\x1a\n',
      [0, 0, 0, 13],
      'IHDR',
      [0, 0, 10, 0, 0, 0, 4, 0, 8, 6, 0, 0, 0, 1, 1, 1, 1],
      [0, 0, 0, 0],
      chunk,
      [0, 0, 0, 0],
    );
  expect(headOf(png('IDAT'))).toEqual({ sides: [2560, 1024], told: false });
  expect(headOf(png('eXIf'))).toEqual({ sides: [2560, 1024], told: true });
  expect(headOf(bytes('%PDF-1.4'))).toBeUndefined();
  expect(headOf(bytes(''))).toBeUndefined();
});

test('what is small and says nothing is sent as it is', () => {
  expect(heavy({ sides: [2400, 1800], told: false }, 900_000)).toBe(false);
  expect(heavy({ sides: [2401, 1800], told: false }, 900_000)).toBe(true);
  expect(heavy({ sides: [2400, 1800], told: false }, 1_600_000)).toBe(true);
  expect(heavy({ sides: [24, 18], told: true }, 900)).toBe(true);
});
