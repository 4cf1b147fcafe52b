// What each role loads for its first screen: compressed script and style, from the built manifest and the table of routes.
// Fails over the budget.
import { readFileSync, statSync } from 'node:fs';

const budget = 150_000;
const root = new URL('../', import.meta.url);
const read = (name) => readFileSync(new URL(name, root), 'utf8');
const manifest = JSON.parse(read('dist/.vite/manifest.json'));

/** The table, line by line; the page of a line is the module it imports. */
const lines = read('src/routes.ts')
  .split('\n')
  .filter((line) => /^\s*\{ path: '/.test(line))
  .map((line) => ({
    path: /path: '([^']*)'/.exec(line)[1],
    roles: /** @type {string[]} */ (/roles: \[([^\]]*)\]/.exec(line)?.[1].match(/\w+/g) ?? []),
    nav: /nav: \{/.test(line),
    module: /import\('\.\/(.*?)'\)/.exec(line)?.[1],
  }));

function closure(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const other of manifest[key]?.imports ?? []) closure(other, seen);
  return seen;
}

/** The compressed size of a file as a browser gets it. */
const sizeOf = (file) => {
  const at = new URL(`dist/${file}`, root);
  try {
    return statSync(new URL(`${at}.br`)).size;
  } catch {
    return statSync(at).size;
  }
};

function load(modules) {
  const files = new Set(['theme.js', 'start.js']);
  for (const module of modules) {
    const key = Object.keys(manifest).find((k) => k === module || k === `src/${module}`);
    if (!key) throw new Error(`${module} is not in the manifest: build first`);
    for (const one of closure(key)) {
      files.add(manifest[one].file);
      for (const css of manifest[one].css ?? []) files.add(css);
    }
  }
  let script = 0;
  let style = 0;
  for (const file of files) {
    if (file.endsWith('.css')) style += sizeOf(file);
    else script += sizeOf(file);
  }
  return { script, style, all: script + style, files: files.size };
}

let over = false;
const kB = (n) => `${(n / 1000).toFixed(1)} kB`.padStart(9);
function show(name, modules) {
  const { script, style, all, files } = load(modules);
  over ||= all > budget;
  console.log(`${name.padEnd(30)}${kB(all)}  script ${kB(script)}  style ${kB(style)}  ${String(files).padStart(2)} files${all > budget ? '  OVER' : ''}`);
}

console.log(`First load, compressed (budget ${kB(budget).trim()}):`);
show('signing in', ['index.html', 'pages/access/SignIn.svelte']);
for (const role of ['administrator', 'observer', 'state', 'auditor']) {
  const mine = lines.filter((l) => l.module && (l.roles.length === 0 || l.roles.includes(role)));
  const first = mine.find((l) => l.path === '/') ?? mine.find((l) => l.nav);
  if (first) show(`${role}, ${first.path}`, ['index.html', first.module]);
  else console.log(`${role.padEnd(30)}    has no page yet`);
}
if (over) process.exit(1);
