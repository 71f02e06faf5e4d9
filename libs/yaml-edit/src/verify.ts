import { refusal, type Refusal, type Splice } from './edit.ts';
import { isFlow, lastToken, tokenEnd } from './entry.ts';
import { endOfLineAbove, lineEnd, lineStart, nextLine } from './lines.ts';
import { expectedMeaning, isSameMeaning } from './meaning.ts';
import type { Operation } from './operation.ts';
import { commaAfter } from './plan-addition.ts';
import { readBoth, type Range, type Readings, type Source } from './source.ts';
import { inOrder } from './splices.ts';

/**
 * Whether splices did an operation and nothing else: both readers see exactly the intended difference, no line is touched but those of
 * the entry, and no comment is lost but the entry's own.
 *
 * @returns what the document is now, or why the edit is refused.
 */
export function verified(
  before: Readings,
  after: string,
  done: { readonly operation: Operation; readonly splices: readonly Splice[] },
): Readings | Refusal {
  const offset = placeOf(before.source, done.operation).start;
  const readings = readBoth(after);
  if ('kind' in readings) return notExact(offset, `a text that cannot be read: ${readings.remedy}`);
  if (!meansWhatWasAsked(before.source, readings.source, done.operation)) {
    return notExact(offset, 'a text that means something else');
  }
  if (before.older !== undefined && !meansWhatWasAsked(before.older, readings.older, done.operation)) {
    return notExact(offset, 'a text that YAML 1.1 readers understand otherwise');
  }
  const lines = linesOf(before.source, done.operation);
  if (done.splices.some(({ start, end }) => start < lines.start || end > lines.end)) {
    return notExact(offset, 'a change on lines that are not the entry’s');
  }
  if (changesOpenText(before.source, readings.source, done.splices)) {
    return notExact(offset, 'a text at the end of the file whose last line would end otherwise');
  }
  return keepsComments(before.source, readings.source, done) ? readings : notExact(offset, 'a comment lost');
}

function meansWhatWasAsked(before: Source, after: Source | undefined, operation: Operation): boolean {
  if (after === undefined) return false;
  return isSameMeaning(expectedMeaning(before.meaning, operation), after.meaning);
}

/** The entry that an operation is about, or the collection that it adds to. */
function placeOf({ text }: Source, operation: Operation): Range {
  const last = operation.way.at(-1);
  if (operation.kind !== 'add') return { start: last?.entry.start ?? 0, end: last?.entry.end ?? text.length };
  const { node } = operation;
  if (node === undefined) return { start: 0, end: text.length };
  return { start: last?.entry.start ?? node.range?.[0] ?? 0, end: last?.entry.end ?? text.length };
}

/** From where to where an operation may change the text. */
function linesOf(source: Source, operation: Operation): Range {
  const { text } = source;
  const place = placeOf(source, operation);
  const own: Range = { start: endOfLineAbove(text, place.start), end: nextLine(text, place.end) };
  const last = operation.way.at(-1);
  if (operation.kind !== 'remove' || last === undefined) return own;
  // What the removal leaves behind may need a change: the holder's `{}`, the comma of the entry before, the place of the next.
  const isEmptied = last.entries.length === 1;
  const holder = operation.way.at(-2)?.entry;
  const start = isEmptied ? holder?.start : isFlow(last.node) ? last.entries[last.index - 1]?.start : undefined;
  const next = last.entries[last.index + 1];
  const end = isEmptied && isFlow(last.node) ? last.node.range?.[1] : next?.start;
  return { start: Math.min(own.start, start ?? own.start), end: Math.max(own.end, end ?? own.end) };
}

/**
 * Readers disagree whether a block scalar ends in a line feed where the file does not. Such a text may stay as it is or go, but nothing
 * may come behind it, and none may come to be.
 */
function changesOpenText(before: Source, after: Source, splices: readonly Splice[]): boolean {
  const open = openText(before);
  if (open !== undefined && splices.some(({ start }) => start >= open.end)) return true;
  return openText(after) !== undefined && (open === undefined || splices.some(({ end }) => end > open.start));
}

function openText({ text, root }: Source): Range | undefined {
  const last = root?.srcToken === undefined ? undefined : lastToken(root.srcToken);
  if (last?.type !== 'block-scalar' || text.endsWith('\n')) return undefined;
  const isStripped = /^[|>]\d?-/.test(text.slice(last.offset, last.offset + 3));
  return isStripped ? undefined : { start: last.offset, end: tokenEnd(last) };
}

function keepsComments(
  before: Source,
  after: Source,
  { operation, splices }: { readonly operation: Operation; readonly splices: readonly Splice[] },
): boolean {
  const isGone = ({ start }: Range) => inOrder(splices).some((splice) => start >= splice.start && start < splice.end);
  const lost = before.comments.filter(isGone);
  const own = operation.kind === 'remove' ? ownLines(before, operation) : undefined;
  if (lost.some(({ start }) => own === undefined || start < own.start || start > own.end)) return false;
  const kept = before.comments.filter((comment) => !isGone(comment)).map((comment) => textOf(before, comment));
  const found = after.comments.map((comment) => textOf(after, comment));
  return kept.length === found.length && kept.every((comment, position) => comment === found[position]);
}

/** From the start of an entry to the end of its last line, its comma included. */
function ownLines({ text, comments }: Source, { way }: Operation): Range {
  const last = way.at(-1);
  if (last === undefined) return { start: 0, end: 0 };
  const limit = last.entries[last.index + 1]?.start ?? text.length;
  const comma = isFlow(last.node) ? commaAfter(text, { from: last.entry.end, to: limit, comments }) : undefined;
  return { start: lineStart(text, last.entry.start), end: lineEnd(text, comma ?? last.entry.end) };
}

function textOf({ text }: Source, { start, end }: Range): string {
  return text.slice(start, end);
}

function notExact(offset: number, outcome: string): Refusal {
  return refusal(offset, {
    id: 'edit-not-exact',
    found: outcome,
    expected: 'only the asked difference',
    remedy: 'Edit it by hand. The way the file is written around this place is one that edits do not manage.',
  });
}
