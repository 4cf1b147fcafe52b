import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const src = new URL('./', import.meta.url);
const layers = ['base', 'parts', 'pages', 'routes', 'shell'] as const;

/** The layer of a file by its path below src/. */
function layerOf(path: string): number {
  const [folder, ...rest] = path.split('/');
  if (rest.length && (layers as readonly string[]).includes(folder!)) return layers.indexOf(folder as never);
  if (/^routes(\.ts)?$/.test(path)) return layers.indexOf('routes');
  if (/^(main\.ts|palette(\.ts)?)$/.test(path)) return layers.length;
  return 0;
}

test('imports go downwards only', () => {
  const upwards: string[] = [];
  for (const file of readdirSync(src, { recursive: true, encoding: 'utf8' })) {
    if (!/\.(ts|svelte)$/.test(file) || /\.(test|d)\.ts$/.test(file)) continue;
    const text = readFileSync(new URL(file, src), 'utf8');
    for (const [line, typed, from] of text.matchAll(/^\s*import (type )?[^;]*?from '(\.[^']+)'/gm)) {
      if (typed || !from) continue; // types carry no code
      const to = new URL(from, new URL(file, src)).href.slice(src.href.length);
      const palette = /palette/.test(to);
      if (!palette && layerOf(to) > layerOf(file)) upwards.push(`${file}: ${line.trim()}`);
    }
  }
  expect(upwards).toEqual([]);
});
