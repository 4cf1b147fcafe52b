// What each role loads for its first screen: compressed script and style, from the built manifest and the table of routes.
// Fails over the budget.
import { readFileSync, statSync } from 'node:fs';
import { table } from './source.mjs';

const budget = 80_000;
const root = new URL('../', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('dist/.vite/manifest.json', root), 'utf8'));

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
    if (!manifest[module]) throw new Error(`${module} is not in the manifest: build first`);
    for (const one of closure(module)) {
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
  console.log(
    `${name.padEnd(30)}${kB(all)}  script ${kB(script)}  style ${kB(style)}  ${String(files).padStart(2)} ` +
      `files${all > budget ? '  OVER' : ''}`,
  );
}

console.log(`First load, compressed (budget ${kB(budget).trim()}):`);
const pages = await table();
show('signing in', ['index.html', pages.find((one) => one.open).page]);
for (const role of ['administrator', 'observer', 'state', 'auditor']) {
  const first = pages.find((one) => one.path === '/' && one.roles.includes(role));
  show(`${role}, ${first.path}`, ['index.html', first.page]);
}
if (over) process.exit(1);
