// The little of Markdown that the fund's texts use: headings, paragraphs, numbered and plain lists, words in bold.

/** A run of words, bold or not. */
export interface Run {
  text: string;
  bold: boolean;
}

export type Block = { kind: 'heading' | 'paragraph'; runs: Run[] } | { kind: 'numbered' | 'listed'; items: Run[][] };

const runs = (text: string): Run[] => text.split(/\*\*(.+?)\*\*/).flatMap((part, i) => (part ? [{ text: part, bold: i % 2 === 1 }] : []));

/** A text as blocks. What is no Markdown we know stays the words it is: nothing of a text is ever lost. */
export function blocks(source: string): Block[] {
  const out: Block[] = [];
  let open = false; // whether the next line belongs to the block before it
  for (const raw of source.split('\n')) {
    const line = raw.trim();
    const last = out.at(-1);
    const [, heading] = /^#+\s+(.+)$/.exec(line) ?? [];
    const [, mark, item] = /^(\d+\.|[-*])\s+(.+)$/.exec(line) ?? [];
    if (!line) {
      open = false;
    } else if (heading) {
      out.push({ kind: 'heading', runs: runs(heading) });
      open = false;
    } else if (mark && item) {
      const kind = /\d/.test(mark) ? 'numbered' : 'listed';
      if (last && last.kind === kind) last.items.push(runs(item));
      else out.push({ kind, items: [runs(item)] });
      open = true;
    } else if (open && last && 'items' in last) {
      last.items.at(-1)?.push(...runs(` ${line}`));
    } else if (open && last?.kind === 'paragraph') {
      last.runs.push(...runs(` ${line}`));
    } else {
      out.push({ kind: 'paragraph', runs: runs(line) });
      open = true;
    }
  }
  return out;
}
