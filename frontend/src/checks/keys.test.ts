import { parse, type AST } from 'svelte/compiler';
import { expect, test } from 'vitest';
import { components } from './sources';

/** What no two rows share, by the name it goes by: an id, a code, a value of an enumeration, an address of ours. */
const own =
  /^(id|\w+Id|seq|code|action|answer|contributor|day|function|guarantee|hours|href|key|kind|path|rule|seat|state|status|value|window)$/;
/** Keys of another kind, and why no two rows have the same. */
const others: Record<string, string> = {
  'pages/cohort/Heard.svelte a.number': 'the answers of one inquiry, numbered',
  'pages/host/Received.svelte r.number': 'the numbers of receipts, each given once',
  'parts/Actions.svelte name': 'the events of one record',
  'parts/ColumnChoice.svelte column.label': 'the headings that a page gives its columns',
  'parts/ColumnChoice.svelte column.sort': 'what a list can be sorted by, each in one column',
  'parts/Combobox.svelte one': 'what is chosen, each once',
  'parts/Conflict.svelte row.field': 'the fields of one form',
  'parts/Filters.svelte filter.name': 'the names of filters in the address',
  'pages/cohort/my/BusyFile.svelte p.startsOn': 'periods that do not overlap',
  'pages/cohort/my/BusyFile.svelte s.why': 'reasons, each once',
  'pages/cohort/RangePicker.svelte m': 'months one after the other',
  'parts/Table.svelte column.label': 'the headings that a page gives its columns',
  'parts/Table.svelte id(row)': 'looked at where a page gives it',
  'parts/FormError.svelte name': 'the fields of a problem, out of a Map',
  'pages/money/Windows.svelte name': 'the figures of a window, each with its name',
  'pages/mission/SeatPlan.svelte post': 'functions that a plan does not have yet',
  'pages/host/Guarantees.svelte group.name': 'the headings that the page gives its groups',
};

interface Node {
  type: string;
  [name: string]: unknown;
}
type Keyed = { at: string; key: string };

/** Every key of a file by which rows are kept apart: of an each, and of a Table. */
function keys(file: string, source: string): Keyed[] {
  const found: Keyed[] = [];
  const text = (n: Node) => source.slice(n['start'] as number, n['end'] as number);
  function walk(node: unknown) {
    if (!node || typeof node !== 'object') return;
    if (Array.isArray(node)) return node.forEach(walk);
    const n = node as Node;
    if (n.type === 'EachBlock' && n['key']) {
      let over = n['expression'] as Node;
      while (over.type === 'TSAsExpression') over = over['expression'] as Node;
      const literal = over.type === 'ArrayExpression' || /^Object\.(keys|entries)\(/.test(text(over)); // written out here
      if (!literal && !unique(n['key'] as Node, n['index'] as string | undefined)) found.push({ at: file, key: text(n['key'] as Node) });
    }
    if (n.type === 'Component' && n['name'] === 'Table') {
      const id = (n['attributes'] as Node[]).find((a) => a['name'] === 'id')!['value'] as { expression: Node };
      if (!unique(id.expression['body'] as Node, undefined)) found.push({ at: file, key: text(id.expression['body'] as Node) });
    }
    Object.values(n).forEach(walk);
  }
  walk((parse(source, { modern: true }) as AST.Root).fragment);
  return found;
}

/** Whether a key is one of these, or is one with more behind it. */
function unique(key: Node, index: string | undefined): boolean {
  if (key.type === 'BinaryExpression') return unique(key['left'] as Node, index) || unique(key['right'] as Node, index);
  if (key.type === 'MemberExpression') return own.test((key['property'] as Node)['name'] as string);
  if (key.type === 'CallExpression') return (key['arguments'] as Node[]).some((one) => unique(one, index)); // String(e.seq)
  return key.type === 'Identifier' && (key['name'] === index || own.test(key['name'] as string));
}

test('rows are kept apart by what only one of them can have, never by what people type', () => {
  const rows = components.filter(({ text }) => /{#each |<Table/.test(text));
  expect(rows.length).toBeGreaterThan(50);
  const found = rows.flatMap(({ file, text }) => keys(file, text));
  expect([...new Set(found.map(({ at, key }) => `${at} ${key}`))].sort()).toEqual(Object.keys(others).sort());
}, 60_000);
