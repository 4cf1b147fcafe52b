// Finding by what people type who have no accents and no patience: cote d'ivoire, turkiye.

export const folded = (text: string): string =>
  text.normalize('NFD').replace(/\p{Mn}/gu, '').replace(/[’‘]/g, "'").toLowerCase().trim();

interface Findable {
  label: string;
  hint?: string | undefined;
  also?: string | undefined;
}

/** Those that have every word typed, those first that begin with it. */
export function find<T extends Findable>(options: readonly T[], typed: string): T[] {
  const sought = folded(typed);
  if (!sought) return [...options];
  const ranked: [number, T][] = [];
  for (const option of options) {
    const label = folded(option.label);
    const all = `${label} ${folded(option.hint ?? '')} ${folded(option.also ?? '')}`;
    if (!sought.split(/\s+/).every((word) => all.includes(word))) continue;
    const exact = folded(option.hint ?? '') === sought || folded(option.also ?? '') === sought;
    ranked.push([exact ? 0 : label.startsWith(sought) ? 1 : label.includes(` ${sought}`) ? 2 : 3, option]);
  }
  return ranked.sort((a, b) => a[0] - b[0]).map(([, option]) => option);
}
