/**
 * The token of a one-time link, or of one in a mail that does one thing, in the part of an address behind its #, however it was
 * copied: without the full stop, bracket or quotation mark of the sentence it stood in. Empty where there is no token in it,
 * undefined where it is no such link.
 */
export function tokenIn(hash: string, of: 'link' | 'do'): string | undefined {
  const [, kind, rest] = /^#\/?(link|do)\/(.*)$/su.exec(hash) ?? [];
  if (kind !== of || rest === undefined) return undefined;
  let text: string;
  try {
    text = decodeURIComponent(rest);
  } catch {
    text = rest.replace(/%.{0,2}/g, ' '); // cut in the middle of a sign
  }
  return /[A-Z2-7]+/i.exec(text.replace(/\p{Cf}/gu, ''))?.[0].toUpperCase() ?? '';
}
