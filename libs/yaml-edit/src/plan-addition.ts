import { isMap, isSeq } from 'yaml';
import { type JsonValue, type Refusal, type Splice } from './edit.ts';
import { entriesOf, isFlow, type CollectionNode, type Entry } from './entry.ts';
import { columnOf, isFirstOnLine, lineBreakAt, lineEnd, lineStart } from './lines.ts';
import { offsetOf, type Operation, type Step } from './operation.ts';
import { unknownLayout } from './refusals.ts';
import { isScalarValue, keyText, type Quotes } from './scalar-text.ts';
import type { Source } from './source.ts';
import { flowText, isEmptyCollection, itemLines, pairLines, type FileStyle } from './value-text.ts';

type Addition = Extract<Operation, { kind: 'add' }>;

/** A new last entry of a collection. */
interface Added {
  readonly node: CollectionNode;
  readonly entries: readonly Entry[];
  readonly key: string | undefined;
  readonly value: JsonValue;
  readonly style: FileStyle;
}

/** Adds an entry behind the last one: on a new line in block style, behind a comma in flow style. */
export function planAddition(
  source: Source,
  { way, node, key, value }: Addition,
  style: FileStyle,
): readonly Splice[] | Refusal {
  if (node === undefined) return begin(source, { key, value, style });
  const entries = entriesOf(node);
  if (entries === undefined) return unknownLayout(offsetOf({ way, node }));
  const added: Added = { node, entries, key, value, style };
  return isFlow(node) ? addInFlow(source, added) : addInBlock(source, added, way);
}

/** The first entry of an empty document, below what comments it has. */
function begin(
  { text, root, comments }: Source,
  { key, value, style }: Pick<Added, 'key' | 'value' | 'style'>,
): readonly Splice[] | Refusal {
  const hasContent = root?.range != null && root.range[0] !== root.range[1];
  if (hasContent || /^(?:\.\.\.|---[ \t]+[^#\s])/m.test(text)) return unknownLayout(0);
  const lines = key === undefined ? itemLines(value, 0, style) : pairLines({ key, value }, 0, style);
  const lineBreak = text === '' ? '\n' : lineBreakAt(text, text.length);
  const isOnNewLine = text === '' || text.endsWith('\n');
  const lastComment = comments.at(-1);
  const wantsBreak = !isOnNewLine && (lastComment !== undefined || text.trim() !== '');
  return [
    {
      start: text.length,
      end: text.length,
      text: (wantsBreak ? lineBreak : '') + lines.join(lineBreak) + (isOnNewLine ? lineBreak : ''),
    },
  ];
}

function addInBlock({ text }: Source, added: Added, way: readonly Step[]): readonly Splice[] | Refusal {
  const { entries, key, value, style } = added;
  const last = entries.at(-1);
  if (last === undefined) return unknownLayout(offsetOf({ way, node: added.node }));
  const column = columnOf(text, last.start);
  const isCompact = !isScalarValue(value) && !isEmptyCollection(value) && siblingsAreFlow(entries);
  const lines = isCompact
    ? [
        key === undefined
          ? `-${gapOf(text, last)}${flowText(value, style)}`
          : `${keyText(key, { quotes: 'plain', needed: style.needed, isInFlow: false })}: ${flowText(value, style)}`,
      ]
    : key === undefined
      ? itemLines(value, column, style, gapOf(text, last))
      : pairLines({ key, value }, column, style);
  const end = lineEnd(text, last.end);
  const lineBreak = lineBreakAt(text, last.end);
  const pad = ' '.repeat(column);
  return [{ start: end, end, text: lineBreak + pad + lines.join(lineBreak) }];
}

/** Whether those entries that hold others hold them in brackets: `rw: { instances: 2 }`. */
function siblingsAreFlow(entries: readonly Entry[]): boolean {
  const collections = entries.flatMap(({ value }) => (isMap(value) || isSeq(value) ? [value] : []));
  return collections.some((node) => node.items.length > 0) && collections.every((node) => isFlow(node));
}

/** The spaces behind the dash of an item. */
function gapOf(text: string, { start }: Entry): string {
  return /^-( +)(?=[^\s#])/.exec(text.slice(start, lineEnd(text, start)))?.[1] ?? ' ';
}

function addInFlow({ text, comments }: Source, added: Added): readonly Splice[] | Refusal {
  const { node, entries, key, value, style } = added;
  const open = node.range?.[0] ?? 0;
  const close = (node.range?.[1] ?? 0) - 1;
  const quotes = quotesLike(text, entries);
  const pair =
    key === undefined
      ? flowText(value, style, quotes)
      : `${keyText(key, { quotes, needed: quotes === 'plain' ? style.needed : quotes, isInFlow: true })}: ${flowText(value, style, quotes)}`;
  const last = entries.at(-1);
  if (last === undefined) {
    const isPlainSpace = text.slice(open + 1, close).trim() === '' && !text.slice(open + 1, close).includes('\n');
    const pad = isMap(node) && style.isPadded ? ' ' : '';
    return [
      isPlainSpace
        ? { start: open + 1, end: close, text: pad + pair + pad }
        : { start: open + 1, end: open + 1, text: ` ${pair}` },
    ];
  }
  const comma = commaAfter(text, { from: last.end, to: close, comments });
  const end = lineEnd(text, comma ?? last.end);
  if (end >= close || !isFirstOnLine(text, last.start)) {
    return [{ start: last.end, end: last.end, text: `, ${pair}` }];
  }
  // One entry a line: the new one gets a line of its own, and a comma where the others have one.
  const line = lineBreakAt(text, last.end) + text.slice(lineStart(text, last.start), last.start) + pair;
  return comma === undefined
    ? [
        { start: last.end, end: last.end, text: ',' },
        { start: end, end, text: line },
      ]
    : [{ start: end, end, text: `${line},` }];
}

/** Where the comma behind an entry stands, if there is one before the next entry or the closing bracket. */
export function commaAfter(
  text: string,
  { from, to, comments }: { readonly from: number; readonly to: number; readonly comments: Source['comments'] },
): number | undefined {
  for (let at = from; at < to; at += 1) {
    const comment = comments.find(({ start }) => start === at);
    if (comment !== undefined) at = comment.end - 1;
    else if (text[at] === ',') return at;
  }
  return undefined;
}

/** JSON stays JSON: where keys or values have double quotes, so do those that are added. */
function quotesLike(text: string, entries: readonly Entry[]): Quotes {
  return entries.length > 0 && entries.every(({ start }) => text[start] === '"') ? 'double' : 'plain';
}
