// The catalogues: every sentence of the app stands in each, and what people of a language need first is said in it.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bookOf, languages, read, renewed, said } from '../../catalogue/book.mjs';
import { sentencesOf } from '../../catalogue/sentences.mjs';
import { rewrite } from '../../catalogue/rewrite.mjs';
import { languages as chosen } from '../text/language';
import { routes } from '../routes';
import { sources } from './sources';

const all = said();

test('the languages to choose from are those that the app is built in', () => {
  expect(Object.keys(chosen).sort()).toEqual(['en', ...languages].sort());
});

/** The files that are loaded with others, and those with them; a page is loaded by its address alone. */
function reach(...from: string[]): Set<string> {
  const seen = new Set<string>();
  const names = new Set(sources.map(({ file }) => file));
  const go = (file: string) => {
    if (seen.has(file)) return;
    seen.add(file);
    const text = sources.find((one) => one.file === file)?.text ?? '';
    for (const [, to] of text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)) {
      const path = join(dirname(file), to!);
      const found = [path, `${path}.ts`].find((one) => names.has(one));
      if (found && !(file === 'routes.ts' && found.startsWith('pages/'))) go(found);
    }
  };
  from.forEach(go);
  return seen;
}

/** The pages of the people for whom the app is in other languages first: observers and states. */
const theirs = () => {
  const text = readFileSync(new URL('../routes.ts', import.meta.url), 'utf8');
  const pages = [...text.matchAll(/import\('\.\/(pages\/[^']+)'\)/g)].map((match) => match[1]!);
  expect(pages.length).toBe(routes.length);
  return pages.filter((_, n) => {
    const route = routes[n]!;
    return route.open || route.roles?.some((role) => role === 'observer' || role === 'state') || (!route.roles && !route.may);
  });
};

describe.each(languages)('the catalogue of %s', (language) => {
  test('has what the app says now, and nothing else: npm run catalogue', () => {
    expect(read(language)).toBe(renewed(language));
  });

  test('has a sentence for everything that the API says, and that observers and states read', () => {
    const files = reach('main.ts', ...theirs());
    const book = bookOf(language);
    const missing = all.filter(
      (one) => [...one.files].some((file) => file.startsWith('api: ') || files.has(file.replace(/^src\//, ''))) && !book(one),
    );
    expect(missing.map((one) => `${[...one.files][0]}: ${one.id}`)).toEqual([]);
  });

  test('says each with its own values and elements', () => {
    const book = bookOf(language);
    const marks = (text: string) => [...new Set(text.match(/\{\w+\}|<\/?\d+\/?>/g) ?? [])].sort().join(' ');
    const wrong = all.flatMap((one) => {
      const forms = book(one) ?? [];
      const wanted = [one.id, one.plural ?? one.id].map(marks);
      return forms.filter((form: string) => !wanted.includes(marks(form))).map((form: string) => `${one.id} -> ${form}`);
    });
    expect(wrong).toEqual([]);
  });
});

const page = (markup: string) => sentencesOf(markup, 'page.svelte').map(({ id, plural }) => (plural ? `${id} | ${plural}` : id));

test('a sentence is found whole, with its values and elements', () => {
  expect(page('<p>Pay <b>{p.amount}</b> to {name(p.payee)} <Icon /></p>')).toEqual(['Pay <1>{amount}</1> to {payee}']);
  expect(page('<p title="The {a.title}">{n > 1 ? `${n} of them` : "Only one"}</p>')).toEqual(['The {title}', '{n} of them', 'Only one']);
  expect(page('<p class="a b">{count(n, "day")} {count(n, "One more.", `# more of ${x}.`)}</p>')).toEqual([
    '# day | # days',
    'One more. | # more of {x}.',
  ]);
  expect(page('<script>const x = "a b" + y + " c."; go("/a b"); if (x === "A b") throw new Error("A b");</script>')).toEqual([
    'a b{y} c.',
    '/a b',
  ]);
});

test('a sentence is put back in other words, in any order', () => {
  const other = (id: string) => ({ 'Pay <1>{amount}</1> to {payee}': '«{payee}» <1>{amount}</1>' })[id];
  const say = (one: { id: string }) => (other(one.id) ? [other(one.id)!] : undefined);
  expect(rewrite('<p>Pay <b class="x">{amount}</b> to {payee}</p>', 'page.svelte', say)).toBe('<p>«{payee}» <b class="x">{amount}</b></p>');
  expect(rewrite("const a = 'Pay';", 'a.ts', () => ["l'on {paie}"])).toBe("const a = 'l\\'on {paie}';");
});
