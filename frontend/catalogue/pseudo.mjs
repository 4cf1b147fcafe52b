// The pseudo-language: every sentence stays readable and is marked as one; its words are a third longer, for each
// vowel stands twice.
const plain = 'AaCcDdEeGgHhIiJjKkLlNnOoRrSsTtUuWwYyZz';
const accented = 'ÁáÇçĎďÉéĞğĤĥÍíĴĵĶķĹĺÑñÓóŔŕŠšŤťÚúŴŵÝýŽž';
const accent = (text) => text.replace(/[a-z]/gi, (sign) => (accented[plain.indexOf(sign)] ?? sign) + (/[aeiou]/.test(sign) ? sign : ''));

/** The forms of a sentence in the pseudo-language: ⟦...⟧ around each. */
export function pseudo({ id, plural }) {
  return [id, ...(plural ? [plural] : [])].map((text) => {
    const parts = text.split(/(\{\w+\}|<\/?\d+\/?>)/);
    return `⟦${parts.map((part, i) => (i % 2 ? part : accent(part))).join('')}⟧`;
  });
}
