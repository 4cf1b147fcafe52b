// The sentences of a source: which of its texts people read, as the catalogue keeps them. They are put into the source in
// another language when the app is built, once for each language, so that the app itself carries no catalogue.
import { parse } from 'svelte/compiler';
import { inMarkup, inScript } from './write.mjs';

/**
 * What people read at a place of a source. Sentences can stand within the values of others.
 * @typedef {object} Sentence
 * @property {string} id the sentence in one line, with its {values} and <1>elements</1>
 * @property {string} [plural] the same of several, where a number decides
 * @property {number} start where it stands in the source
 * @property {number} end half-open
 * @property {(said: string[], slice: (from: number, to: number) => string) => string} write what stands there in other words
 */

/** Elements within a line: the sentence goes on in them and after them. */
const inline = new Set('a abbr b bdi br code em i kbd mark small span strong sub sup time u wbr'.split(' '));
/** Elements whose text is the same in every language. */
const verbatim = new Set(['code', 'kbd', 'pre', 'samp', 'script', 'style']);
/** Attributes that programs read. */
const codes =
  /^(accept|alike|aria-(?!label$|description$|valuetext$|roledescription$).*|as|autocomplete|class|data-.*|dir|draws|for|href|icon|id|inputmode|kind|lang|method|name|rel|role|size|src|style|target|tone|translate|type|viewBox)$/;
/** Functions whose texts programs read. */
const programs =
  /^(Error|Symbol|URL|MediaQuery|RegExp|\w*Format|DisplayNames|PluralRules|querySelector(All)?|closest|matches|matchMedia|[gs]etContext|(add|remove)EventListener|startsWith|endsWith|includes|split|replace(All)?|test|exec|match|error|warn|log|has|get|normalize|[gs]etItem|removeItem|[gs]etAttribute|setProperty|getPropertyValue|createElement)$/;
/** What of a syntax tree holds no text. */
const bare = /^(loc|metadata|css|name_loc|typeAnnotation|returnType|typeArguments|typeParameters)$/;

const letters = /\p{L}/u;
/** Reports whether a text of a script is for people: it begins like a sentence, or has several words. */
const forPeople = (text) => !names.test(text) && (/^[^\p{L}]*\p{Lu}-?\p{Ll}/u.test(text) || /\p{L}\p{P}*\s+\P{L}*\p{L}/u.test(text));
/** Like Content-Type and AbortError. */
const names = /^[A-Z][a-z]+(-[A-Z][a-z]+|[A-Z][a-z]+)+$/;

