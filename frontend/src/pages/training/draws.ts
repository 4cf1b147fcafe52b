// How the cost of a place is drawn from training lines.

/** How much is drawn, by the id of the line. */
export type Drawn = Record<string, number | undefined>;

/** What is drawn, as the API takes it. */
export const drawn = (draws: Drawn = {}) => Object.entries(draws).flatMap(([lineId, amount]) => (amount ? [{ lineId, amount }] : []));

/** When nobody has said otherwise: from the first line that has enough; else from those that have most, as far as they go. */
export function spread(lines: readonly { id: string; free: number }[], cost: number): Drawn {
  if (cost <= 0) return {};
  const enough = lines.find((l) => l.free >= cost);
  if (enough) return { [enough.id]: cost };
  const draws: Record<string, number> = {};
  let rest = cost;
  for (const line of [...lines].sort((a, b) => b.free - a.free)) {
    const amount = Math.min(rest, Math.max(0, line.free));
    if (amount > 0) draws[line.id] = amount;
    rest -= amount;
  }
  return draws;
}
