import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Where browsers give this only to pages opened by https, and what happens by plain http instead. */
const instead = {
  'pages/accounts/OnceLink.svelte': 'the link is selected, to be copied by hand',
  'pages/journal/Verified.svelte': 'it is said that the browser does not let us copy',
  'pages/journal/chain.ts': 'it is said where hashes can be computed',
};

test('what takes https has a way without it', () => {
  const src = new URL('./', import.meta.url);
  const found = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
    (file) =>
      /\.(ts|svelte)$/.test(file) && !/\.(test|d)\.ts$/.test(file) &&
      /crypto\s*\.\s*(randomUUID|subtle)|navigator\s*\.\s*(clipboard|serviceWorker|share|locks|storage|mediaDevices|geolocation|credentials|wakeLock)|showOpenFilePicker|caches\.|cookieStore|new Notification\(/.test(
        readFileSync(new URL(file, src), 'utf8'),
      ),
  );
  expect(found.sort()).toEqual(Object.keys(instead).sort());
});
