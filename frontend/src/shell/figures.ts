// Figures, days, codes and names stay as they are written when a browser translates the page: a translator takes 1,200 for one and
// a fifth, and a reference for a word. And what a translator has put in its own words no longer changes with the fund.

const written = /* code */ 'code, kbd, bdi';
// 14 Mar 2027, USD 41,200.00, TL-2026-03; words are longer
const figures = (text: string) => /\p{N}/u.test(text) && !/\p{L}{4}/u.test(text);

function mark(e: Element | null) {
  if (!e) return;
  const stays = e.matches(written) || (e.childElementCount === 0 && figures(e.textContent ?? ''));
  if (stays) e.setAttribute('translate', 'no');
  else if (e.getAttribute('translate') === 'no') e.removeAttribute('translate');
}

/** Begins to see to it, for as long as the app is there. */
export function keepFigures() {
  new MutationObserver((changes) => {
    for (const { target, addedNodes } of changes) {
      mark(target instanceof Element ? target : target.parentElement);
      for (const node of addedNodes) {
        if (!(node instanceof Element)) continue;
        mark(node);
        node.querySelectorAll('*').forEach(mark);
      }
    }
  }).observe(document.getElementById('app')!, { subtree: true, childList: true, characterData: true });
}
