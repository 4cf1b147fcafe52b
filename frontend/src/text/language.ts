// The language that this app was built in: each language has a build of its own.

import type { AppLanguage } from '../api/api.d';

export const language: AppLanguage | 'en-XA' = __LANGUAGE__;

/** The languages by their own names. A person who reads none of the others finds theirs. */
export const languages: Record<AppLanguage, string> = { en: 'English', pt: 'Português' };

/** Loads the app in another language, which this device keeps. Nothing where it is loaded in it, or in one that nobody chose. */
export function speak(wanted: AppLanguage | undefined) {
  if (!wanted || wanted === language || language === 'en-XA') return;
  const kept = `language=${wanted}`;
  if (document.cookie.split('; ').includes(kept)) return; // it was asked for, and is not to be had
  document.cookie = /* code */ `${kept}; path=/; max-age=31536000; SameSite=Lax${location.protocol === 'https:' ? '; Secure' : ''}`;
  location.reload();
}

/** Whose customs dates and numbers follow. */
export const customs = language === 'pt' ? 'pt-PT' : language === 'en-XA' ? 'en' : language;

const rules = new Intl.PluralRules(customs);
const order = ['zero', 'one', 'two', 'few', 'many', 'other'].filter((category) =>
  (rules.resolvedOptions().pluralCategories as string[]).includes(category),
);

/** Which of the forms of a sentence a number takes: the catalogue has them in the order of the Unicode categories, or one and other. */
export function form(n: number, forms: string[]): string {
  const category = rules.select(n);
  return forms[forms.length === 2 ? +(category !== 'one') : order.indexOf(category)] ?? forms.at(-1)!;
}
