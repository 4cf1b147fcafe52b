/// <reference types="vitest/config" />
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { catalogue } from './catalogue/plugin.mjs';

const server = process.env.FUND_URL ?? 'http://localhost:8080';

/** What pages share, but for what tells of decisions, which few first screens do. */
const told = 'text/(sentences|facts|journal|deeds|changes)|parts/(Timeline|Entries|Changed|Changes|History)|api/journal';
/** And but for what lists and forms are made of, which most of them do without. */
const listed = 'parts/(ColumnChoice|Export|Filters|Views|columns|placed|views)|api/searched';
const rows = 'parts/(Batch|More|Pick|PickAll|Picked|Table|Tabs|fit|selection)';
const filled =
  'parts/(Checkbox|Combobox|Conflict|CountInput|DateInput|DayPicker|Document|Draws|FigureInput|FileInput|MoneyInput|Period|RateInput|Select)|api/(files|lighter|sending)|text/typed-day';
/** What asks something over a page, and keeps what is typed. */
const asked = 'parts/(Confirm|Dialog|Restored|TextArea)';
const kit = new RegExp(`src/(?!${told}|${listed}|${rows}|${filled}|${asked})(text|app|api|parts)/|node_modules/svelte`);
const group = (name: string, test: RegExp) => ({ name, test, minShareCount: 3 });

const language = process.env.APP_LANGUAGE ?? 'en';

export default defineConfig({
  plugins: [catalogue(language), svelte()],
  define: { __LANGUAGE__: JSON.stringify(language) },
  base: language === 'en' ? '/' : `/${language}/`,
  publicDir: language === 'en' && 'public',
  build: {
    outDir: language === 'en' ? 'dist' : `dist/${language}`,
    target: 'es2023',
    manifest: true, // scripts/size.mjs reads it
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0, // the server forbids fonts and styles from data: addresses
    // What three pages or more share comes in one file: a first screen takes about ten requests, not forty.
    rolldownOptions: {
      output: {
        codeSplitting: {
          includeDependenciesRecursively: false, // or a first screen takes with one part all that stands in a file with it
          groups: [
            group('kit', kit),
            ...Object.entries({ lists: listed, rows, forms: filled, asked }).map(([name, parts]) =>
              group(name, new RegExp(`src/(${parts})`)),
            ),
          ],
        },
      },
    },
  },
  // The server checks where a request comes from, so it must see its own address.
  server: { proxy: { '/api': { target: server, changeOrigin: true, headers: { origin: server } } } },
  test: { include: ['src/**/*.test.ts'], environment: 'node', testTimeout: 60_000 }, // on a busy machine a test is slow, and no worse for it
});
