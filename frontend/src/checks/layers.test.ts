import { expect, test } from 'vitest';
import { sources } from './sources';

/** The rooms, each of which may use those before it. */
const rooms = ['text', 'app', 'api', 'parts', 'pages', 'routes.ts', 'shell', 'main.ts'];
const roomOf = (path: string) => rooms.indexOf(path.split('/')[0]!);

test('imports go downwards only', () => {
  const outside = sources.filter(({ file }) => roomOf(file) < 0 && !file.startsWith('checks/'));
  expect(outside.map(({ file }) => file)).toEqual([]);
  const upwards = sources.flatMap(({ file, text }) =>
    [...text.matchAll(/^\s*(?:import|export) (?!type )[^;]*?'(\.[^']+)'/gm)] // types carry no code
      .filter(([, from]) => roomOf(new URL(`${from}.ts`, `file:///${file}`).pathname.slice(1)) > roomOf(file))
      .map(([line]) => `${file}: ${line.trim()}`),
  );
  expect(upwards).toEqual([]);
});
