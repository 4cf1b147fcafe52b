import { expect, test } from 'vitest';
import { blocks } from './markdown';

test('headings, paragraphs, lists and bold words', () => {
  const found = blocks('# Code\n\nI pledge:\n\n1. **Law.** I obey.\n2. Two\n   lines\n\n- one\n');
  expect(found).toEqual([
    { kind: 'heading', runs: [{ text: 'Code', bold: false }] },
    { kind: 'paragraph', runs: [{ text: 'I pledge:', bold: false }] },
    {
      kind: 'numbered',
      items: [
        [
          { text: 'Law.', bold: true },
          { text: ' I obey.', bold: false },
        ],
        [
          { text: 'Two', bold: false },
          { text: ' lines', bold: false },
        ],
      ],
    },
    { kind: 'listed', items: [[{ text: 'one', bold: false }]] },
  ]);
});

test('what is no Markdown stays as it is', () => {
  expect(blocks('a < b & **c')).toEqual([{ kind: 'paragraph', runs: [{ text: 'a < b & **c', bold: false }] }]);
});
