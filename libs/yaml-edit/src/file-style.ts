import { isMap, isSeq, visit, type Node } from 'yaml';
import { entriesOf, isFlow, type CollectionNode } from './entry.ts';
import { columnOf } from './lines.ts';
import type { Source } from './source.ts';
import type { FileStyle } from './value-text.ts';

/** How a file is written, by the first example of each habit that it has. */
export function fileStyleOf({ text, root }: Pick<Source, 'text' | 'root'>): FileStyle {
  const seen: Seen = { step: undefined, dash: undefined, isPadded: undefined, single: 0, double: 0 };
  visit(root, {
    Scalar: (key, { type }) => {
      if (key === 'key') return;
      if (type === 'QUOTE_SINGLE') seen.single += 1;
      if (type === 'QUOTE_DOUBLE') seen.double += 1;
    },
    Map: (_, node) => {
      if (isFlow(node)) seen.isPadded ??= paddingOf(text, node);
      for (const { start, value } of isFlow(node) ? [] : (entriesOf(node) ?? [])) {
        const deeper = indentBelow(text, start, value);
        if (deeper !== undefined && isMap(value)) seen.step ??= deeper;
        if (deeper !== undefined && isSeq(value)) seen.dash ??= deeper;
      }
    },
  });
  const step = seen.step ?? (seen.dash !== undefined && seen.dash > 0 ? seen.dash : 2);
  return {
    needed: seen.single >= seen.double && seen.single > 0 ? 'single' : 'double',
    step,
    dash: seen.dash ?? step,
    isPadded: seen.isPadded ?? true,
  };
}

interface Seen {
  step: number | undefined;
  dash: number | undefined;
  isPadded: boolean | undefined;
  single: number;
  double: number;
}

/** By how much the block below a key is deeper than it; undefined where the value is no block on lines of its own. */
function indentBelow(text: string, start: number, value: Node | null): number | undefined {
  if ((!isMap(value) && !isSeq(value)) || isFlow(value)) return undefined;
  const first = entriesOf(value)?.[0];
  if (first === undefined || !text.slice(start, first.start).includes('\n')) return undefined;
  return columnOf(text, first.start) - columnOf(text, start);
}

function paddingOf(text: string, node: CollectionNode): boolean | undefined {
  const open = node.range?.[0];
  if (open === undefined || node.items.length === 0) return undefined;
  return text[open + 1] === ' ';
}
