import { isMap, isSeq, type CST } from 'yaml';
import type { JsonValue, Refusal, Splice } from './edit.ts';
import { entriesOf, isFlow, tokenEnd, type CollectionNode, type Entry } from './entry.ts';
import { columnOf, endOfLineAbove, isFirstOnLine, lineBreakAt, lineEnd, lineStart, trimmedEnd } from './lines.ts';
import type { Step } from './operation.ts';
import { commentLost, unknownLayout } from './refusals.ts';
import { isScalarValue, literalLines, scalarText, type Quotes } from './scalar-text.ts';
import type { Source } from './source.ts';
import { blockLines, flowText, indentedBody, isEmptyCollection, isList, type FileStyle } from './value-text.ts';

/** A value, and the entry that takes it. */
interface Replacement {
  readonly entry: Entry;
  readonly value: JsonValue;
  readonly style: FileStyle;
  /** Whether the entry stands in brackets. */
  readonly isInFlow: boolean;
  /** Whether the entry is an item of a list, not a pair of a map. */
  readonly isItem: boolean;
}

/** Puts a value in the place of another, or where none is. Comments around it stay where they are. */
export function planReplacement(
  source: Source,
  { way, value }: { readonly way: readonly Step[]; readonly value: JsonValue },
  style: FileStyle,
): readonly Splice[] | Refusal {
  const last = way.at(-1);
  if (last === undefined) return unknownLayout(0);
  const { entry } = last;
  const { token } = entry;
  const isInFlow = way.some(({ node }) => isFlow(node));
  const asked: Replacement = { entry, value, style, isInFlow, isItem: isSeq(last.node) };
  if ((isMap(entry.value) || isSeq(entry.value)) && entry.value.srcToken === undefined)
    return unknownLayout(entry.start);
  if (token === undefined) return fillEmpty(source, asked);
  const lost = source.comments.find(({ start }) => start > startOf(token) && start < lostUntil(source, token));
  if (lost !== undefined) return commentLost(lost.start);
  switch (token.type) {
    case 'block-map':
    case 'block-seq':
      return replaceBlock(source, asked, entry.value as CollectionNode);
    case 'block-scalar':
      return replaceBlockScalar(source, asked, token);
    default:
      return replaceInline(source, asked, token);
  }
}

function startOf(token: CST.Token): number {
  return token.offset;
}

/** A comment on the last line of a block stands within it; one behind a single value, or a header, stays. */
function lostUntil({ text }: Source, token: CST.Token): number {
  switch (token.type) {
    case 'block-map':
    case 'block-seq':
      return lineEnd(text, tokenEnd(token));
    case 'block-scalar':
      return token.offset;
    default:
      return tokenEnd(token);
  }
}

function fillEmpty({ text }: Source, asked: Replacement): readonly Splice[] | Refusal {
  const { entry, value, isInFlow } = asked;
  if (isInFlow || isScalarValue(value) || isEmptyCollection(value)) {
    const token = inlineText(value, asked, 'plain');
    if (entry.after === entry.start) return unknownLayout(entry.start);
    if (entry.after !== undefined) return [{ start: entry.after, end: entry.after, text: ` ${token}` }];
    return isInFlow ? [{ start: entry.end, end: entry.end, text: `: ${token}` }] : unknownLayout(entry.start);
  }
  if (entry.after === undefined) return unknownLayout(entry.start);
  return [blockBelow(text, asked, entry.after)];
}

/** The lines of a collection, below the line of an offset and its comment. */
function blockBelow(text: string, asked: Replacement, at: number): Splice {
  const end = lineEnd(text, at);
  return { start: end, end, text: linesBelow(text, asked, at) };
}

function linesBelow(text: string, { entry, value, style, isItem }: Replacement, at: number): string {
  if (isScalarValue(value)) return '';
  const column = columnOf(text, entry.start) + (isList(value) && !isItem ? style.dash : style.step);
  const lineBreak = lineBreakAt(text, at);
  const [first = '', ...rest] = blockLines(value, column, style);
  return [`${lineBreak}${' '.repeat(column)}${first}`, ...rest].join(lineBreak);
}

