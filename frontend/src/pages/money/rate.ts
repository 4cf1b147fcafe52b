// What an amount is about worth in the books, to show while somebody types; the server computes it exactly and has the last word.
import { customs } from '../../text/language';

/** A rate as a number: 0.6512, or the other way round 1/25400; undefined while it is none. */
function factorOf(rate: string): number | undefined {
  const [over = '', under, more] = rate.trim().split('/');
  const number = (text: string) => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN);
  const factor = more !== undefined ? NaN : number(over) / (under === undefined ? 1 : number(under));
  return factor > 0 && Number.isFinite(factor) ? factor : undefined;
}

/** Minor units of the books for minor units of another currency; undefined while the rate is none, or the currency is not known. */
export function worth(minor: number, decimals: number | undefined, rate: string, booksDecimals: number | undefined): number | undefined {
  const factor = factorOf(rate);
  return decimals === undefined || booksDecimals === undefined || factor === undefined
    ? undefined
    : Math.round((minor / 10 ** decimals) * factor * 10 ** booksDecimals);
}

/** A rate in the direction in which it is the larger number: 1 EUR = 1.08 USD, 1 USD = 25,400 VND; about, where it is not even. */
export function rateWords(rate: string, from: string, to: string): string {
  const factor = factorOf(rate);
  if (factor === undefined || from === to) return '';
  const [n, one, other] = factor >= 1 ? [factor, from, to] : [1 / factor, to, from];
  const shown = n.toLocaleString(customs, { maximumSignificantDigits: 9 });
  return `1 ${one} ${Number(shown.replaceAll(',', '')) === n ? '=' : '≈'} ${shown} ${other}`;
}

/** The rate at which a bank made one amount of another, in minor units: a fraction, for it may be too small to write otherwise. */
export const rateAt = (minor: number, decimals: number, became: number, booksDecimals: number): string =>
  `${became / 10 ** booksDecimals}/${minor / 10 ** decimals}`;
