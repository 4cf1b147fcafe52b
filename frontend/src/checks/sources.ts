// The source of the app, for what holds of all of it.
import { readdirSync, readFileSync } from 'node:fs';

const src = new URL('../', import.meta.url);

/** Every file below src/ by its path; tests, and types that are made, are none. */
export const sources = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(ts|svelte)$/.test(file) && !/\.(test|d)\.ts$/.test(file))
  .sort()
  .map((file) => ({ file, text: readFileSync(new URL(file, src), 'utf8') }));

export const components = sources.filter(({ file }) => file.endsWith('.svelte'));
