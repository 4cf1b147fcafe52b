// What every browser test stands on: the real program on a fresh copy of the demonstration, a real Chromium, sign-in,
// the accessibility check, and pictures to look at. Everything a test begins ends with it; only the Chromium is there for
// all tests of a file. Nothing here or in a test waits for time to pass: what is waited for is named.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after } from 'node:test';
import { chromium as engine } from 'playwright-core';
import { byKeyboard, keyboardOnly } from './keyboard.mjs';
import { executablePath, patience, scratch, serve } from './program.mjs';
import { alsoByHand, nameOf } from './which.mjs';

export { day, root } from './program.mjs';
const password = 'demonstration';

/** Where pictures go. */
export const pictures = process.env.PICTURES || join(scratch, 'pictures');

export const phone = { width: 390, height: 844 };
export const laptop = { width: 1280, height: 900 };

let launched;
/** The Chromium of this file: each test has contexts of its own in it. */
function chromium() {
  launched ??= engine.launch({
    executablePath,
    // fund.test is this machine as another one sees it: by plain http, which browsers trust with less.
    args: [
      '--host-resolver-rules=MAP fund.test 127.0.0.1',
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  return launched;
}
after(async () => (await launched)?.close());

/**
 * The whole house for one test: `const { as, url } = await house(t)`, then `const page = await as('admin@demo.example')`.
 * With `{ empty: true }` it is a new fund, into which the links lead that `log()` holds.
 * Each person has a context of their own, so several can be signed in at once. A page that errs, or that is refused
 * something by the Content-Security-Policy, fails the test.
 */
export async function house(t, options = {}) {
  const contexts = [];
  t.after(() => Promise.all(contexts.map((one) => one.close()))); // before the program stops, which a page would notice
  const { url, folder, ahead, log } = await serve(t, options);
  const wrong = [];
  t.after(() => assert.deepEqual(wrong, [], 'the pages erred'));
  async function person(options = {}) {
    const context = await room({ baseURL: url, viewport: laptop, locale: 'en-GB', timezoneId: 'UTC', acceptDownloads: true, ...options });
    contexts.push(context);
    const page = byKeyboard ? await keyboardOnly(context) : await context.newPage();
    page.on('pageerror', (e) => wrong.push(`${page.url()}: ${e.message}`));
    page.on('console', (m) => {
      // What is answered with a refusal is no error of the page: the page shows it.
      if (m.type() === 'error' && !m.text().startsWith('Failed to load resource')) wrong.push(`${page.url()}: ${m.text()}`);
    });
    return page;
  }
  /** A page of somebody who is signed in. */
  async function as(email, options = {}) {
    const page = await person(options);
    await signIn(page, email);
    return page;
  }
  return { url, folder, person, as, ahead, log };
}

/** A context of the Chromium, which counts what each of its pages waits for. */
export async function room(options) {
  const context = await (await chromium()).newContext(options);
  context.setDefaultTimeout(patience);
  context.on('page', listen);
  return context;
}

const asking = new WeakMap(); // of each page, the requests that are under way
/** Follows the requests of a page from now on. */
function listen(page) {
  const under = new Set();
  asking.set(page, under);
  page.on('request', (request) => {
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) under.clear(); // nobody waits for the page before
    if (request.url().startsWith('http')) under.add(request); // a document in a frame, from memory, never ends
  });
  for (const end of ['requestfinished', 'requestfailed']) page.on(end, (request) => under.delete(request));
  return under;
}

/** Signs in as the app does, without its form, and waits for the first screen. Where the form is the subject it is filled in. */
export async function signIn(page, email) {
  const answer = await page.context().request.post('/api/v1/session', { data: { email, password } });
  assert.ok(answer.ok(), await answer.text());
  await page.goto('/');
  await settled(page);
}

/** The connection comes back: what a page shows is asked for again, as it is every 20 s anyway. */
export const online = (page) => page.evaluate(() => void dispatchEvent(new Event('online')));

/** Waits until a page shows what it has to show: it is drawn, no skeleton is left, and nothing is asked for. */
export async function settled(page) {
  const under = asking.get(page) ?? listen(page);
  const drawn = () =>
    Boolean(document.querySelector('main h1, main .error')) &&
    !document.querySelector('.skeleton, .progress.loading, [role=combobox][aria-busy=true]');
  for (const until = Date.now() + patience; ;) {
    const still = await page
      .waitForFunction(drawn)
      // what was put off until then has begun
      .then(() => page.evaluate(() => new Promise((done) => setTimeout(() => requestAnimationFrame(() => setTimeout(done))))))
      .then(() => !under.size && page.evaluate(drawn))
      .catch((fault) => {
        if (!/context was destroyed/.test(fault.message)) throw fault; // the page begins anew: what it then shows is waited for
      });
    if (still) return;
    if (Date.now() > until)
      throw new Error(`${page.url()} still waits for ${[...under].map((request) => request.url()).join(', ') || 'itself'}`);
  }
}

/** Whether pages are also looked at where only their colours differ. It takes twice as long and is for make soak. */
export const thorough = process.env.THOROUGH === 'true';

const axe = readFileSync(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
/** What axe looks for: everything, or what can change with the colours, or with the width. */
const rules = {
  all: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
  colours: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] },
  width: { type: 'rule', values: ['target-size', 'scrollable-region-focusable', 'meta-viewport'] },
};
/** The rows of a list are alike: after the first dozen nothing new is found. */
const alike = ['main .rows > :nth-child(n + 13)', 'main tbody > :nth-child(n + 13)'];

/** Where the page in view, or the dialog that stands over it, breaks WCAG 2.2 AA, as axe finds it. */
export async function violations(page, which = 'all') {
  await still(page);
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  return page.evaluate(
    async ({ runOnly, exclude }) => {
      const include = document.querySelector('dialog:modal') ?? document;
      const { violations } = await /** @type {any} */ (window).axe.run(
        { include, exclude },
        { runOnly, resultTypes: ['violations'], preload: false },
      );
      return violations.map(
        (v) =>
          `${v.id}: ${v.help}: ${v.nodes
            .slice(0, 5)
            .map((n) => `${n.target.join(' ')} (${n.any[0]?.message ?? ''})`)
            .join('; ')}`,
      );
    },
    { runOnly: rules[which], exclude: thorough ? [] : alike },
  );
}

/** Chooses a theme as the account menu does. */
export async function wear(page, theme) {
  await page.evaluate((name) => {
    document.documentElement.dataset.theme = name;
    localStorage.setItem('theme', name);
  }, theme);
  await still(page);
}

/** What moves or passes over to another colour has done so: what is looked at is how it ends. */
const still = (page) =>
  page.evaluate(async () => {
    await new Promise(requestAnimationFrame); // by then it has begun
    for (const one of document.getAnimations()) if (one.effect?.getComputedTiming().endTime !== Infinity) one.finish();
  });

/** Checks a page for WCAG 2.2 AA. Once is enough: not again by the keyboard where the test is done otherwise, too. */
export async function accessible(page, name = page.url(), dark = thorough) {
  if (byKeyboard && alsoByHand(nameOf(process.argv[1]))) return;
  assert.deepEqual(await violations(page), [], name);
  if (!dark) return;
  await wear(page, 'dark');
  assert.deepEqual(await violations(page, 'colours'), [], `${name}, in the dark`);
  await wear(page, 'light');
}

/** What juts out at the side of a page; nothing when it fits. */
export const wide = (page) =>
  page.evaluate(async () => {
    for (let n = 0; n < 2; n++) await new Promise(requestAnimationFrame); // what measures its room has done so
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room) return [];
    const scrolls = (e) => e && e !== document.body && (getComputedStyle(e).overflowX !== 'visible' || scrolls(e.parentElement));
    const out = [...document.querySelectorAll('body *')].filter(
      (e) => (e.getBoundingClientRect().right > room + 1 || e.getBoundingClientRect().left < -1) && !scrolls(e.parentElement),
    );
    return [
      `wider than the screen: ${out
        .slice(0, 5)
        .map((e) => e.outerHTML.slice(0, 120))
        .join(' ')}`,
    ];
  });

