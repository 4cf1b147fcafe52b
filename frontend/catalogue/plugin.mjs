// Builds the app in a language: each of its sources says what the catalogue has for it, and English where that has nothing yet.
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bookOf, templates } from './book.mjs';
import { pseudo } from './pseudo.mjs';
import { rewrite } from './rewrite.mjs';

/** The module of a build that has what the API says. */
const spoken = 'virtual:spoken';
const root = fileURLToPath(new URL('../', import.meta.url));

/**
 * @param {string} language of the catalogue; en is the source as it stands, and en-XA the pseudo-language of the tests
 * @returns {import('vite').Plugin}
 */
export function catalogue(language) {
  const said = language === 'en' ? () => undefined : language === 'en-XA' ? pseudo : bookOf(language);
  /** What the API says, by its templates. */
  const api = () =>
    Object.fromEntries(
      templates.flatMap(({ template, where }) => {
        const forms = said({ id: template }, `api: ${where}`);
        return forms ? [[template, forms[0]]] : [];
      }),
    );
  const translate = (text, file) => rewrite(text, file, (one) => said(one, file));
  return {
    name: 'catalogue',
    enforce: 'pre',
    resolveId: (id) => (id === spoken ? `\0${id}` : undefined),
    load: (id) => (id === `\0${spoken}` ? `export default ${JSON.stringify(api())}` : undefined),
    transform(text, id) {
      const file = relative(root, id);
      if (language === 'en' || !/^src\/.*\.(svelte|ts)$/.test(file)) return undefined;
      return { code: translate(text, file), map: null };
    },
    transformIndexHtml: {
      order: 'pre',
      handler: (html) =>
        translate(html, 'index.html').replace('lang="en"', `lang="${language}"${language === 'en-XA' ? ' dir="rtl"' : ''}`),
    },
  };
}