/** The sentences of a file, in the order in which they begin. */
export function sentencesOf(source, file) {
  const component = !file.endsWith('.ts');
  const head = component ? '' : '<script lang="ts" module>';
  const text = component ? source : `${head}${source}</script>`;
  /** @type {Sentence[]} */
  const found = [];
  const add = (at, sentence) => found.push({ start: at.start - head.length, end: at.end - head.length, ...sentence });
  const place = (from, to) => ({ from: from - head.length, to: to - head.length });
  const marked = (node, word) => text.slice(0, node.start).endsWith(`/* ${word} */ `);
  const inner = (parts, visit) => parts.forEach((p) => typeof p !== 'string' && visit(p));

  function visit(node, parent) {
    if (Array.isArray(node)) return node.forEach((one) => visit(one, parent));
    if (typeof node?.type !== 'string' || /^(Import|ExportAll)/.test(node.type)) return;
    if (node.type.startsWith('TS')) return void (node.expression && visit(node.expression, parent));
    if (node.type === 'Fragment') return runs(node.nodes);
    if (node.type === 'Attribute') return attribute(node);
    if (verbatim.has(node.name)) return visit(node.attributes);
    const parts = pieces(node);
    if (parts) return script(node, parts, parent);
    if (node.type === 'CallExpression' && node.callee.name === 'count' && node.arguments.length > 1) return counted(node);
    for (const [key, child] of Object.entries(node)) {
      const name = key === 'key' && !node.computed && /Property|Method/.test(node.type);
      if (child && typeof child === 'object' && !name && !bare.test(key)) visit(child, node);
    }
  }

  /** A text of a script with its values; one that is none is visited for what is within. */
  function script(node, parts, parent) {
    const { id, values, words, own } = sentence(parts, place);
    const people = forPeople(words) && !technical(parent) && !marked(node, 'code');
    if (letters.test(own) && (people || marked(node, 'say'))) add(node, { id, write: ([said], slice) => inScript(said, values, slice) });
    inner(parts, (p) => visit(p, node));
  }

  /** count(n, 'day'), count(n, 'entry', 'entries'), count(n, '# is ready', '# are ready'): the forms of one sentence. */
  function counted({ arguments: [n, ...forms] }) {
    visit(n);
    const [one, other = one && several(one)] = forms.map(pieces);
    if (!one || !other) return visit(forms);
    const numbered = other.some((part) => typeof part === 'string' && part.includes('#'));
    const [single, plural] = [one, other].map((parts) => sentence(numbered ? parts : ['# ', ...parts], place));
    const values = new Map([...plural.values, ...single.values]);
    add(
      { start: forms[0].start, end: forms.at(-1).end },
      { id: single.id, plural: plural.id, write: (said, slice) => said.map((form) => inScript(form, values, slice)).join(', ') },
    );
    for (const form of forms) inner(pieces(form), visit);
  }

  function attribute(node) {
    if (node.value === true) return;
    const parts = [node.value].flat();
    if (codes.test(node.name)) return parts.forEach((p) => /^(Arrow|Function|Object)/.test(p.expression?.type) && visit(p.expression));
    if (!Array.isArray(node.value)) return visit(node.value.expression, node);
    const words = parts.map((p) => p.data ?? 'x').join('');
    if (node.name === 'content' && !/^\p{Lu}/u.test(words)) return; // of a <meta> for browsers
    if (letters.test(words) && (forPeople(words) || /^(label|title|hint|placeholder|aria-label|alt)$/.test(node.name)))
      return compound(parts, true);
    parts.forEach(inside);
  }

  /** Neighbours that are read in one line; whatever stands between such lines is visited by itself. */
  function runs(nodes) {
    let line = [];
    for (const node of [...nodes, undefined]) {
      if (node && within(node)) {
        line.push(node);
        continue;
      }
      run(line);
      line = [];
      if (node) visit(node);
    }
  }
  function run(nodes) {
    if (!nodes.some(says)) return nodes.forEach(inside);
    // an icon or a block at the edge is no part of the sentence; an element with words, or a value, can be its subject
    const edge = (n) => !says(n) && !isValue(n) && !(n.type === 'RegularElement' && isSpoken(n));
    let [first, last] = [0, nodes.length];
    while (edge(nodes[first])) first++;
    while (edge(nodes[last - 1])) last--;
    nodes.slice(0, first).forEach(inside);
    compound(nodes.slice(first, last), false);
    nodes.slice(last).forEach(inside);
  }
  const inside = (n) => !/^(Text|Comment)$/.test(n.type) && visit(n.type === 'ExpressionTag' ? n.expression : n);

  /** One sentence of texts, values and elements. */
  function compound(nodes, quoted) {
    const name = naming();
    const values = new Map();
    let elements = 0;
    const idOf = (list) => list.map(partOf).join('');
    function partOf(n) {
      if (n.type === 'Comment') return '';
      if (plain(n) !== undefined) return plain(n);
      if (n.type === 'ExpressionTag') inside(n);
      const key = n.type === 'ExpressionTag' ? name(n.expression) : String(++elements);
      if (!isSpoken(n)) {
        values.set(key, place(n.start, n.end));
        if (n.type !== 'ExpressionTag') visit(n);
        return n.type === 'ExpressionTag' ? `{${key}}` : `<${key}/>`;
      }
      visit(n.attributes);
      const children = n.fragment.nodes;
      values.set(key, { ...place(n.start, children[0].start), close: place(children.at(-1).end, n.end) });
      return `<${key}>${idOf(children)}</${key}>`;
    }
    const [, before, id, after] = /^(\s*)(.*?)(\s*)$/s.exec(idOf(nodes).replace(/[ \t\r\n]+/g, ' '));
    const write = ([said], slice) => before + inMarkup(said, values, slice, quoted) + after;
    add({ start: nodes[0].start, end: nodes.at(-1).end }, { id, write });
  }

  const { module, instance, fragment } = parse(text, { modern: true });
  visit(module?.content.body);
  visit(instance?.content.body);
  visit(fragment);
  return found.sort((a, b) => a.start - b.start || b.end - a.end);
}