/** In the place of a value on one line, or of a quoted or plain text over several. */
function replaceInline({ text }: Source, asked: Replacement, token: CST.Token): readonly Splice[] {
  const { entry, value, style, isInFlow, isItem } = asked;
  const end = tokenEnd(token);
  const keepsFlow = isInFlow || token.type === 'flow-collection';
  if (isScalarValue(value) || isEmptyCollection(value) || keepsFlow || entry.after === undefined) {
    return [{ start: token.offset, end, text: inlineText(value, asked, quotesOf(token)) }];
  }
  const isAloneBehindDash = isItem && text.slice(end, lineEnd(text, end)).trim() === '';
  const isOnDashLine = isItem && /^- +$/.test(text.slice(entry.start, token.offset));
  if (isAloneBehindDash && isOnDashLine) {
    const lines = blockLines(value, columnOf(text, token.offset), style);
    return [{ start: token.offset, end, text: lines.join(lineBreakAt(text, end)) }];
  }
  return [{ start: trimmedEnd(text, token.offset), end, text: '' }, blockBelow(text, asked, end)];
}

function quotesOf(token: CST.Token): Quotes {
  if (token.type === 'single-quoted-scalar') return 'single';
  return token.type === 'double-quoted-scalar' ? 'double' : 'plain';
}

function inlineText(value: JsonValue, { style, isInFlow }: Replacement, quotes: Quotes): string {
  return isScalarValue(value) ? scalarText(value, { quotes, needed: style.needed, isInFlow }) : flowText(value, style);
}

/** A block scalar keeps its style where the new text allows; its header's comment stays in any case. */
function replaceBlockScalar({ text }: Source, asked: Replacement, token: CST.BlockScalar): readonly Splice[] | Refusal {
  const { entry, value, style } = asked;
  const header = token.props.find(({ type }) => type === 'block-scalar-header');
  if (header === undefined || !('source' in header)) return unknownLayout(token.offset);
  const headerEnd = header.offset + header.source.length;
  const lineBreak = lineBreakAt(text, headerEnd);
  const body = { start: lineEnd(text, headerEnd), end: Math.max(tokenEnd(token), lineEnd(text, headerEnd)) };
  const literal = typeof value === 'string' ? literalLines(value) : undefined;
  if (literal !== undefined) {
    const [mark = '|', ...lines] = literal;
    const column = bodyColumn(token) ?? columnOf(text, entry.start) + style.step;
    return [
      { start: header.offset, end: headerEnd, text: mark },
      {
        ...body,
        text: indentedBody(lines, column)
          .map((line) => lineBreak + line)
          .join(''),
      },
    ];
  }
  if (isScalarValue(value) || isEmptyCollection(value)) {
    return [
      { start: header.offset, end: headerEnd, text: inlineText(value, asked, 'plain') },
      { ...body, text: '' },
    ];
  }
  return [
    { start: trimmedEnd(text, header.offset), end: headerEnd, text: '' },
    { ...body, text: linesBelow(text, asked, headerEnd) },
  ];
}

function bodyColumn({ source }: CST.BlockScalar): number | undefined {
  return /^ +(?=\S)/m.exec(source)?.[0].length;
}

/** In the place of a block map or list. */
function replaceBlock(source: Source, asked: Replacement, node: CollectionNode): readonly Splice[] | Refusal {
  const { text } = source;
  const { entry, value, style } = asked;
  const first = entriesOf(node)?.[0];
  const end = entriesOf(node)?.at(-1)?.end;
  if (first === undefined || end === undefined || entry.after === undefined) return unknownLayout(entry.start);
  const column = columnOf(text, first.start);
  const isOnOwnLines = isFirstOnLine(text, first.start);
  if (isScalarValue(value) || isEmptyCollection(value)) {
    const token = inlineText(value, asked, 'plain');
    return isOnOwnLines
      ? [
          { start: entry.after, end: entry.after, text: ` ${token}` },
          { start: endOfLineAbove(text, first.start), end, text: '' },
        ]
      : [{ start: first.start, end, text: token }];
  }
  const isSameKind = isList(value) === isSeq(node);
  const start = isOnOwnLines ? lineStart(text, first.start) : first.start;
  if (!isOnOwnLines || isSameKind) {
    const lines = blockLines(value, column, style);
    const lead = isOnOwnLines ? ' '.repeat(column) : '';
    return [{ start, end, text: lead + lines.join(lineBreakAt(text, first.start)) }];
  }
  return [{ start: endOfLineAbove(text, first.start), end, text: linesBelow(text, asked, first.start) }];
}
