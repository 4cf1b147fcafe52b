// Where something stands follows the direction of the language: nothing is left or right but what is so in every language.
import { expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { components } from './sources';

const physical = new RegExp(
  [
    String.raw`(?:^|[\s;{])(?:(?:padding|margin|border)-(?:left|right)(?:-\w+)?|(?:style:)?(?:left|right))\s*[:=]`,
    String.raw`border-(?:top|bottom)-(?:left|right)-radius`,
    String.raw`(?:text-align|float):\s*(?:left|right)`,
  ].join('|'),
);
/** Reports whether a shorthand of four values has another left than right. */
function lopsided(line: string) {
  const values = /^\s*(?:padding|margin|inset):\s*(.+);/.exec(line)?.[1]?.match(/(?:[^\s()]|\((?:[^()]|\([^()]*\))*\))+/g);
  return values?.length === 4 && values[1] !== values[3];
}

test('styles know no left and right', () => {
  const styles = [
    { file: 'app/app.css', text: readFileSync(new URL('../app/app.css', import.meta.url), 'utf8') },
    ...components.map(({ file, text }) => ({
      file,
      text: `${/<style[^>]*>([\s\S]*)<\/style>/.exec(text)?.[1] ?? ''}\n${[...text.matchAll(/style:\w[\w-]*=/g)].join('\n')}`,
    })),
  ];
  const wrong = styles.flatMap(({ file, text }) =>
    text
      .split('\n')
      .filter((line) => physical.test(line) || lopsided(line))
      .map((line) => `${file}: ${line.trim()}`),
  );
  expect(wrong).toEqual([]);
});
