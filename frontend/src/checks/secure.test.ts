import { expect, test } from 'vitest';
import { sources } from './sources';

/** Where browsers give this only to pages opened by https, and what happens by plain http instead. */
const instead = {
  'pages/record/Verified.svelte': 'it is said that the browser does not let us copy',
  'pages/record/chain.ts': 'it is said where hashes can be computed',
  'parts/Copy.svelte': 'what is to be copied is selected, to be copied by hand',
};

test('what takes https has a way without it', () => {
  const ways = [
    /crypto\s*\.\s*(randomUUID|subtle)/,
    /navigator\s*\.\s*(clipboard|serviceWorker|share|locks|storage|mediaDevices|geolocation|credentials|wakeLock)/,
    /showOpenFilePicker|caches\.|cookieStore|new Notification\(/,
  ];
  const found = sources.filter(({ text }) => ways.some((way) => way.test(text)));
  expect(found.map(({ file }) => file)).toEqual(Object.keys(instead).sort());
});