/** Words that are torn in the middle though they are no longer than words are; in scripts that are broken anywhere there are none. */
export const torn = (page) =>
  page.evaluate(() => {
    const words = new Set();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const room = node.parentElement;
      if (!room?.checkVisibility({ visibilityProperty: true }) || room.closest('.hidden, svg, select, script, style')) continue;
      range.selectNodeContents(node);
      if (range.getClientRects().length < 2) continue;
      for (const { 0: word, index } of /** @type {Text} */ (node).data.matchAll(/(?<!\S)[\p{Script=Latin}\p{Nd}.,:;’“”()]{2,24}(?!\S)/gu)) {
        range.setStart(node, index);
        range.setEnd(node, index + word.length);
        const lines = [...range.getClientRects()].filter((box) => box.width > 0);
        if (lines.length > 1 && lines.at(-1).top >= lines[0].bottom - 1) words.add(`“${word}” in ${room.localName}.${room.className}`);
      }
    }
    return words.size ? [`torn words: ${[...words].slice(0, 5).join(', ')}`] : [];
  });

/**
 * What differs by its background or the colour of its lines alone, and so cannot be told apart where the system chooses the
 * colours (contrast themes): elements of one kind that look different before and alike after.
 */
export async function onlyBackground(page) {
  const colours = (/** @type {'none' | 'active'} */ forcedColors) => page.emulateMedia({ forcedColors });
  await still(page);
  await page.evaluate(() => {
    const hairline = document.createElement('i'); // a stronger one says nothing
    document.body.append(hairline);
    const hair = ['--line', '--line-strong'].map((name) => ((hairline.style.color = `var(${name})`), getComputedStyle(hairline).color));
    hairline.remove();
    const lines = (s) =>
      ['Top', 'Right', 'Bottom', 'Left'].map((side) =>
        s[`border${side}Style`] === 'none' || s[`border${side}Width`] === '0px'
          ? ''
          : `${s[`border${side}Style`]} ${s[`border${side}Width`]} ` +
            `${hair.includes(s[`border${side}Color`]) ? 'hair' : s[`border${side}Color`]}`,
      );
    const drawn = (e) =>
      e instanceof SVGElement
        ? [
            getComputedStyle(e).fill,
            getComputedStyle(e).stroke,
            getComputedStyle(e).strokeDasharray,
            e.getAttribute('d') && e.getAttribute('d').replace(/-?[\d.]+/g, ''),
          ]
        : [...e.querySelectorAll('svg')].map((svg) => svg.innerHTML);
    const one = (e, part) => {
      const s = getComputedStyle(e, part);
      if (part && s.content === 'none') return '';
      const canvas = getComputedStyle(document.body).backgroundColor;
      return [
        /^rgba.*, 0\)$/.test(s.backgroundColor) || s.backgroundColor === canvas ? '' : s.backgroundColor,
        s.backgroundImage,
        ...lines(s),
        s.boxShadow,
        s.opacity,
        s.outlineStyle === 'none' ? '' : `${s.outlineStyle} ${s.outlineWidth} ${s.outlineColor}`,
        s.textDecorationLine,
      ].join();
    };
    /** @type {any} */ (window).looks = (whole) =>
      [...document.querySelectorAll('body *')]
        .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest('.hidden'))
        .map((e) => {
          const hash = [...e.classList].find((c) => c.startsWith('svelte-'));
          const kind = hash && [e.parentElement.localName, e.localName, e.getAttribute('role'), hash].join(' ');
          return {
            kind,
            name:
              [e.localName, ...e.classList].filter((c) => c !== hash).join('.') + (e.ariaSelected ? `[selected=${e.ariaSelected}]` : ''),
            look: [one(e), one(e, '::before'), one(e, '::after'), ...(whole || e instanceof SVGElement ? drawn(e) : [])].join(' | '),
          };
        });
    /** @type {any} */ (window).before = /** @type {any} */ (window).looks(false);
  });
  await colours('active');
  const found = await page.evaluate(() => {
    const { before, looks } = /** @type {any} */ (window);
    const after = looks(true);
    const kinds = new Map(); // of each kind and look after: the looks before
    const wrong = new Set();
    for (const [n, { kind, name, look }] of after.entries()) {
      if (!kind) continue;
      const key = `${kind} | ${look}`;
      const first = kinds.get(key);
      if (!first) kinds.set(key, { name, look: before[n].look });
      else if (first.look !== before[n].look) wrong.add(`${first.name} and ${name} look alike`);
    }
    return [...wrong];
  });
  await colours('none');
  return found;
}

