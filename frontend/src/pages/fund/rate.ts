// What an amount is about worth in the books, to show while somebody types; the server computes it exactly and has the last word.

/** Minor units of the books for minor units of another currency; undefined while the rate is none. */
export function worth(minor: number, decimals: number, rate: string, booksDecimals: number): number | undefined {
  const factor = /^\d+(\.\d+)?$/.test(rate.trim()) ? Number(rate.trim()) : NaN;
  return factor > 0 ? Math.round((minor / 10 ** decimals) * factor * 10 ** booksDecimals) : undefined;
}