/** A text of a script as its literals and values, like `a ${b}` and 'a ' + b; nothing where it is none. */
function pieces(node) {
  if (node.type === 'Literal' && typeof node.value === 'string') return [node.value];
  if (node.type === 'TemplateLiteral')
    return node.quasis.flatMap((q, i) => [q.value.cooked, ...(node.expressions[i] ? [node.expressions[i]] : [])]);
  if (node.type !== 'BinaryExpression' || node.operator !== '+') return undefined;
  const [left, right] = [pieces(node.left), pieces(node.right)];
  return left || right ? [...(left ?? [node.left]), ...(right ?? [node.right])] : undefined;
}

/** The pieces of a text as a sentence with named values. */
function sentence(parts, place) {
  const name = naming();
  const values = new Map();
  const id = parts
    .map((part) => {
      if (typeof part === 'string') return part;
      const key = name(part);
      values.set(key, place(part.start, part.end));
      return `{${key}}`;
    })
    .join('');
  return { id, values, words: id.replace(/\{\w+\}/g, 'x'), own: parts.filter((part) => typeof part === 'string').join('') };
}

/** The English of several, as count() makes it. */
const several = (one) => (one.length === 1 && one[0] === 'person' ? ['people'] : [...one, 's']);

/** Gives each value of a sentence a name of its own, which helps who translates it. */
function naming() {
  const taken = new Map();
  return (node) => {
    const name = nameOf(node) ?? 'value';
    taken.set(name, (taken.get(name) ?? 0) + 1);
    return taken.get(name) === 1 ? name : `${name}${taken.get(name)}`;
  };
}
function nameOf(node) {
  if (node?.type === 'Identifier') return node.name;
  if (node?.type === 'MemberExpression') return node.computed ? nameOf(node.object) : node.property.name;
  if (node?.type === 'CallExpression') return nameOf(node.arguments[0]) ?? nameOf(node.callee);
  if (/^(TSNonNull|Chain|TSAs)Expression$/.test(node?.type)) return nameOf(node.expression);
  return undefined;
}

/** Reports whether a text of a script that stands in something is for programs. */
function technical(parent) {
  if (!parent) return false;
  if (parent.type === 'BinaryExpression') return parent.operator !== '+';
  if (/^(Call|New)Expression$/.test(parent.type)) return programs.test(parent.callee.name ?? parent.callee.property?.name ?? '');
  return parent.type === 'SwitchCase' || parent.type === 'TaggedTemplateExpression' || parent.type === 'MemberExpression';
}

/** The text of a node that is nothing but text: also {' '}. */
function plain(n) {
  if (n.type === 'Text') return n.data;
  const literal = n.type === 'ExpressionTag' && n.expression.type === 'Literal' ? n.expression.value : undefined;
  return typeof literal === 'string' && !letters.test(literal) ? literal : undefined;
}
const says = (n) => letters.test(plain(n) ?? '');
const isValue = (n) => n.type === 'ExpressionTag' && plain(n) === undefined;
const isElement = (n) => (n.type === 'RegularElement' && inline.has(n.name)) || n.type === 'Component';
const within = (n) => /^(Text|ExpressionTag|RenderTag|IfBlock|Comment)$/.test(n.type) || isElement(n);
/** Reports whether an element has words or values of its own, and nothing that breaks the line. */
const isSpoken = (n) =>
  isElement(n) &&
  !verbatim.has(n.name) &&
  n.fragment.nodes.every(within) &&
  n.fragment.nodes.some((c) => says(c) || isValue(c) || isSpoken(c));
