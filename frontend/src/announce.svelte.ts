// What the app says in passing: "Saved." Shown for a while, and read out by screen readers.

export interface Notice {
  id: number;
  text: string;
  tone: 'plain' | 'stop';
}

export const notices: Notice[] = $state([]);
let last = 0;

export function say(text: string, tone: Notice['tone'] = 'plain') {
  const id = ++last;
  notices.push({ id, text, tone });
  setTimeout(() => hush(id), 6_000 + text.length * 40);
}

export function hush(id: number) {
  const at = notices.findIndex((n) => n.id === id);
  if (at >= 0) notices.splice(at, 1);
}
