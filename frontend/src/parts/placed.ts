/** Puts a menu under the button that opens it, where there is room for it; it moves with the page. For a popover of at most 20 rem. */
export function placed(e: ToggleEvent & { currentTarget: HTMLElement }) {
  const menu = e.currentTarget;
  const button = document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`);
  if (e.newState !== 'open' || !button) return;
  const at = button.getBoundingClientRect();
  const begins = getComputedStyle(button).direction === 'rtl' ? innerWidth - at.right : at.left;
  const width = Math.min(320, innerWidth - 16);
  menu.style.insetBlockStart = `${at.bottom + scrollY + 4}px`;
  menu.style.insetInlineStart = `${Math.max(8, Math.min(begins, innerWidth - width - 8))}px`;
}
