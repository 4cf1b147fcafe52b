// A source in another language.
import { sentencesOf } from './sentences.mjs';

/**
 * The source with each of its sentences as `said` has it.
 * @param {(one: import('./sentences.mjs').Sentence) => string[] | undefined} said its forms; nothing leaves it as it is
 */
export function rewrite(source, file, said) {
  const sentences = sentencesOf(source, file);
  /** What stands from one place to another, with all sentences that are wholly within it; `within` itself is left out. */
  function slice(from, to, within) {
    let written = '';
    let at = from;
    for (const one of sentences) {
      if (one === within || one.start < at || one.end > to) continue;
      const forms = said(one);
      if (!forms) continue;
      written += source.slice(at, one.start) + one.write(forms, (a, b) => slice(a, b, one));
      at = one.end;
    }
    return written + source.slice(at, to);
  }
  return slice(0, source.length);
}
