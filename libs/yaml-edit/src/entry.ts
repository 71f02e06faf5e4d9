import { CST, isMap, isPair, isScalar, type Node, type YAMLMap, type YAMLSeq } from 'yaml';

/**
 * One entry of a map or list: where it stands in the text. All offsets count from the start of the text.
 *
 *     - key:  value  # comment
 *       ^start      ^end        for the entry of the map; `after` is behind the colon
 *     ^start, ^after behind it  for the item of the list
 */
export interface Entry {
  readonly start: number;
  /** Behind the colon or dash and the value's anchor or tag; of a flow item, its start. Undefined where there is no colon. */
  readonly after: number | undefined;
  /** Behind the last character of the value, or of what stands before it where there is none. Comments are not in it. */
  readonly end: number;
  /** The value as it stands in the text; undefined where it is left out. */
  readonly token: CST.Token | undefined;
  readonly value: Node | null;
}

export type CollectionNode = YAMLMap | YAMLSeq;

/** A key as readers of JSON see it; undefined for what is no word. */
export function nameOf(item: unknown): string | undefined {
  if (!isPair(item) || !isScalar(item.key)) return undefined;
  const { value, source } = item.key;
  if (typeof value === 'string') return value;
  return source === undefined || source === '' ? undefined : source;
}

/** Whether the collection is written with brackets. */
export function isFlow(node: CollectionNode): boolean {
  return node.srcToken?.type === 'flow-collection';
}

/**
 * The entries of a collection, in order and as many as the node has; undefined where the text has no place of its own for them (a pair
 * in a flow list, `[a: 1]`, is a map without brackets).
 */
export function entriesOf(node: CollectionNode): readonly Entry[] | undefined {
  const { srcToken } = node;
  if (srcToken === undefined || !CST.isCollection(srcToken)) return undefined;
  const items = itemsWithContent(srcToken);
  if (items.length !== node.items.length) return undefined;
  return items.map((item, position) => entryOf(item, valueAt(node, position)));
}

function valueAt(node: CollectionNode, position: number): Node | null {
  const item: unknown = node.items[position];
  return ((isMap(node) && isPair(item) ? item.value : item) ?? null) as Node | null;
}

function itemsWithContent(token: CST.BlockMap | CST.BlockSequence | CST.FlowCollection): readonly CST.CollectionItem[] {
  const items: readonly CST.CollectionItem[] = token.items;
  return items.filter(
    ({ start, key, sep, value }) =>
      key != null || sep !== undefined || value !== undefined || start.some(({ type }) => !isFiller(type)),
  );
}

const FILLERS: ReadonlySet<string> = new Set(['space', 'newline', 'comment', 'comma']);

function isFiller(type: string): boolean {
  return FILLERS.has(type);
}

function entryOf({ start, key, sep, value }: CST.CollectionItem, node: Node | null): Entry {
  const lead = start.filter(({ type }) => !isFiller(type));
  const marks = sep?.filter(({ type }) => !isFiller(type)) ?? [];
  const isItem = sep === undefined && key == null;
  // Of an item, the dash and the properties lead to the value; of a pair, the colon and the properties behind it.
  const before = (isItem ? lead : marks).at(-1);
  const first = lead[0]?.offset ?? key?.offset ?? marks[0]?.offset ?? value?.offset ?? 0;
  const after = before === undefined ? (isItem ? first : undefined) : before.offset + before.source.length;
  const end = value === undefined ? (after ?? (key == null ? first : tokenEnd(key))) : tokenEnd(value);
  return { start: first, after, end, token: value, value: node };
}

/** Behind the last character that belongs to a value. Comments, and the newline that ends a block scalar, do not. */
export function tokenEnd(token: CST.Token): number {
  switch (token.type) {
    case 'block-scalar': {
      const header = token.props.reduce((sum, prop) => sum + ('source' in prop ? prop.source.length : 0), 0);
      return token.offset + (header + token.source.length) - lastNewline(token);
    }
    case 'flow-collection': {
      const close = token.end.find(({ type }) => type === 'flow-map-end' || type === 'flow-seq-end');
      return close === undefined ? token.offset : close.offset + close.source.length;
    }
    case 'block-map':
    case 'block-seq': {
      const last = itemsWithContent(token).at(-1);
      return last === undefined ? token.offset : entryOf(last, null).end;
    }
    default:
      return token.offset + ('source' in token ? token.source.length : 0);
  }
}

/** The value that stands last in a text, not a collection in block style. */
export function lastToken(token: CST.Token): CST.Token {
  if (token.type !== 'block-map' && token.type !== 'block-seq') return token;
  const value = itemsWithContent(token).at(-1)?.value;
  return value === undefined ? token : lastToken(value);
}

function lastNewline({ props, source }: CST.BlockScalar): number {
  const header = props.at(-1);
  const text = source === '' && header !== undefined && 'source' in header ? header.source : source;
  return /\r?\n$/.exec(text)?.[0].length ?? 0;
}
