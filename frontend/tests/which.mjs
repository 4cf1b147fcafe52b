// Which browser tests are done when. What the keyboard leaves out is found in the tests themselves, so that none is left out by both hands.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

export const folder = fileURLToPath(new URL('.', import.meta.url));

// These only look at pages, or load them anew by what is pressed, which is then no more: whose hands, makes no difference.
export const looks = ['kit', 'pages', 'print', 'pseudo', 'figures', 'language'];
// What make test does: every page as every role, the job from an invitation to a payment, what a state does twice a year, how people come
// in, and what mails lead to, which is done in real time. Make soak does all others, by the keyboard, thoroughly or both.
export const first = ['pages', 'story', 'state', 'entrance', 'reach-links'];

/** The name of the file of a test. */
export const nameOf = (file) => basename(file, '.test.mjs');

/** Whether a file has something for a mouse, or no hands at all, or for who looks thoroughly. */
const thoroughly = (name) => looks.includes(name) || /\bnotByKeys\(|\bthorough\b/.test(readFileSync(`${folder}${name}.test.mjs`, 'utf8'));

/** Whether a file is done otherwise than by the keyboard alone. */
export const alsoByHand = (name) => first.includes(name) || thoroughly(name);

/** The files of a run: by the keyboard, thoroughly, or for make test. */
export function chosen(names, { byKeyboard, thorough }) {
  if (byKeyboard) return names.filter((name) => !looks.includes(name));
  return names.filter((name) => (thorough ? thoroughly(name) && (looks.includes(name) || !first.includes(name)) : first.includes(name)));
}
