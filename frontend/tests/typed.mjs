// What people type, as long as it may be; and what they have typed and not sent, wherever on a page or in a dialog.
import { readFileSync } from 'node:fs';
import { root } from './harness.mjs';

const { components } = JSON.parse(readFileSync(`${root}api/testdata/openapi.json`, 'utf8'));
/** The names under which the API takes free words, and those under which it tells them again. */
const free = new Set(['account', 'line', 'commitment', 'deployment', 'words', 'contactEmail', 'verificationChannel']);
for (const [name, schema] of Object.entries(components.schemas)) {
  if (!/Input$|Add$|Change$|^Because$|^Verification$|^Confirmation$|^Answer$/.test(name)) continue;
  for (const [field, of] of Object.entries(/** @type {Record<string, any>} */ (schema.properties ?? {}))) {
    const text = of.items ?? of;
    if (
      [text.type].flat().includes('string') &&
      !text.enum &&
      !text.pattern &&
      (text.maxLength ?? 0) >= 40 &&
      !/id$|password|^rate$|^token$|^new$|^current$/i.test(field)
    )
      free.add(field);
  }
}

/** From its next load on, every free word that a page is told is a single one of 120 letters, and every address for e-mail one of 254. */
export const stretched = (page) =>
  page.addInitScript(
    (names) => {
      // what told it from others still does
      const word = (value) => (value.replace(/\s/g, '').slice(0, 16) + 'wanderausstellungsstück'.repeat(6)).slice(0, 120);
      const email = (value) => `${(value.split('@')[0] + 'm'.repeat(64)).slice(0, 64)}@${'d'.repeat(181)}.example`;
      const known = /\/(states|languages|currencies|participants|organisers|guarantees|certificates|courses|texts)\b/; // nobody types these
      const long = (value, name) => {
        if (typeof value === 'string') return value && names.includes(name) ? (/email/i.test(name) ? email(value) : word(value)) : value;
        if (Array.isArray(value)) return value.map((one) => long(one, name));
        return value && typeof value === 'object'
          ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, long(one, key)]))
          : value;
      };
      const ask = window.fetch;
      window.fetch = async (what, how) => {
        const answer = await ask(what, how);
        const { pathname } = new URL(typeof what === 'string' || what instanceof URL ? what : what.url, location.href);
        if (!answer.ok || known.test(pathname) || !answer.headers.get('Content-Type')?.includes('json')) return answer;
        const { status, headers } = answer;
        return new Response(JSON.stringify(long(await answer.json(), '')), { status, headers });
      };
    },
    [...free],
  );

/** Fills in all fields of a page's content, or of the dialog over it, that are not done yet; tells how many. */
export async function fillAll(page, where) {
  return page.evaluate(async (where) => {
    const next = () => new Promise((done) => setTimeout(done)); // what depends on it is drawn
    let filled = 0;
    const done = new Set();
    const open = () =>
      [...document.querySelectorAll(`${where} :is(input, select, textarea)`)].filter(
        (/** @type {any} */ e) =>
          !done.has(e) &&
          !e.disabled &&
          !e.readOnly &&
          !/^(password|file|hidden|search)$/.test(e.type) &&
          !e.closest('[role=search], .pick, label.all') && // a row that is picked is nothing typed
          e.checkVisibility() &&
          !(e.type === 'radio' && [...done].some((r) => r.name === e.name)),
      );
    const say = (e, kind) => e.dispatchEvent(new Event(kind, { bubbles: true }));
    const set = (e, value) => (Object.getOwnPropertyDescriptor(Object.getPrototypeOf(e), 'value').set.call(e, value), say(e, 'input'));
    for (let left = open(); left.length; left = open()) {
      for (const e of /** @type {any[]} */ (left)) {
        done.add(e);
        if (!e.isConnected) continue;
        e.focus();
        if (e.role === 'combobox' || e.getAttribute('role') === 'combobox') {
          set(e, 'a');
          await next();
          e.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
        } else if (e.localName === 'select') {
          const options = [...e.options].filter((o) => o.value && !o.selected);
          if (!options.length) continue;
          e.value = options.at(-1).value;
          say(e, 'change');
        } else if (e.type === 'checkbox') e.click();
        else if (e.type === 'radio') {
          const group = [...document.querySelectorAll('input[type=radio]')].filter((r) => /** @type {any} */ (r).name === e.name);
          for (const r of group) done.add(r);
          /** @type {any} */ (group.filter((r) => !(/** @type {any} */ (r).checked)).at(-1))?.click();
        } else {
          const number = e.type === 'number' || /numeric|decimal/.test(e.inputMode);
          set(e, 'date' in e.dataset ? '3 Feb 2031' : number ? '17' : e.type === 'email' ? 'kept@example.org' : 'Words that stay');
          say(e, 'change');
        }
        e.blur();
        filled++;
        await next();
      }
    }
    return filled;
  }, where);
}

/** What stands in the fields of a page's content, or of the dialog over it. */
export const typed = (page, where) =>
  page.evaluate((where) => {
    const fields = [...document.querySelectorAll(`${where} :is(input, select, textarea)`)].filter(
      (/** @type {any} */ e) => !/^(password|file|hidden|search)$/.test(e.type) && !e.closest('.pick, label.all') && e.checkVisibility(),
    );
    const chosen = [...document.querySelectorAll(`${where} [aria-label$=": chosen"] li`)].map(
      (e) => `${e.parentElement?.ariaLabel}: ${e.textContent?.trim()}`,
    );
    return [
      ...fields.map(
        (/** @type {any} */ e) =>
          `${e.ariaLabel ?? e.labels?.[0]?.innerText.replace(/\s+/g, ' ').trim()}: ${/checkbox|radio/.test(e.type) ? e.checked : e.value}`,
      ),
      ...chosen,
    ];
  }, where);
