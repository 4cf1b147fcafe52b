// What the app says in passing: "Saved." Read out by screen readers, and shown for a while.

export interface Notice {
  id: number;
  text: string;
  tone: 'plain' | 'stop';
}

export const notices: Notice[] = $state([]);
let last = 0;

export function say(text: string, tone: Notice['tone'] = 'plain') {
  const same = notices.find((n) => n.text === text);
  if (same) dismissToast(same.id);
  const id = ++last;
  notices.push({ id, text, tone });
  // what went otherwise than was meant stays until it is put away
  if (tone === 'plain') setTimeout(() => dismissToast(id), 6_000 + text.length * 40);
}

export function dismissToast(id: number) {
  const at = notices.findIndex((n) => n.id === id);
  if (at >= 0) notices.splice(at, 1);
}
