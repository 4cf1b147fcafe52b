// What stands in the app's source, for scripts and tests that go by it.
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';

const root = fileURLToPath(new URL('../', import.meta.url));

/** To import a page gives the path of its file, instead of the page. */
const page = /^\.\/(pages\/.*)\.svelte$/;
const pages = {
  name: 'pages',
  enforce: /** @type {const} */ ('pre'),
  resolveId: (source) => (page.test(source) ? source.replace(page, '\0$1') : undefined),
  load: (id) => (id.startsWith('\0pages/') ? `export default 'src/${id.slice(1)}.svelte'` : undefined),
};

/** What a module of the source offers, by its path: `source('src/text/format.ts')`. */
export async function source(path, use = (module) => module) {
  const server = { middlewareMode: true, hmr: false, ws: /** @type {const} */ (false), watch: null };
  const vite = await createServer({
    root,
    logLevel: 'error',
    appType: 'custom',
    server,
    optimizeDeps: { noDiscovery: true },
    plugins: [pages],
  });
  try {
    return await use(await vite.ssrLoadModule(`/${path}`));
  } finally {
    await vite.close();
  }
}

/** The table of pages, each with the file of its page in place of what loads it. */
export const table = () =>
  source('src/routes.ts', ({ routes }) =>
    Promise.all(routes.map(async ({ load, ...route }) => ({ ...route, page: (await load()).default }))),
  );
