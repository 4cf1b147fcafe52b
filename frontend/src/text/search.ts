// Finding what people type however they type it, and placing it where a reader looks for it. The API does the same in
// models/spelling; models/testdata/text.json holds the two together.
import { customs } from './language';

const letters: Record<string, string> = {
  đ: 'd',
  ð: 'd',
  ɖ: 'd',
  ɗ: 'd',
  ł: 'l',
  ø: 'o',
  ɔ: 'o',
  ħ: 'h',
  ŧ: 't',
  ŋ: 'n',
  ɲ: 'n',
  ƙ: 'k',
  ɓ: 'b',
  ƴ: 'y',
  ɛ: 'e',
  ǝ: 'e',
  ə: 'a',
  ı: 'i',
  ɨ: 'i',
  ʉ: 'u',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
  ς: 'σ',
};
const apostrophes = /['’‘‛`´ʼʻʹʾʿ′＇\p{Cf}ـ]/gu;

/** A text as people search for it: without accents, capitals or punctuation, one space between two words. */
export function folded(text: string): string {
  const plain = text
    .normalize('NFKD')
    // the two make other letters in Japanese
    .replace(/(?![\u3099\u309a])(?=\p{Mn})[\p{Script=Inherited}\p{Script=Arabic}\p{Script=Hebrew}]/gu, '')
    .toLowerCase()
    .replace(/[^\0-\x7f]/gu, (sign) => letters[sign] ?? sign);
  const words = plain
    .replace(/(?<=\p{L})\p{Pd}(?=\p{L})/gu, '') // Al-Amin is one word
    .replace(apostrophes, '')
    .replace(/(?![%_&@#*\\])\p{P}/gu, ' '); // 100% is no 100
  return spaced(words).normalize('NFC') || spaced(plain);
}

const spaced = (text: string) => text.split(/\s+/u).filter(Boolean).join(' ');

/** Whether every word typed stands in a text, in whatever order. */
export const says = (text: string, typed: string): boolean => has(folded(text), folded(typed));

const has = (all: string, sought: string) => sought.split(' ').every((word) => all.includes(word));

/** A text in pieces, those that were typed being `on`: whatever letters, accents and signs it was typed in. */
export function pieces(text: string, typed: string): { text: string; on: boolean }[] {
  let all = '';
  const from: number[] = []; // where in the text each sign of what it folds to comes from
  let at = 0;
  for (const sign of text) {
    const plain = /[\s\p{P}]/u.test(sign) ? (/[\p{Pd}'’‘]/u.test(sign) ? '' : ' ') : folded(sign);
    for (let n = 0; n < plain.length; n++) from.push(at);
    all += plain;
    at += sign.length;
  }
  const on = new Set<number>();
  for (const word of folded(typed).split(' ').filter(Boolean)) {
    for (let n = all.indexOf(word); n >= 0; n = all.indexOf(word, n + word.length)) {
      for (let i = from[n]!; i < (from[n + word.length] ?? text.length); i++) on.add(i);
    }
  }
  const out: { text: string; on: boolean }[] = [];
  for (let i = 0; i < text.length; i++) {
    const last = out.at(-1);
    if (last?.on === on.has(i)) last.text += text[i];
    else out.push({ text: text[i]!, on: on.has(i) });
  }
  return out;
}

const alphabet = new Intl.Collator(customs, { numeric: true });

/** For sorting texts as a reader's alphabet does, numbers by what they count. */
export const alphabetical = (a: string, b: string): number => alphabet.compare(a, b);

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
    if (!has(`${label} ${folded(option.hint ?? '')} ${folded(option.also ?? '')}`, sought)) continue;
    const exact = folded(option.hint ?? '') === sought || folded(option.also ?? '') === sought;
    ranked.push([exact ? 0 : label.startsWith(sought) ? 1 : label.includes(` ${sought}`) ? 2 : 3, option]);
  }
  return ranked.sort((a, b) => a[0] - b[0]).map(([, option]) => option);
}
