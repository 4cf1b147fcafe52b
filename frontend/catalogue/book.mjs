// The catalogue of a language: a file in the form translators' tools know, one sentence after another.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import PO from 'pofile';
import { sentencesOf } from './sentences.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const fileOf = (language) => new URL(`${language}.po`, import.meta.url);

/** The languages that the app is in besides English, in which its source is written. */
export const languages = readdirSync(new URL('.', import.meta.url)).flatMap((file) => /^(.+)\.po$/.exec(file)?.[1] ?? []);

/** The files of the source that can say something. */
export const sources = readdirSync(`${root}src`, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(ts|svelte)$/.test(file) && !/\.(test|d)\.ts$|^checks\//.test(file))
  .map((file) => `src/${file}`)
  .concat('index.html')
  .sort();

/**
 * A sentence of the app, and the files that say it.
 * @typedef {{ id: string, plural?: string, files: Set<string> }} Said
 */

const keyOf = (one) => JSON.stringify([one.id, one.plural]);

/**
 * Every sentence of the app, once, with the files that say it.
 * @returns {Said[]}
 */
export function said() {
  if (found) return found;
  const all = new Map();
  for (const file of sources) {
    for (const { id, plural } of sentencesOf(readFileSync(root + file, 'utf8'), file)) {
      const one = all.get(keyOf({ id, plural })) ?? { id, plural, files: new Set() };
      all.set(keyOf(one), { ...one, files: one.files.add(file) });
    }
  }
  for (const { template, where } of templates) {
    const one = all.get(keyOf({ id: template })) ?? { id: template, files: new Set() };
    all.set(keyOf(one), { ...one, files: one.files.add(`api: ${where}`) });
  }
  return (found = [...all.values()]);
}
let found;

/** What the API says in English and the app in its own language: go test ./api -run TestSpoken -update lists it. */
export const templates = JSON.parse(readFileSync(new URL('api.json', import.meta.url), 'utf8'));

/** What a language says: of a sentence of a file its forms, or nothing while it has none. A context is a file that says it differently. */
export function bookOf(language) {
  const forms = new Map();
  for (const item of PO.parse(readFileSync(fileOf(language), 'utf8')).items) {
    const key = keyOf({ id: item.msgid, plural: item.msgid_plural ?? undefined });
    if (item.msgstr.every(Boolean) && !item.obsolete) forms.set(`${item.msgctxt ?? ''}${key}`, item.msgstr);
  }
  return (one, file) => forms.get(`${file}${keyOf(one)}`) ?? forms.get(keyOf(one));
}

/** The catalogue of a language with every sentence that the app says now, in the order of its files, and none that it says no more. */
export function renewed(language) {
  const po = PO.parse(readFileSync(fileOf(language), 'utf8'));
  const had = new Map(
    po.items.map((item) => [`${item.msgctxt ?? ''}${keyOf({ id: item.msgid, plural: item.msgid_plural ?? undefined })}`, item]),
  );
  po.items = said().flatMap((one) => {
    const item = had.get(keyOf(one)) ?? Object.assign(new PO.Item(), { nplurals: 2 });
    item.msgid = one.id;
    if (one.plural) item.msgid_plural = one.plural;
    item.references = [...one.files];
    const apart = [...one.files].flatMap((file) => had.get(`${file}${keyOf(one)}`) ?? []);
    return [item, ...apart];
  });
  return po.toString();
}

export const write = (language) => writeFileSync(fileOf(language), renewed(language));
export const read = (language) => readFileSync(fileOf(language), 'utf8');
