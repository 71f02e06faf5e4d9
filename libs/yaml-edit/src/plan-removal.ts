import { isSeq } from 'yaml';
import type { Refusal, Splice } from './edit.ts';
import { isFlow, type Entry } from './entry.ts';
import { endOfLineAbove, isFirstOnLine, lineEnd, lineStart, nextLine } from './lines.ts';
import type { Step } from './operation.ts';
import { commentLost, unknownLayout } from './refusals.ts';
import { commaAfter } from './plan-addition.ts';
import type { Source } from './source.ts';

/** Takes an entry out with the comment on its line; comments on lines of their own stay, as nobody knows what they are about. */
export function planRemoval(source: Source, way: readonly Step[]): readonly Splice[] | Refusal {
  const step = way.at(-1);
  if (step === undefined) return unknownLayout(0);
  if (isFlow(step.node)) return removeFromFlow(source, step);
  return step.entries.length === 1 ? emptyBlock(source, step, way.at(-2)) : removeFromBlock(source, step);
}

function removeFromBlock({ text, comments }: Source, { entries, index, entry }: Step): readonly Splice[] | Refusal {
  if (isFirstOnLine(text, entry.start)) {
    const start = lineStart(text, entry.start);
    const end = nextLine(text, entry.end);
    // The last line of a file without a final line end takes the line end before it along.
    const hasLineEnd = end > 0 && text[end - 1] === '\n';
    return [hasLineEnd ? { start, end, text: '' } : { start: endOfLineAbove(text, entry.start), end, text: '' }];
  }
  // `- a: 1`: the next entry moves up to the dash.
  const next = entries[index + 1];
  if (next === undefined || !isFirstOnLine(text, next.start)) return unknownLayout(entry.start);
  const other = comments.find(({ start }) => start > lineEnd(text, entry.end) && start < next.start);
  return other === undefined ? [{ start: entry.start, end: next.start, text: '' }] : commentLost(other.start);
}

/** A block that has no entry left is written as empty; without that the value would be null. */
function emptyBlock({ text }: Source, { node, entry }: Step, holder: Step | undefined): readonly Splice[] | Refusal {
  const empty = isSeq(node) ? '[]' : '{}';
  const end = lineEnd(text, entry.end);
  if (holder === undefined || !isFirstOnLine(text, entry.start)) return [{ start: entry.start, end, text: empty }];
  const { after } = holder.entry;
  if (after === undefined) return unknownLayout(entry.start);
  return [
    { start: after, end: after, text: ` ${empty}` },
    { start: endOfLineAbove(text, entry.start), end, text: '' },
  ];
}

function removeFromFlow(source: Source, step: Step): readonly Splice[] | Refusal {
  const { text, comments } = source;
  const { node, entries, index, entry } = step;
  const close = (node.range?.[1] ?? 0) - 1;
  const previous = entries[index - 1];
  const next = entries[index + 1];
  const limit = next?.start ?? close;
  const comma = commaAfter(text, { from: entry.end, to: limit, comments });
  const lastOnLine = lineEnd(text, comma ?? entry.end);
  const isAlone = isFirstOnLine(text, entry.start) && lastOnLine < limit;
  if (isAlone) {
    const line = { start: lineStart(text, entry.start), end: nextLine(text, lastOnLine), text: '' };
    const before =
      next === undefined && comma === undefined && previous !== undefined
        ? commaAfter(text, { from: previous.end, to: entry.start, comments })
        : undefined;
    return before === undefined ? [line] : [{ start: before, end: before + 1, text: '' }, line];
  }
  const range = inlineRange({ entry, previous, next, open: node.range?.[0] ?? 0, close });
  const lost = comments.find(({ start }) => start >= range.start && start < range.end);
  return lost === undefined ? [range] : commentLost(lost.start);
}

interface InLine {
  readonly entry: Entry;
  readonly previous: Entry | undefined;
  readonly next: Entry | undefined;
  /** Where the brackets stand. */
  readonly open: number;
  readonly close: number;
}

/** An entry with the comma that sets it apart; of the only one, all that is between the brackets. */
function inlineRange({ entry, previous, next, open, close }: InLine): Splice {
  if (next !== undefined) return { start: entry.start, end: next.start, text: '' };
  if (previous !== undefined) return { start: previous.end, end: entry.end, text: '' };
  return { start: open + 1, end: close, text: '' };
}
