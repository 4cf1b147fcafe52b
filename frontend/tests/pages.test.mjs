// Every address of src/routes.ts as each role that may visit it, on a laptop and on a phone: it has a name and one heading,
// nothing juts out, nothing fails, nothing is forbidden by the Content-Security-Policy, and axe finds no violation of
// WCAG 2.2 AA. What the parts look like in the dark is tried on the kit; with THOROUGH=true every page is looked at in it too.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { table } from '../scripts/source.mjs';
import {
  covered,
  cut,
  house,
  laptop,
  onlyBackground,
  phone,
  picture,
  settled,
  thorough,
  torn,
  violations,
  wear,
  wide,
} from './harness.mjs';
import { fillAll, stretched, typed } from './typed.mjs';

const lines = await table();

/** What the glossary rules out, with what is slanted there: the name of something in code, which is none on the screen. */
const ruledOut = readFileSync(new URL('../src/text/glossary.md', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| Say'))
  .flatMap((line) => line.split('|')[3].replaceAll('_', '').split(','))
  .map((word) => word.trim())
  .filter(Boolean)
  .join('|');

/** What the program answers a person. */
const read = (page, path) => page.evaluate(async (p) => (await fetch(`/api/v1${p}`)).json(), path);

/** The addresses of a route with names in it: records that this person can read, in the states that show most. */
async function addresses(page, me, path) {
  const items = async (list) => (await read(page, list)).items;
  const one = async (list, which = () => true) => {
    const all = await items(list);
    return (all.find(which) ?? all[0]).id;
  };
  const mission = (status) => one('/deployments?limit=200', (d) => d.status === status);
  const of = {
    '/cohort/:id': async () => {
      const id = await one('/observers?status=admitted&limit=1');
      return ['', '?tab=profile', '?tab=training', '?tab=days', '?tab=missions', '?tab=inquiries', '?tab=history'].map(
        (tab) => `/cohort/${id}${tab}`,
      );
    },
    '/cohort/:id/training/new': async () => [`/cohort/${await one('/observers?status=admitted&limit=1')}/training/new`],
    '/cohort/:id/inquiry': async () => [`/cohort/${await one('/observers?status=admitted&limit=1')}/inquiry`],
    '/inquiries/:id': async () => (await items('/inquiries?limit=10')).map((q) => `/inquiries/${q.id}`),
    '/my/inquiries/:id': async () => (await items('/inquiries')).map((q) => `/my/inquiries/${q.id}`),
    '/cohort/:id/edit': async () => [`/cohort/${await one('/observers?status=admitted&limit=1')}/edit`],
    '/training/requests/:id': async () => [
      `/training/requests/${await one('/training-requests?limit=50', (r) => r.status === 'accepted')}`,
    ],
    '/training/opportunities/:id': async () => [
      `/training/opportunities/${await one('/opportunities?limit=50', (o) => o.status === 'open')}`,
    ],
    '/training/opportunities/:id/edit': async () => [
      `/training/opportunities/${await one('/opportunities?limit=50', (o) => o.can.includes('opportunities.change'))}/edit`,
    ],
    '/training/:id': async () => {
      const claimed = await one('/trainings?status=claimed&limit=50', (t) => t.evidenceId);
      return [
        `/training/${claimed}`,
        ...(me.role === 'administrator' ? [`/training/${claimed}?correct=true`] : []),
        `/training/${await one('/trainings?status=verified&limit=1')}`,
      ];
    },
    '/concerns/:id': async () => {
      const bound = (await items('/assignments?limit=200')).find((a) => a.concerns?.length);
      return [`/concerns/${bound.concerns[0].id}`];
    },
    '/my/missions/:id': async () => (await items(`/assignments?observerId=${me.observerId}&limit=10`)).map((a) => `/my/missions/${a.id}`),
    '/my/training/:id': async () =>
      (await items(`/trainings?observerId=${me.observerId}&limit=10`)).slice(0, 4).map((a) => `/my/training/${a.id}`),
    '/my/places/:id': async () => [`/my/places/${await one('/opportunities?status=open&limit=5')}`],
    '/my/places/requests/:id': async () =>
      (await items('/training-requests?limit=10')).slice(0, 2).map((r) => `/my/places/requests/${r.id}`),
    '/invite/:id/:step': async () => {
      const id = await one('/invitations?status=draft');
      return ['who', 'letter', 'period', 'elections', 'guarantees', 'review'].map((step) => `/invite/${id}/${step}`);
    },
    '/invitations/:id': async () =>
      Promise.all(
        [...new Set((await items('/invitations?limit=200')).map((i) => i.status))].map(
          async (s) => `/invitations/${await one(`/invitations?status=${s}`)}`,
        ),
      ),
    '/invitations/:id/further': async () => [`/invitations/${await one('/invitations?status=accepted')}/further`],
    '/requests/:id': async () => [`/requests/${await one('/deployment-requests?limit=50', (r) => r.status === 'approved')}`],
    '/deployments/:id': async () =>
      Promise.all(
        [...new Set((await items('/deployments?limit=200')).map((d) => d.status))].map(async (s) => `/deployments/${await mission(s)}`),
      ),
    '/deployments/:id/plan': async () => [
      `/deployments/${await one('/deployments?limit=200', (d) => d.can.includes('deployments.change'))}/plan`,
    ],
    '/deployments/:id/team': async () => [
      `/deployments/${await mission('staffing')}/team`,
      `/deployments/${await mission('in_field')}/team`,
      `/deployments/${await mission('closed')}/team`,
    ],
    '/deployments/:id/seats/:seat': async () => {
      const d = (await items('/deployments?limit=200')).find((one) => one.status === 'staffing');
      return [`/deployments/${d.id}/seats/${d.seats.at(-1).id}`];
    },
    '/deployments/:id/move': async () => [`/deployments/${await mission('staffing')}/move`],
    '/deployments/:id/accreditation': async () => [`/deployments/${await mission('staffing')}/accreditation`],
    '/assignments/:id': async () => [`/assignments/${await one('/assignments?limit=50', (a) => a.evaluation)}`],
    '/fund/contributions/:id': async () => [`/fund/contributions/${await one('/contributions')}`],
    '/fund/contributions/:id/statement': async () => [`/fund/contributions/${await one('/contributions')}/statement`],
    '/fund/lines/:id': async () => [`/fund/lines/${await one('/lines?window=deployment')}`],
    '/fund/commitments/:id': async () => [
      `/fund/commitments/${await one('/commitments?limit=50', (c) => c.status === 'open' && c.spent > 0)}`,
    ],
    '/fund/payments/:id': async () => [
      `/fund/payments/${await one('/payments?limit=50', (p) => p.status === 'requested')}`,
      `/fund/payments/${await one('/payments?status=paid&limit=1')}`,
    ],
    '/fund/corrections/:id': async () => {
      const made = (await items('/corrections'))[0];
      return [
        `/fund/corrections/${made.id}`,
        ...(me.role === 'administrator' ? [`/fund/corrections/new?receipt=${made.replacementId}&contribution=${made.contributionId}`] : []),
      ];
    },
    '/journal/:seq': async () => ['/journal/1', `/journal/${(await items('/journal?limit=1'))[0].seq}`],
    '/proposals/:id': async () => [
      `/proposals/${await one('/proposals?status=open')}`,
      `/proposals/${await one('/proposals?decided=true')}`,
    ],
    '/accounts/:id': async () => [`/accounts/${await one('/accounts?role=state')}`, `/accounts/${me.id}`],
  };
  if (!path.includes(':')) return [path];
  assert.ok(of[path], `${path} stands in src/routes.ts: say here which records it is visited with`);
  return of[path]();
}

/** Goes to an address as a link of the app does, which loads nothing twice. */
const go = (page, address) =>
  page.evaluate((href) => {
    const link = Object.assign(document.createElement('a'), { href });
    document.body.append(link);
    link.click();
    link.remove();
  }, address);

/** What is wrong with the page in view: its frame, and by axe. */
async function faults(page, which = 'all') {
  const frame = await page.evaluate((unsaid) => {
    const wrong = [];
    const found = new RegExp(`\\b(${unsaid})\\b`, 'i');
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      // Not ours are code, what people have written, and what is signed.
      const ours = !text.parentElement?.closest('code, pre, script, style, [dir=auto], .text');
      const words = text.textContent ?? '';
      if (ours && found.test(words)) wrong.push(`the glossary has another word: ${words.trim().slice(0, 120)}`);
    }
    if (!/^.+ · Electoral Observation Fund$/.test(document.title)) wrong.push(`the title is "${document.title}"`);
    const headings = document.querySelectorAll('h1').length;
    if (headings !== 1) wrong.push(`${headings} headings of the first level`);
    // Whoever has the page translated must find figures, codes and names as they are.
    const words = [...document.querySelectorAll('main :is(code, bdi, td, dd, strong, span, time)')].filter(
      (e) =>
        e.matches('code, bdi') ||
        (!e.childElementCount && /^([A-Z]{3} )?-?[\d,]*\d(\.\d+)?$|^\d+ [A-Z][a-z]{2} \d{4}$/.test(e.textContent.trim())),
    );
    const translated = words.filter((e) => /** @type {HTMLElement} */ (e).translate);
    if (translated.length) wrong.push(`translated: ${translated[0].outerHTML.slice(0, 100)} and ${translated.length - 1} more`);
    if (document.querySelector('main .error'))
      wrong.push(`it failed: ${document.querySelector('main .error').textContent.trim().slice(0, 120)}`);
    return wrong;
  }, ruledOut);
  return [...frame, ...(await wide(page)), ...(await torn(page)), ...(await violations(page, which))];
}

/** The page in view on a laptop and on a phone: note(where, what is wrong). What was looked at as another role is only measured again. */
async function look(page, note, again = false) {
  await page.setViewportSize(laptop);
  note('laptop', await faults(page, again && !thorough ? 'width' : 'all'));
  if (thorough) {
    await wear(page, 'dark');
    note('dark', await faults(page, 'colours'));
    await wear(page, 'light');
  }
  await page.setViewportSize(phone);
  note('phone', await faults(page, thorough ? 'all' : 'width'));
}

/** Pages that keep what is typed elsewhere than in the tab. */
const keptElsewhere = /^\/invite\/[^/]+\/\w+$/; // the draft saves itself
/** What a form or a dialog of the page forgets when somebody leaves it half filled in, and comes back. */
async function forgets(page, seen, forms) {
  const wrong = [];
  const lost = (before, after) => before.filter((one) => !after.includes(one)).join('; ');
  const buttons = page.locator('main [aria-haspopup=dialog]:visible:not([aria-label$="look at it"])');
  for (const name of new Set(await buttons.allInnerTexts())) {
    const button = buttons.filter({ hasText: name }).first();
    const about = `${await page.evaluate(() => location.pathname.replace(/[0-9a-f-]{36}/g, ':id'))} ${name}`;
    if (seen.has(about) || !(await button.isVisible())) continue;
    seen.add(about);
    const dialog = page.locator('dialog:modal');
    const open = async () => {
      await button.evaluate((/** @type {HTMLElement} */ e) => e.click());
      await dialog.waitFor();
      await settled(page);
    };
    await open();
    const fields = await fillAll(page, 'dialog:modal');
    const before = await typed(page, 'dialog:modal');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    if (!fields) continue;
    forms.add(about);
    await open();
    const after = await typed(page, 'dialog:modal');
    if (lost(before, after)) wrong.push(`the dialog “${name}” forgets ${lost(before, after)}`);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  }
  if (keptElsewhere.test(new URL(page.url()).pathname) || !(await fillAll(page, 'main'))) return wrong;
  forms.add(page.url());
  await settled(page);
  const before = await typed(page, 'main');
  const address = page.url(); // what is asked of a list stands in it
  await go(page, '/account');
  await settled(page);
  await go(page, address);
  await settled(page);
  const after = await typed(page, 'main');
  if (lost(before, after)) wrong.push(`it forgets ${lost(before, after)}`);
  return wrong;
}

/** All pages of one role, in three tabs at once. */
async function sweep(t, as, role, email) {
  const first = await as(email);
  const { account, may } = await read(first, '/me');
  assert.equal(account.role, role);
  const allowed = (route) => !route.open && (!route.roles || route.roles.includes(role)) && (!route.may || may[route.may]);
  const mine = lines.filter((route, n) => allowed(route) && lines.findIndex((other) => other.path === route.path && allowed(other)) === n);
  const queue = [];
  for (const route of mine) queue.push(...(await addresses(first, account, route.path)));
  t.diagnostic(`${role}: ${queue.length} pages`);

  const wrong = [];
  async function walk(page) {
    await page.addInitScript(() => {
      /** @type {string[]} */
      const refused = [];
      Object.assign(window, { refused });
      document.addEventListener('securitypolicyviolation', (e) => refused.push(`${e.violatedDirective} ${e.blockedURI}`));
    });
    await page.goto('/'); // it listens from here on
    for (let address = queue.shift(); address; address = queue.shift()) {
      const note = (where, found) => wrong.push(...found.map((f) => `${role}, ${address}, ${where}: ${f}`));
      await page.setViewportSize(laptop);
      await (thorough ? page.goto(address) : go(page, address));
      await settled(page).catch((e) => note('laptop', [e.message.split('\n')[0]]));
      await look(page, note, role === 'auditor'); // who sees what administrators see
      if (process.env.PICTURES) await picture(page, `${role}${address.replace(/[0-9a-f-]{36}/g, 'id').replace(/\W+/g, '-')}`);
      await page.setViewportSize(laptop);
      if (role !== 'auditor') note('laptop', await forgets(page, dialogs, forms).catch((e) => [e.message.split('\n')[0]]));
      note('policy', await page.evaluate(() => /** @type {any} */ (window).refused.splice(0)));
    }
  }
  const all = [...queue];
  const dialogs = new Set(); // those that were looked at
  const forms = new Set(); // and those with something to fill in, on a page or in a dialog
  const tabs = [walk(first), walk(await as(email))];
  // An auditor changes nothing, and sees what administrators see.
  if (role !== 'auditor')
    tabs.push(
      narrow(await as(email), all, (address, where, found) =>
        wrong.push(...found.map((f) => `${role}, ${address}, ${where}, with long words: ${f}`)),
      ),
    );
  await Promise.all(tabs);
  if (role !== 'auditor') assert.ok(forms.size > 2, `${forms.size} forms were filled in`);
  t.diagnostic(`${role}: ${forms.size} forms were filled in`);
  return wrong;
}

/**
 * Every kind of page with words as long as they may be: on a phone; when thorough on a screen, magnified four times, in the
 * system's own colours, and on paper too.
 */
async function narrow(page, addresses, note) {
  await stretched(page);
  await page.goto('/');
  const seen = new Set();
  for (const address of addresses) {
    const kind = address.replace(/[0-9a-f-]{36}/g, ':id');
    if (seen.has(kind)) continue;
    seen.add(kind);
    await go(page, address);
    await settled(page).catch((e) => note(address, 'loading', [e.message.split('\n')[0]]));
    for (const width of thorough ? [1280, 897, 390, 320] : [390]) {
      await page.setViewportSize({ width, height: 900 });
      const out = await wide(page); // first, for it waits until the page is laid out anew
      note(address, `${width} px`, [...out, ...(await Promise.all([torn(page), cut(page), width === 390 ? covered(page) : []])).flat()]);
    }
    if (!thorough) continue;
    note(address, 'contrast', await onlyBackground(page)); // the kit is looked at each time
    await page.setViewportSize({ width: 673, height: 900 }); // A4 within its margins
    await page.emulateMedia({ media: 'print' });
    note(address, 'paper', (await Promise.all([wide(page), torn(page)])).flat());
    await page.emulateMedia({ media: null });
  }
}

for (const [role, email] of [
  ['administrator', 'admin'],
  ['auditor', 'auditor'],
  ['observer', 'observer'],
  ['state', 'state'],
]) {
  test(`every page of the ${role}`, { timeout: 900_000 }, async (t) => {
    const { as } = await house(t);
    const wrong = await sweep(t, as, role, `${email}@demo.example`);
    assert.equal(wrong.length, 0, `\n  ${wrong.join('\n  ')}`);
  });
}

test('the pages that are open to everybody', async (t) => {
  const { person } = await house(t);
  const page = await person();
  for (const route of lines.filter((r) => r.open)) {
    await page.goto(route.path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await look(page, (where, found) => assert.deepEqual(found, [], `${route.path}, ${where}`));
  }
});
