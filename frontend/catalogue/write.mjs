// A sentence written back into its source, with the values and elements that stand in it.

/** The text of a script: a literal, or a template where it has values. */
export function inScript(said, values, slice) {
  if (!values.size) return `'${said.replace(/[\\']/g, '\\$&').replace(/\n/g, '\\n')}'`;
  const parts = said.split(/(\{\w+\})/).map((part) => {
    const at = values.get(/^\{(\w+)\}$/.exec(part)?.[1]);
    return at ? `\${${slice(at.from, at.to)}}` : part.replace(/[\\`]|\$(?=\{)/g, '\\$&');
  });
  return `\`${parts.join('')}\``;
}

/** The text of a page; quoted, of an attribute. */
export function inMarkup(said, values, slice, quoted) {
  const parts = said.split(/(\{\w+\}|<\/?\d+\/?>)/).map((part) => {
    const [, value, closing, element] = /^(?:\{(\w+)\}|<(\/?)(\d+)\/?>)$/.exec(part) ?? [];
    const at = values.get(value ?? element);
    if (!at) return part.replace(/[{}<>&"]/g, (sign) => (sign === '"' && !quoted ? sign : `&#${sign.charCodeAt(0)};`));
    return closing ? slice(at.close.from, at.close.to) : slice(at.from, at.to);
  });
  return parts.join('');
}
