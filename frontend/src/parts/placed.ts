/** Says where the button stands that opens a menu, for its style: it is put below, and moves with the page. */
export function placed(e: ToggleEvent & { currentTarget: HTMLElement }) {
  const menu = e.currentTarget;
  const button = document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`);
  if (e.newState !== 'open' || !button) return;
  const at = button.getBoundingClientRect();
  const begins = getComputedStyle(button).direction === 'rtl' ? innerWidth - at.right : at.left;
  menu.style.setProperty('--below', `${at.bottom + scrollY + 4}px`);
  menu.style.setProperty('--begins', `${begins}px`);
}
