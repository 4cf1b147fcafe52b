// Keeps the focus when what had it disappears: a filter that is cleared, a file that is on its way, a decision that is taken.
// The browser would leave it nowhere, and a screen reader at the top of the page; it goes to what stands there now.

const keyed = /* code */ 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
const rooms = /* code */ 'section, article, form, fieldset, table, ul, ol, li, nav, dialog, main, [role]'; // what is one subject
const asides = /* code */ 'dialog, [role=status]'; // what comes and goes over the page

const shown = (e: Element) => e.isConnected && e.checkVisibility({ visibilityProperty: true });
const free = (e: HTMLElement) => e.tabIndex >= 0 && !e.matches(':disabled') && shown(e);

let path: Element[] = []; // what has the focus, and all that it stands in
let behind: Element[] = []; // the same, of what had it before a dialog opened
let before: Node | null = null; // what stands before the part of the page that has gone
let keys = false; // whoever points needs no focus, and on a phone it would open the keys

/** What takes the place of something: the next of its room that takes keys, else the one before, else the room itself. */
function heir(gone: Element[]): HTMLElement | null {
  let mark = gone[0]?.isConnected ? gone[0] : before; // nothing, where a dialog opened while nothing had the focus
  for (
    let room = gone.find(shown)?.closest<HTMLElement>(rooms);
    room && room.localName !== 'main';
    room = room.parentElement?.closest<HTMLElement>(rooms)
  ) {
    const there = [...room.querySelectorAll<HTMLElement>(keyed)].filter(free);
    const here = mark && room.contains(mark) ? mark : null;
    const next = here
      ? there.find((e) => !here.contains(e) && here.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING)
      : there[0];
    if (next ?? there.length) return next ?? there.at(-1)!;
    if (room.matches('section, article, form')) {
      room.tabIndex = -1;
      return room;
    }
    mark = room;
  }
  return document.getElementById('main');
}

function restore() {
  const had = path[0] as HTMLElement | undefined;
  if (!had || document.activeElement !== document.body) return;
  if (shown(had) && !had.matches(':disabled')) return had.focus(); // it was only moved
  const aside = path.find((e) => e.matches(asides));
  const over = aside && !(shown(aside) && aside.matches('dialog'));
  heir(over ? behind : path)?.focus();
}

/** Begins to keep it, for as long as the app is there. */
export function keepFocus() {
  addEventListener('keydown', () => (keys = true), true);
  addEventListener('pointerdown', () => (keys = false), true);
  addEventListener('focusin', (e) => {
    const to: Element[] = [];
    for (let at = e.target as Element | null; at && at !== document.body; at = at.parentElement) to.push(at);
    const aside = to.find((one) => one.matches(asides));
    if (aside && !path.includes(aside)) behind = path;
    path = to;
    before = null;
  });
  let waits = 0;
  new MutationObserver((changes) => {
    if (!keys || !path.length) return;
    const gone = changes.find((c) => c.target.isConnected && [...c.removedNodes].some((n) => path.includes(n as Element)));
    if (gone) before = gone.previousSibling;
    else if (path[0]!.isConnected && !path[0]!.matches(':disabled')) return;
    // Whoever changed the page may have a better place in mind, and moves the focus there at once.
    waits ||= window.setTimeout(() => ((waits = 0), restore()), 60);
  }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['disabled'] });
}
