/** A block that holds others. */
export type Container =
  | { readonly kind: 'quote' }
  | {
      readonly kind: 'item';
      /** What its list is known by: `-`, `+`, `*`, `.` or `)`. */
      readonly list: string;
      /** Columns that its content is indented by. */
      readonly offset: number;
      /** Its first line was empty, and nothing has come since. */
      readonly begun: boolean;
    };

/** A line with its tabs as spaces, and how far it has been read. */
export interface Cursor {
  readonly line: string;
  readonly at: number;
}

/** The containers of the line before that go on in this one. @see CommonMark 0.31.2, Appendix: phase 1 */
export function continued(
  containers: readonly Container[],
  line: string,
): { readonly containers: readonly Container[]; readonly cursor: Cursor } {
  let at = 0;
  const kept: Container[] = [];
  for (const container of containers) {
    const next = continues(container, { line, at });
    if (next === undefined) break;
    at = next;
    kept.push(container.kind === 'item' && !isBlank({ line, at }) ? { ...container, begun: true } : container);
  }
  return { containers: kept, cursor: { line, at } };
}

function continues(container: Container, cursor: Cursor): number | undefined {
  const indent = indentOf(cursor);
  const { line, at } = cursor;
  if (container.kind === 'quote') {
    return indent <= 3 && line[at + indent] === '>' ? afterSpace(line, at + indent + 1) : undefined;
  }
  if (isBlank(cursor)) return container.begun ? line.length : undefined;
  return indent >= container.offset ? at + container.offset : undefined;
}

const BULLET = /([-+*])(?= |$)/y;
const NUMBER = /(\d{1,9})[.)](?= |$)/y;

export interface Begun {
  readonly container: Container;
  /** Where its content begins. */
  readonly at: number;
  /** Whether it could not have broken a paragraph. */
  readonly isWeak: boolean;
}

/** A container that begins here. @param inParagraph Whether it would have to break one: then only lists that begin with 1, and with content. */
export function begins(cursor: Cursor, inParagraph: boolean): Begun | undefined {
  const { line, at } = cursor;
  const indent = indentOf(cursor);
  const start = at + indent;
  if (line[start] === '>') return { container: { kind: 'quote' }, at: afterSpace(line, start + 1), isWeak: false };
  const marker = markerAt(line, start);
  if (marker === undefined) return undefined;
  const end = start + marker.width;
  const gap = indentOf({ line, at: end });
  const isEmpty = isBlank({ line, at: end });
  const isWeak = isEmpty || !marker.first;
  if (inParagraph && isWeak) return undefined;
  const padding = isEmpty || gap > 4 ? 1 : gap;
  const offset = indent + marker.width + padding;
  return {
    container: { kind: 'item', list: marker.list, offset, begun: !isEmpty },
    at: Math.min(end + padding, line.length),
    isWeak,
  };
}

function markerAt(line: string, start: number) {
  BULLET.lastIndex = start;
  const [bullet] = BULLET.exec(line) ?? [];
  if (bullet !== undefined) return { list: bullet, width: 1, first: true };
  NUMBER.lastIndex = start;
  const [text, digits] = NUMBER.exec(line) ?? [];
  return text === undefined ? undefined : { list: text.slice(-1), width: text.length, first: Number(digits) === 1 };
}

function afterSpace(line: string, at: number): number {
  return line[at] === ' ' ? at + 1 : at;
}

/** Spaces from here on. */
export function indentOf({ line, at }: Cursor): number {
  let end = at;
  while (line[end] === ' ') end += 1;
  return end - at;
}

export function isBlank(cursor: Cursor): boolean {
  return cursor.at + indentOf(cursor) === cursor.line.length;
}
