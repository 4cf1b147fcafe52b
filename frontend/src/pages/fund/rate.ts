// What an amount is about worth in the books, to show while somebody types; the server computes it exactly and has the last word.

/** Minor units of the books for minor units of another currency; undefined while the rate is none, or the currency is not known. */
export function worth(minor: number, decimals: number | undefined, rate: string, booksDecimals: number | undefined): number | undefined {
  if (decimals === undefined || booksDecimals === undefined) return undefined;
  const factor = /^\d+(\.\d+)?$/.test(rate) ? Number(rate) : NaN;
  return factor > 0 ? Math.round((minor / 10 ** decimals) * factor * 10 ** booksDecimals) : undefined;
}
