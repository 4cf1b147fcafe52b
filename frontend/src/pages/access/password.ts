// How good a new password is, in words, and what would make it better. The server asks for a length and nothing else.
import { count } from '../../text/format';

export const shortest = 12;
export const longest = 200;

export interface Strength {
  level: 0 | 1 | 2 | 3; // nothing typed or too short; guessable; good; strong
  word: string;
  hint: string;
}

const common = ['password', 'demonstration', '123456', 'qwerty', 'election', 'observer', 'welcome', 'letmein', 'asean'];

/** `about` is what others know of the person: name and e-mail address. */
export function strengthOf(password: string, about: string[] = []): Strength {
  const missing = shortest - password.length;
  if (!password)
    return {
      level: 0,
      word: '',
      hint: `At least ${shortest} characters. Three or four words that do not belong together are easy to remember and hard to guess.`,
    };
  if (missing > 0) return { level: 0, word: 'Too short', hint: count(missing, 'One more character.', '# more characters.') };
  if (password.length > longest) return { level: 0, word: 'Too long', hint: `At most ${longest} characters.` };
  const lower = password.toLowerCase();
  const known = about.flatMap((a) => a.toLowerCase().split(/[^\p{L}\p{N}]+/u)).filter((a) => a.length > 3);
  const guess = [...common, ...known].find((word) => lower.includes(word));
  if (guess && lower.length - guess.length < 10)
    return { level: 1, word: 'Easy to guess', hint: `“${guess}” is among the first things someone would try.` };
  const different = new Set(lower).size;
  if (different < 6) return { level: 1, word: 'Easy to guess', hint: 'Use more different characters.' };
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\p{N}/u, /[^\p{L}\p{N}]/u].filter((kind) => kind.test(password)).length;
  const strong = password.length >= 20 || (password.length >= 16 && kinds >= 2) || kinds >= 4;
  return strong ? { level: 3, word: 'Strong', hint: '' } : { level: 2, word: 'Good', hint: 'Another word would make it strong.' };
}
