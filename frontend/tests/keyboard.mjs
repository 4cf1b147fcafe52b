// A second pair of hands. With HANDS=keyboard what the tests click, tick, choose and fill in is done by real keys alone:
// Tab walks the focus to the thing, arrows move inside a group, Enter or Space presses it. Wherever the focus comes to rest
// it must be seen, not hidden, and it must never be lost. What only a mouse can do says so in the test: `{ skip: notByKeys(why) }`.

/** Whether these are the hands of somebody who has no mouse; those of the file about the keyboard always are. */
export const byKeyboard = process.env.HANDS === 'keyboard' || /\bkeyboard\.test\.mjs$/.test(process.argv[1] ?? '');
/** For `skip` of a test that needs a mouse by nature, or no hands at all; `why` says where its twin for the keyboard is. */
export const notByKeys = (why) => (byKeyboard ? why : false);

const furthest = 400; // stops that Tab may take to anything

/** Gives a context these hands. */
export async function keyboardOnly(context) {
  await context.addInitScript(watch);
  context.on('page', (page) => page.on('filechooser', () => {})); // who listens from the beginning misses none
  const page = await context.newPage();
  learn(page);
  return page;
}

/** What the hands need to know of a page, in it: where the focus is, how to go from there to something, what is wrong with it. */
function watch() {
  if (window.top !== window || /** @type {any} */ (window).hands) return;
  let stops = []; // what the focus passed since the last walk began
  let faults = [];
  let last; // what had the focus last
  let rest; // how it looked then
  let key; // the last that was pressed
  let done = 0; // what keys have set off
  let found; // it was seen where the focus came to it

  const pressable = 'a[href],button,input,select,textarea,summary,[tabindex],[contenteditable=true]';
  const keyed = `${pressable},iframe,area[href],audio[controls],video[controls]`;
  const shown = (/** @type {any} */ e) => e.checkVisibility({ visibilityProperty: true });
  const off = (e) => e.matches(':disabled') || e.getAttribute('aria-disabled') === 'true';
  const isRadio = (e) => e instanceof HTMLInputElement && e.type === 'radio';
  const isCheck = (e) => e instanceof HTMLInputElement && (e.type === 'radio' || e.type === 'checkbox');
  const name = (e) => {
    if (!e || e === document.body) return 'nothing';
    const words = e.getAttribute('aria-label') || e.labels?.[0]?.textContent || e.getAttribute('placeholder') || e.textContent || '';
    return `${e.localName} “${words.replace(/\s+/g, ' ').trim().slice(0, 50)}”`;
  };
  const top = () => [...document.querySelectorAll('dialog:modal')].at(-1);
  const group = (radio) =>
    [.../** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll('input[type=radio]'))].filter(
      (r) => r.name === radio.name && r.form === radio.form && !r.disabled && shown(r),
    );

  /** What of somebody's focus is looked at: a control that is drawn by its label is seen there. */
  function drawn(e) {
    const box = e.getBoundingClientRect();
    const label = e.closest('label') ?? e.labels?.[0];
    return label && isCheck(e) && (getComputedStyle(e).opacity === '0' || box.width < 4) ? label : e;
  }
  const around = (e) => [...new Set([e, drawn(e), e.parentElement, ...e.children])].filter(Boolean);
  const ringed = (e) =>
    around(e).some((one) => {
      const s = getComputedStyle(one);
      return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 1 && !/^rgba\(.*, 0\)$|\/ 0\)$/.test(s.outlineColor);
    });
  const look = (e) =>
    around(e)
      .map((one) => getComputedStyle(one))
      .map((s) => [s.boxShadow, s.borderColor, s.backgroundColor, s.stroke, s.strokeWidth].join())
      .join('|');

  /** What hides something that has the focus; nothing when it can be seen. */
  function hidden(e, passing) {
    const it = drawn(e);
    const box = [...it.getClientRects()].find((line) => line.width >= 4 && line.height >= 4); // a link may begin at the end of a line
    if (!box) return 'is too small to be seen';
    const [left, right, up, down] = [
      Math.max(box.left, 0),
      Math.min(box.right, innerWidth),
      Math.max(box.top, 0),
      Math.min(box.bottom, innerHeight),
    ];
    if (right - left < 2 || down - up < 2) return found === e ? '' : 'is outside the screen'; // a refusal may push it away
    let seen = 0;
    let over;
    let looked = 0;
    for (const x of [0.1, 0.5, 0.9]) {
      for (const y of [0.15, 0.5, 0.85]) {
        const hit = document.elementFromPoint(left + (right - left) * x, up + (down - up) * y);
        if (passing && hit?.closest('[role=status]')) continue; // what is said in passing makes room in a moment
        looked++;
        if (hit && (it.contains(hit) || hit.contains(it) || hit.closest('label')?.control === e)) seen++;
        else over = hit;
      }
    }
    return seen * 2 >= looked ? '' : `is hidden under ${name(over)} (${over?.className || over?.localName})`;
  }
  /** Looks at where the focus is; what it stays on is looked at more closely than what it passes. */
  function judge(passing) {
    const e = /** @type {any} */ (document.activeElement);
    // What has tabindex -1 is moved to and not worked with, such as the content after a visit; a frame shows its own focus.
    if (!e || e === document.body || e !== last || e.localName === 'iframe' || (e.tabIndex < 0 && !e.matches('[data-day],[data-seat]')))
      return;
    const why = hidden(e, passing);
    if (why) faults.push(`the focus on ${name(e)} ${why}`);
    else found = e;
    // What has the caret from the first moment, and nothing else beside it takes keys, needs no ring.
    rest = ringed(e) || e.hasAttribute('autofocus') ? undefined : { e, look: look(e) };
  }
  addEventListener(
    'focusin',
    (e) => {
      last = e.target;
      found = undefined;
      stops.push(name(last));
    },
    true,
  );
  addEventListener(
    'focusout',
    (e) => {
      if (rest?.e === e.target && rest.e.isConnected && look(rest.e) === rest.look) faults.push(`the focus on ${name(rest.e)} is not seen`);
      rest = undefined;
    },
    true,
  );
  addEventListener(
    'keydown',
    (e) => {
      key = e.key;
      if (['Tab', 'Enter', ' '].includes(key) || key.startsWith('Arrow')) judge(true);
    },
    true,
  );
  addEventListener('keydown', (e) => e.defaultPrevented && done++);
  addEventListener('click', () => done++, true);
  addEventListener('resize', () => (last = undefined));

  /** The control that somebody means who points at an element. */
  function control(el, verb) {
    if (verb === 'file' && (el.tabIndex < 0 || !shown(el))) {
      // A file is chosen by the button beside the input; where there are several, by the one of the same name.
      for (let box = el.parentElement; box; box = box.parentElement) {
        const buttons = [...box.querySelectorAll('button')].filter(shown);
        const said = el.getAttribute('aria-label');
        if (buttons.length) return buttons.find((b) => b.textContent?.trim() === said) ?? buttons[0];
      }
    }
    const own = el.closest(pressable);
    const label = el.closest('label');
    if (own && !(label && own.contains(label))) return own;
    return label?.control ?? own;
  }
  /** How many times Tab is pressed from one thing to another, as far as one can tell. */
  function between(from, to, back) {
    const room = /** @type {any} */ (top() ?? document);
    const all = [...room.querySelectorAll(keyed)].filter((e) => {
      if (e.tabIndex < 0 || off(e) || !shown(e) || e.closest('[inert]')) return false;
      if (!isRadio(e)) return true;
      const radios = group(e);
      return (radios.find((r) => r.checked) ?? radios[0]) === e;
    });
    const [a, b] = back ? [to, from] : [from, to];
    const after = (x, y) => Boolean(x.compareDocumentPosition(y) & Node.DOCUMENT_POSITION_FOLLOWING);
    const passed = all.filter((e) => e !== a && e !== b && (a === document.body || after(a, e)) && after(e, b));
    return passed.length + 1;
  }
  /** Where one stands on the way to an element, and the keys that lead on. */
  async function way(el, verb, begin) {
    if (begin) stops = [];
    const passed = faults.length;
    judge();
    if (faults.length > passed) {
      await new Promise((done) => setTimeout(done, 150)); // something may be on its way
      faults.splice(passed);
      judge();
    }
    const active = /** @type {any} */ (document.activeElement ?? document.body);
    if (faults.length) return { fault: faults.splice(0).join('; ') };
    const gone = last && (!last.isConnected || off(last) || !shown(last));
    if (active === document.body && last && (gone || key !== 'Tab'))
      return { lost: `the focus was on ${name(last)}, which ${gone ? 'is gone' : 'was moved'}, and is now nowhere` };
    const option = el.closest('[role=option]');
    const list = option?.closest('[role=listbox]');
    const target = option ? document.querySelector(`[aria-controls~="${list?.id}"]`) : control(el, verb);
    if (!target) return { never: `${name(el)} is nothing that a key can press` };
    if (!shown(target) || off(target) || (top() && !top().contains(target))) return { wait: `${name(target)} cannot be pressed yet` };
    const is = target.localName === 'input' ? target.type : target.localName;
    const at = {
      at: true,
      is,
      checked: target.checked,
      value: target.value,
      framed: Boolean(document.querySelector('iframe')),
      name: name(target),
    };
    if (active === target) {
      if (!option) return at;
      const options = [...list.querySelectorAll('[role=option]')];
      const chosen = options.findIndex((o) => o.getAttribute('aria-selected') === 'true');
      const by = options.indexOf(option) - chosen;
      if (by === 0) return { ...at, is: 'option' };
      return { press: by > 0 ? 'ArrowDown' : 'ArrowUp', times: Math.abs(by), name: name(option) };
    }
    // In a group whose members share one stop, the arrows.
    let aim = target;
    if (isRadio(target)) {
      const radios = group(target);
      if (radios.includes(active)) {
        const by = radios.indexOf(target) - radios.indexOf(active);
        return { press: by > 0 ? 'ArrowDown' : 'ArrowUp', times: Math.abs(by), name: name(target) };
      }
      aim = radios.find((r) => r.checked) ?? radios[0];
    } else if (target.tabIndex < 0) {
      const widget = target.closest('svg,[role=grid],[role=toolbar],[role=radiogroup],[role=menu],[role=tablist],[role=listbox]');
      const like = [...(widget?.querySelectorAll(`${target.localName}[tabindex]`) ?? [])].filter(shown);
      if (like.includes(active)) {
        const by = like.indexOf(target) - like.indexOf(active);
        return { press: by > 0 ? 'ArrowRight' : 'ArrowLeft', times: Math.abs(by), name: name(target) };
      }
      aim = like.find((e) => e.tabIndex >= 0);
      if (!aim) return { never: `${name(target)} cannot have the focus: it has tabindex ${target.getAttribute('tabindex')}` };
    }
    const back = active !== document.body && Boolean(active.compareDocumentPosition(aim) & Node.DOCUMENT_POSITION_PRECEDING);
    return { press: back ? 'Shift+Tab' : 'Tab', times: between(active, aim, back), name: name(target) };
  }
  /** @type {any} */ (window).hands = { way, stops: () => stops, done: () => done };
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
/** Holds a key down until it has come so many times, as one does who has far to go. */
async function hold(page, key, times) {
  const [plain, shift] = [key.replace('Shift+', ''), key.startsWith('Shift+')];
  if (shift) await page.keyboard.down('Shift');
  await Promise.all(Array.from({ length: times }, () => page.keyboard.down(plain)));
  await page.keyboard.up(plain);
  if (shift) await page.keyboard.up('Shift');
}

/** Walks the focus to what a locator means. */
async function walk(locator, verb, { timeout = 10_000 } = {}) {
  const page = locator.page();
  const until = Date.now() + timeout;
  let pressed = 0;
  let turns = 0;
  let key;
  let left = Infinity; // stops, as far as one could tell
  let careful = 1;
  let lostSince = 0;
  for (let first = true; ; first = false) {
    const way = await locator.evaluate((el, [what, begin]) => /** @type {any} */ (window).hands.way(el, what, begin), [verb, first], {
      timeout,
    });
    if (way.at) return way;
    if (way.fault || way.never) throw new Error(`${page.url()}: ${way.fault ?? way.never}`);
    if (way.lost || way.wait) {
      lostSince = way.lost ? lostSince || Date.now() : 0;
      if (lostSince && Date.now() - lostSince > 3_000) throw new Error(`${page.url()}: ${way.lost}`);
      if (Date.now() > until) throw new Error(`${page.url()}: ${way.wait ?? way.lost}`);
      await pause(30);
      continue;
    }
    lostSince = 0;
    if (key && way.press !== key) turns++;
    if (way.times > left) careful *= 2; // went past it
    key = way.press;
    const times = Math.min(Math.ceil(way.times / careful), 40);
    left = way.times - times + 8;
    pressed += times;
    if (pressed > furthest || turns > 6) {
      const passed = await page.evaluate(() => /** @type {any} */ (window).hands.stops());
      throw new Error(`${page.url()}: ${key} does not reach ${way.name}; it passed ${passed.slice(-60).join(' | ') || 'nothing'}`);
    }
    await hold(page, key, times);
  }
}
/** Types: what is short and on every keyboard key by key, as fast as one can. */
const type = ({ keyboard }, words) =>
  words.length <= 40 && /^[ -~]+$/.test(words) ? Promise.all([...words].map((key) => keyboard.press(key))) : keyboard.insertText(words);

/** Presses what has the focus. While a document loads in a frame a key may get lost on its way: then once more. */
async function strike(page, key, framed) {
  const done = () => page.evaluate(() => /** @type {any} */ (window).hands.done()).catch(() => Infinity); // gone elsewhere
  const before = framed && (await done());
  await page.keyboard.press(key);
  for (let i = 0; framed && i < 3 && (await done()) === before; i++) {
    await pause(300);
    if ((await done()) === before) await page.keyboard.press(key);
  }
}

/** What hands do. Each has the name and the arguments of what a locator does. */
const verbs = {
  async click(options) {
    const { is, checked, framed } = await walk(this, 'click', options);
    if (['radio', 'checkbox'].includes(is)) return is === 'radio' && checked ? undefined : this.page().keyboard.press('Space');
    if (!['text', 'search', 'email', 'password', 'tel', 'number', 'textarea', 'select'].includes(is))
      await strike(this.page(), 'Enter', framed);
  },
  async check(options) {
    if (await this.isChecked(options)) return;
    const { checked } = await walk(this, 'check', options);
    if (!checked) await this.page().keyboard.press('Space');
    if (!(await this.isChecked(options))) throw new Error(`${this.page().url()}: Space does not tick ${this}`);
  },
  async uncheck(options) {
    if (!(await this.isChecked(options))) return;
    await walk(this, 'check', options);
    await this.page().keyboard.press('Space');
  },
  setChecked(on, options) {
    return on ? this.check(options) : this.uncheck(options);
  },
  async fill(words, options) {
    const { value } = await walk(this, 'fill', options);
    const { keyboard } = this.page();
    await keyboard.press('Control+a');
    if (words) await type(this.page(), words);
    else if (value) await keyboard.press('Delete');
  },
  clear(options) {
    return this.fill('', options);
  },
  async pressSequentially(words, options) {
    await walk(this, 'fill', options);
    await this.page().keyboard.type(words);
  },
  async press(key, options) {
    await walk(this, 'press', options);
    await this.page().keyboard.press(key);
  },
  async focus(options) {
    await walk(this, 'focus', options);
  },
  async blur() {
    if (await this.evaluate((e) => e === document.activeElement)) await this.page().keyboard.press('Tab');
  },
  async selectOption(wanted, options) {
    await walk(this, 'select', options);
    const { keyboard } = this.page();
    /** How far the wanted option is from the chosen one; null while it is not there yet. */
    const left = () =>
      this.evaluate((select, want) => {
        const all = [...select.options].filter((o) => !o.disabled);
        const clean = (words) => words.replace(/\s+/g, ' ').trim();
        const to = all.findIndex((o, i) =>
          typeof want === 'string'
            ? o.value === want || clean(o.label) === want
            : want.index === undefined
              ? (want.label === undefined || clean(o.label) === want.label) && (want.value === undefined || o.value === want.value)
              : i === want.index,
        );
        return to < 0 ? null : { by: to - all.findIndex((o) => o.selected), label: clean(all[to].label) };
      }, wanted);
    const until = Date.now() + 30_000;
    for (let typed = false; ;) {
      const way = await left();
      if (way?.by === 0) return;
      if (Date.now() > until) throw new Error(`${this.page().url()}: the keys do not choose ${JSON.stringify(wanted)} of ${this}`);
      if (!way) await pause(50);
      else if (Math.abs(way.by) > 8 && !typed) {
        typed = true;
        await keyboard.type(way.label); // the browser goes to what begins with these letters
      } else await keyboard.press(way.by > 0 ? 'ArrowDown' : 'ArrowUp');
    }
  },
  async setInputFiles(files, options) {
    await walk(this, 'file', options);
    const [chooser] = await Promise.all([this.page().waitForEvent('filechooser', { timeout: 5_000 }), this.page().keyboard.press('Enter')]);
    await chooser.setFiles(files);
  },
};

let learned = false;
/** Teaches it to every locator of this process; whatever is a mouse's or a finger's is refused. */
function learn(page) {
  if (learned) return;
  learned = true;
  const locator = Object.getPrototypeOf(page.locator('html'));
  Object.assign(locator, verbs);
  const refuse = (where, names) => {
    for (const one of names)
      where[one] = () => Promise.reject(new Error(`${one}: there is no mouse; a test that needs one says so with skip: notByKeys(why)`));
  };
  refuse(locator, ['dblclick', 'hover', 'tap', 'dragTo']);
  refuse(Object.getPrototypeOf(page.mouse), ['move', 'down', 'up', 'click', 'dblclick', 'wheel']);
  refuse(Object.getPrototypeOf(page.touchscreen), ['tap']);
  refuse(Object.getPrototypeOf(page), [
    'click',
    'dblclick',
    'hover',
    'tap',
    'check',
    'uncheck',
    'fill',
    'focus',
    'press',
    'selectOption',
    'setInputFiles',
    'dragAndDrop',
  ]);
}