/** What is cut off at the side of its own room, and says so by nothing. */
export const cut = (page) =>
  page.evaluate(() => {
    const out = [...document.querySelectorAll('body *')].filter((e) => {
      if (
        e.matches('input, textarea, select') ||
        e.scrollWidth <= e.clientWidth + 1 ||
        e.clientWidth < 2 ||
        !e.checkVisibility({ visibilityProperty: true })
      )
        return false;
      const style = getComputedStyle(e);
      return ['hidden', 'clip'].includes(style.overflowX) && style.textOverflow !== 'ellipsis' && !e.closest('svg');
    });
    return out.length
      ? [
          `cut off: ${out
            .slice(0, 5)
            .map((e) => e.outerHTML.slice(0, 120))
            .join(' ')}`,
        ]
      : [];
  });

/** What a bar hides when the focus comes to it, from below as from above. */
export const covered = (page) =>
  page.evaluate(() => {
    const stops = [
      .../** @type {NodeListOf<HTMLElement>} */ (
        document.querySelectorAll('main :is(a[href], button, input, select, textarea, summary, [tabindex="0"])')
      ),
    ].filter((e) => e.tabIndex >= 0 && !e.matches(':disabled') && e.checkVisibility({ visibilityProperty: true, opacityProperty: true }));
    const wrong = new Set();
    const some = [...stops.slice(0, 40), ...stops.slice(-20)]; // rows are alike
    for (const e of [...some, ...some.toReversed()]) {
      e.focus();
      const box = e.getClientRects()[0];
      if (!box || box.width < 4 || box.height < 4) continue;
      const [left, right, up, down] = [
        Math.max(box.left, 0),
        Math.min(box.right, innerWidth),
        Math.max(box.top, 0),
        Math.min(box.bottom, innerHeight),
      ];
      const hits = [0.1, 0.5, 0.9].map((x) => document.elementFromPoint(left + (right - left) * x, (up + down) / 2));
      const hit = hits[1];
      if (hit && hits.every((one) => !one || (!e.contains(one) && !one.contains(e))))
        wrong.add(`${e.textContent?.trim().slice(0, 40) || e.ariaLabel} is hidden under ${hit.localName}.${hit.className}`);
    }
    return [...wrong].slice(0, 5);
  });

/** Nothing is cut off or juts out at the side. */
export async function fits(page) {
  assert.deepEqual(await wide(page), [], page.url());
}

/** A page fits both widths; with PICTURES it is also kept as it looks there in both themes, to be looked at. */
export async function picture(page, name) {
  if (byKeyboard) return;
  const before = page.viewportSize();
  for (const [width, size] of [
    ['1280', laptop],
    ['390', phone],
  ]) {
    await page.setViewportSize(size);
    await fits(page);
    if (!process.env.PICTURES) continue;
    mkdirSync(pictures, { recursive: true });
    for (const theme of ['light', 'dark']) {
      await wear(page, theme);
      const over = await page.locator('dialog[open]').count(); // a dialog stands over what is seen, not over the whole page
      await page.screenshot({ path: join(pictures, `${name}-${width}-${theme}.png`), fullPage: !over });
    }
    await wear(page, 'light');
  }
  if (before) await page.setViewportSize(before);
}
