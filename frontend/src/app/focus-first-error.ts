// After a refusal, where one goes on.

/** Leads to the first field that is refused, wherever on the page it is. */
export function toFault() {
  requestAnimationFrame(() => {
    const field = document.querySelector<HTMLElement>('main [aria-invalid=true], dialog[open] [aria-invalid=true]');
    field?.focus({ preventScroll: true });
    field?.scrollIntoView({ block: 'center' });
  });
}
