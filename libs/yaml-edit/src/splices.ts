import type { Splice } from './edit.ts';

/** The text with all splices done. They may be in any order but must not overlap. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  let result = '';
  let at = 0;
  for (const { start, end, text: instead } of inOrder(splices)) {
    result += text.slice(at, start) + instead;
    at = end;
  }
  return result + text.slice(at);
}

export function inOrder(splices: readonly Splice[]): readonly Splice[] {
  return splices.toSorted((a, b) => a.start - b.start || a.end - b.end);
}

/**
 * One list of splices that does what `first`, and then `second` on its outcome, do. Where the second changes what the first put in,
 * the two become one.
 */
export function compose(original: string, first: readonly Splice[], second: readonly Splice[]): readonly Splice[] {
  // From the end, so that the places of those to come do not move.
  const all = inOrder(second).reduceRight((done, splice) => withOneMore(original, done, splice), inOrder(first));
  return all.filter(({ start, end, text }) => original.slice(start, end) !== text);
}

/** A splice, and where its text stands in the outcome. */
interface Placed extends Splice {
  readonly from: number;
  readonly to: number;
}

function placed(splices: readonly Splice[]): readonly Placed[] {
  let shift = 0;
  return splices.map((splice) => {
    const from = splice.start + shift;
    shift += splice.text.length - (splice.end - splice.start);
    return { ...splice, from, to: from + splice.text.length };
  });
}

function withOneMore(original: string, done: readonly Splice[], { start, end, text }: Splice): readonly Splice[] {
  const outcome = applySplices(original, done);
  const all = placed(done);
  const touched = all.filter(({ from, to }) => from <= end && to >= start);
  const from = Math.min(start, ...touched.map((each) => each.from));
  const to = Math.max(end, ...touched.map((each) => each.to));
  const head = touched[0];
  const tail = touched.at(-1);
  const joined: Splice = {
    start: head?.from === from ? head.start : originalOffset(all, from),
    end: tail?.to === to ? tail.end : originalOffset(all, to),
    text: outcome.slice(from, start) + text + outcome.slice(end, to),
  };
  const inNewOrder = [...all.filter((each) => each.to < start), joined, ...all.filter((each) => each.from > end)];
  return inNewOrder.map((each) => ({ start: each.start, end: each.end, text: each.text }));
}

/** Where a place in the outcome of splices stood in the original; inside of a splice, where that begins. */
export function offsetBefore(splices: readonly Splice[], offset: number): number {
  return originalOffset(placed(inOrder(splices)), offset);
}

function originalOffset(splices: readonly Placed[], offset: number): number {
  let shift = 0;
  for (const { start, end, from, to } of splices) {
    if (offset <= from) break;
    if (offset < to) return start;
    shift = end - to;
  }
  return offset + shift;
}
