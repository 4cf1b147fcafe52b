// How a dialog is left without an answer: by a press beside it, or by the browser's Back. Escape is the browser's own doing.

/** Closes a dialog that is left so: `{@attach left(close)}`. */
export const left = (close: () => void) => (dialog: HTMLDialogElement) => {
  let began = false; // a press that begins inside, such as to select words, may end anywhere
  const beside = (e: MouseEvent) => {
    const box = dialog.getBoundingClientRect();
    // its scroll bar, too
    const inside = e.clientX >= box.left && e.clientX <= box.right && e.clientY >= box.top && e.clientY <= box.bottom;
    return (
      e.target === dialog &&
      !inside &&
      e.clientX < document.documentElement.clientWidth &&
      e.clientY < document.documentElement.clientHeight
    ); // nor on the page's
  };
  const press = (e: MouseEvent) => (began = beside(e));
  const release = (e: MouseEvent) => began && beside(e) && close();
  /** Who goes back means the dialog. A browser that does not tell, or goes to another site, leaves the page; what was typed is kept. */
  const back = (e: NavigateEvent) => {
    if (e.navigationType !== 'traverse' || !e.cancelable || e.defaultPrevented || !dialog.open) return;
    if (dialog.querySelector('dialog[open]')) return; // what stands over it is meant
    e.preventDefault();
    close();
  };
  const { navigation } = window as Partial<Window>;
  dialog.addEventListener('pointerdown', press);
  dialog.addEventListener('click', release);
  navigation?.addEventListener('navigate', back);
  return () => {
    dialog.removeEventListener('pointerdown', press);
    dialog.removeEventListener('click', release);
    navigation?.removeEventListener('navigate', back);
  };
};
