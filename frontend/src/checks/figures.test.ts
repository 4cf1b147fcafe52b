import { parse, type AST } from 'svelte/compiler';
import { expect, test } from 'vitest';
import { match } from '../app/router.svelte';
import { routes } from '../routes';
import { components } from './sources';

test('whatever is typed as a figure is read by one part, which shows what it sends', () => {
  const own = components
    .filter(({ text }) => /\binputmode=|type=["'{]*number|\bparse(?:Amount|Rate|Count)\b/.test(text))
    .map(({ file }) => file);
  expect(own.sort()).toEqual(['parts/CountInput.svelte', 'parts/FigureInput.svelte', 'parts/MoneyInput.svelte', 'parts/RateInput.svelte']);
});

test('whatever takes an amount, a rate or a number of things takes it from that part', () => {
  const typed =
    /<(TextInput|TextArea|Select|Combobox|input)\b[^>]*?bind:value=\{[^}]*\b(amount|cost|budget|\w*floor|rate|places|\w*hours)\b/i;
  expect(components.filter(({ text }) => typed.test(text)).map(({ file }) => file)).toEqual([]);
});

test('no amount is written with decimals that are guessed', () => {
  expect(components.filter(({ text }) => /decimals\w*(\([^)]*\))? *(\?\?|\|\||=) *[1-9]/i.test(text)).map(({ file }) => file)).toEqual([]);
});

type Node = { type: string; start: number; end: number; name?: string; attributes?: AST.Attribute[] } & Record<string, unknown>;

/** Every node of a component's markup; what an attribute says is none. */
function* markup(node: unknown): Generator<Node> {
  if (Array.isArray(node)) for (const one of node) yield* markup(one);
  else if (node && typeof node === 'object') {
    if ('type' in node) yield node as Node;
    for (const [key, value] of Object.entries(node))
      if (['fragment', 'nodes', 'consequent', 'alternate', 'body', 'fallback', 'pending', 'then', 'catch'].includes(key))
        yield* markup(value);
  }
}
const all = components.map(({ file, text }) => ({ file, text, nodes: [...markup(parse(text, { modern: true }).fragment)] }));
const parts = all.flatMap(({ file, text, nodes }) =>
  nodes.filter((n) => n.name === 'Figure' || n.name === 'Total').map((node) => ({ file, text, node })),
);

/** What is no number of things: whether there are any, an amount of money, days and hours. */
const none = /\b(cash|money|whole|amount|orMore|number)\(|'(# )?(day|hour|minute)\b/;
const numbers = 'total accepted places taken offered waiting filled toFill suspended left transfers entries ready of count';
const counts = new RegExp(`\\.length\\b(?!\\s*[?<>=!&|])|\\bcount\\(|\\.(?:${numbers.replaceAll(' ', '|')})\\b(?!\\s*[?.(])`);

test('whatever counts is drawn by the part that leads to its rows, or that stands above them', () => {
  const others = {
    'parts/Batch.svelte': 'the rows of the dialog, listed below what it says',
    'parts/More.svelte': 'how far a list has been read',
    'parts/Picked.svelte': 'the boxes that are ticked',
    'shell/Palette.svelte': 'what is found, listed below what it says',
    'pages/record/Import': 'the rows of a file that somebody has chosen, which are shown below or nowhere',
    'pages/record/Verify.svelte': 'the entries of a file that somebody has chosen, which are shown nowhere',
    'pages/reach/NewCallOut.svelte': 'who is chosen in the form',
    'parts/Export.svelte': 'the rows that are not on a paper, where nothing leads anywhere',
    'parts/Page.svelte': 'the entries of the journal up to a head, on paper, too',
  };
  const bare = all
    .filter(({ file }) => file !== 'parts/Figure.svelte' && file !== 'parts/Total.svelte')
    .flatMap(({ file, text, nodes }) =>
      nodes
        .filter((n) => n.type === 'ExpressionTag')
        .map((n) => text.slice(n.start + 1, n.end - 1))
        .filter((said) => counts.test(said) && !none.test(said))
        .map((said) => `${file}: ${said.replace(/\s+/g, ' ')}`),
    )
    .filter((one) => !Object.keys(others).some((file) => one.startsWith(file)));
  expect(bare).toEqual([]);
});

test('no other part takes the marks by which figures are followed', () => {
  expect(all.filter(({ text }) => /data-(figure|total)\b/.test(text)).map(({ file }) => file)).toEqual([
    'parts/Figure.svelte',
    'parts/Total.svelte',
  ]);
});

test('where a figure leads it is said how many stand there', () => {
  const literal = ({ node, text }: (typeof parts)[number]) => {
    const value = node.attributes?.find((a) => a.name === 'href')?.value;
    const pieces = Array.isArray(value) ? value : typeof value === 'object' ? [value] : [];
    const whole = pieces.map((p) => (p.type === 'Text' ? p.data : '\u0001')).join('');
    // a text in quotes, with what is filled in
    const written = whole === '\u0001' ? /^\{\s*[`']([^`']*)[`']\s*\}$/.exec(text.slice(pieces[0]!.start, pieces[0]!.end))?.[1] : whole;
    return written?.replace(/\$\{[^}]*\}|\u0001/g, 'x');
  };
  const total = /<Total\b|\btotal: /;
  /** What the tabs of a page say, and what its rows are made of. */
  const within = (page: (typeof components)[number]) =>
    components
      .filter(({ file }) => page.text.includes(`./${file.split('/').at(-1)}'`) && file.startsWith(page.file.replace(/[^/]+$/, '')))
      .map(({ text }) => text)
      .join('');
  const led = parts.filter((p) => p.node.name === 'Figure').map((p) => ({ file: p.file, href: literal(p) }));
  const silent = led
    .filter(({ href }) => href?.startsWith('/'))
    .filter(({ href }) => {
      const path = new URL(href!, 'http://x').pathname;
      const pages = routes
        .filter((r) => match(r.path, path))
        .map((r) => components.find(({ file }) => r.load.toString().includes(file.split('/').slice(1).join('/'))));
      return !pages.some((page) => page && total.test(page.text + within(page)));
    });
  expect(led.length).toBeGreaterThan(40);
  expect(silent).toEqual([]);
});
