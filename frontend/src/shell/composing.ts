// Japanese, Vietnamese and many other words are put together with an Enter, arrows and an Escape of their own. While that goes
// on no key is ours: here, before any handler hears of it, so that none has to think of it.
export function leaveComposing() {
  // 229 is what some browsers say of the very key that ends it.
  addEventListener('keydown', (e) => (e.isComposing || e.keyCode === 229) && e.stopImmediatePropagation(), true);
}
