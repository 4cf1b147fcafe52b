// The keys of a list whose field keeps the focus, as the ARIA pattern has them; Home and End stay with the field's caret.

/** Where a key leads from one of so many: the arrows go round, a page of ten stops at the end. Nothing for other keys. */
export function moved(key: string, at: number, many: number): number | undefined {
  const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[key];
  if (!by || !many) return by && 0;
  const to = Math.min(at, many - 1) + by;
  return Math.abs(by) === 1 ? (to + many) % many : Math.max(0, Math.min(to, many - 1));
}
