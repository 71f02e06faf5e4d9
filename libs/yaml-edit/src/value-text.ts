import type { JsonValue } from './edit.ts';
import { isScalarValue, keyText, literalLines, scalarText, type ScalarStyle } from './scalar-text.ts';

/** How the file that a value goes into is written. */
export interface FileStyle {
  readonly needed: 'single' | 'double';
  /** Spaces by which a block is deeper than its key. */
  readonly step: number;
  /** Spaces by which the dashes of a list are deeper than its key; often 0. */
  readonly dash: number;
  /** Whether braces are padded, `{ a: 1 }`. */
  readonly isPadded: boolean;
}

type Entries = readonly JsonValue[] | Readonly<Record<string, JsonValue>>;

export function isEmptyCollection(value: JsonValue): boolean {
  return !isScalarValue(value) && Object.keys(value).length === 0;
}

export function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** A value on one line, in flow style. */
export function flowText(value: JsonValue, style: FileStyle, quotes: ScalarStyle['quotes'] = 'plain'): string {
  const scalarStyle: ScalarStyle = { quotes, needed: quotes === 'plain' ? style.needed : quotes, isInFlow: true };
  if (isScalarValue(value)) return scalarText(value, scalarStyle);
  if (isList(value)) return `[${value.map((item) => flowText(item, style, quotes)).join(', ')}]`;
  const pairs = Object.entries(value).map(
    ([key, each]) => `${keyText(key, scalarStyle)}: ${flowText(each, style, quotes)}`,
  );
  if (pairs.length === 0) return '{}';
  return style.isPadded ? `{ ${pairs.join(', ')} }` : `{${pairs.join(', ')}}`;
}

/** The lines of a collection that is not empty, in block style; all indented but the first. */
export function blockLines(value: Entries, column: number, style: FileStyle): readonly string[] {
  const pad = ' '.repeat(column);
  const entries = isList(value)
    ? value.flatMap((item) => indented(pad, itemLines(item, column, style)))
    : Object.entries(value).flatMap(([key, each]) => indented(pad, pairLines({ key, value: each }, column, style)));
  return [(entries[0] ?? '').slice(column), ...entries.slice(1)];
}

/** The lines of a key with its value; all indented but the first. */
export function pairLines(
  { key, value }: { readonly key: string; readonly value: JsonValue },
  column: number,
  style: FileStyle,
): readonly string[] {
  const name = `${keyText(key, plain(style))}:`;
  if (isScalarValue(value)) return scalarLines(value, { lead: `${name} `, column: column + style.step, style });
  if (isEmptyCollection(value)) return [`${name} ${flowText(value, style)}`];
  const below = column + (isList(value) ? style.dash : style.step);
  const [first = '', ...rest] = blockLines(value, below, style);
  return [name, ' '.repeat(below) + first, ...rest];
}

/** The lines of an item with its dash; all indented but the first. */
export function itemLines(item: JsonValue, column: number, style: FileStyle, gap = ' '): readonly string[] {
  const lead = `-${gap}`;
  if (isScalarValue(item)) return scalarLines(item, { lead, column: column + lead.length, style });
  if (isEmptyCollection(item)) return [lead + flowText(item, style)];
  const [first = '', ...rest] = blockLines(item, column + lead.length, style);
  return [lead + first, ...rest];
}

function scalarLines(
  value: null | boolean | number | string,
  { lead, column, style }: { readonly lead: string; readonly column: number; readonly style: FileStyle },
): readonly string[] {
  const literal = typeof value === 'string' ? literalLines(value) : undefined;
  if (literal === undefined) return [lead + scalarText(value, plain(style))];
  const [header = '', ...body] = literal;
  return [lead + header, ...indentedBody(body, column)];
}

/** Empty lines stay empty. */
export function indentedBody(lines: readonly string[], column: number): readonly string[] {
  return lines.map((line) => (line === '' ? '' : ' '.repeat(column) + line));
}

function indented(pad: string, [first = '', ...rest]: readonly string[]): readonly string[] {
  return [pad + first, ...rest];
}

function plain({ needed }: FileStyle): ScalarStyle {
  return { quotes: 'plain', needed, isInFlow: false };
}
