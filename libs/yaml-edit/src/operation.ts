import { isAlias, isMap, isScalar, isSeq, visit, type Node, type YAMLMap } from 'yaml';
import { refusal, type Edit, type EditPath, type JsonValue, type Refusal } from './edit.ts';
import { entriesOf, nameOf, type CollectionNode, type Entry } from './entry.ts';
import { anchored, fromMerge, mergeKey, noPath, notFound, tagged, throughAlias, unknownLayout } from './refusals.ts';
import type { Source } from './source.ts';

/** A collection on the way to the place of an edit, and which of its entries leads on. */
export interface Step {
  readonly node: CollectionNode;
  readonly entries: readonly Entry[];
  readonly index: number;
  readonly entry: Entry;
}

/** What an edit comes to in a given document. `way` leads to the entry, or to the collection that takes a new one. */
export type Operation =
  | { readonly kind: 'replace'; readonly way: readonly Step[]; readonly value: JsonValue }
  | {
      readonly kind: 'add';
      readonly way: readonly Step[];
      /** Undefined where the document is empty. */
      readonly node: CollectionNode | undefined;
      /** Undefined for an item of a list. */
      readonly key: string | undefined;
      readonly value: JsonValue;
    }
  | { readonly kind: 'remove'; readonly way: readonly Step[] };

/** Finds the place of an edit in a document, and says what is to be done there. */
export function operationFor(source: Source, edit: Edit): Operation | Refusal {
  const { path } = edit;
  if (path.length === 0 && edit.kind !== 'append') return noPath();
  const walked = walk(source, path);
  if ('kind' in walked) return walked;
  const { way, node, rest } = walked;
  const shared = sharedWith(source, { way, node, edit, isFound: rest.length === 0 });
  if (shared !== undefined) return shared;
  if (rest.length === 0) return foundOperation({ way, node, edit, offset: offsetOf(walked) });
  if (edit.kind === 'delete') return missing(walked);
  return addOperation(walked, edit);
}

/** How far a path leads: the steps that exist, the value there, and the steps that do not. */
interface Walked {
  readonly way: readonly Step[];
  readonly node: Node | null;
  readonly rest: EditPath;
}

function walk(source: Source, path: EditPath): Walked | Refusal {
  const way: Step[] = [];
  let node = source.root;
  for (const [depth, step] of path.entries()) {
    const rest = path.slice(depth);
    const barrier = barrierAt({ way, node, rest });
    if (barrier !== undefined) return barrier;
    if (!isMap(node) && !isSeq(node)) return { way, node, rest };
    const index = typeof step === 'number' ? step : node.items.findIndex((item) => nameOf(item) === step);
    if (index < 0 || index >= node.items.length) {
      const merged = typeof step === 'string' && isMap(node) && mergesKey(source, node, step);
      return merged ? fromMerge(offsetOf({ way, node }), step) : { way, node, rest };
    }
    const entries = entriesOf(node);
    const entry = entries?.[index];
    if (entries === undefined || entry === undefined) return unknownLayout(offsetOf({ way, node }));
    if (step === '<<') return mergeKey(entry.start);
    way.push({ node, entries, index, entry });
    node = entry.value;
  }
  return { way, node, rest: [] };
}

/** Why a path cannot lead on from a value. */
function barrierAt(at: Walked): Refusal | undefined {
  const { node, rest } = at;
  const [step] = rest;
  const offset = offsetOf(at);
  if (isAlias(node)) return throughAlias(offset, node.source);
  if (node?.tag !== undefined) return tagged(offset, node.tag);
  if (typeof step === 'number' && !isSeq(node)) {
    return refusal(offset, {
      id: isEmpty(node) ? 'path-not-found' : 'path-not-a-list',
      found: kindOf(node),
      expected: `a list that has an item ${step}`,
      remedy: 'Positions count from 0; append adds an item.',
    });
  }
  if (typeof step === 'string' && !isMap(node) && !isEmpty(node)) {
    return refusal(offset, {
      id: 'path-not-a-map',
      found: kindOf(node),
      expected: `a block of keys for ${JSON.stringify(step)}`,
      remedy: isSeq(node) ? 'Name an item by its position, [0].' : 'Set the whole value instead.',
    });
  }
  return undefined;
}

function foundOperation({
  way,
  node,
  edit,
  offset,
}: {
  readonly way: readonly Step[];
  readonly node: Node | null;
  readonly edit: Edit;
  readonly offset: number;
}): Operation | Refusal {
  if (edit.kind === 'delete') return { kind: 'remove', way };
  if (edit.kind === 'insert') {
    return refusal(offset, {
      id: 'path-exists',
      found: kindOf(node),
      expected: 'no such key yet',
      remedy: 'Use set to replace it.',
    });
  }
  if (node?.tag !== undefined) return tagged(offset, node.tag);
  if (isAlias(node)) return throughAlias(offset, node.source);
  if (edit.kind === 'set') return { kind: 'replace', way, value: edit.value };
  if (isSeq(node)) return { kind: 'add', way, node, key: undefined, value: edit.value };
  if (isEmpty(node)) {
    return way.length > 0
      ? { kind: 'replace', way, value: [edit.value] }
      : { kind: 'add', way, node: undefined, key: undefined, value: edit.value };
  }
  return refusal(offset, {
    id: 'path-not-a-list',
    found: kindOf(node),
    expected: 'a list to append to',
    remedy: 'Set the whole value instead.',
  });
}

/** Steps that are missing become maps around the value. */
function addOperation(at: Walked, edit: Exclude<Edit, { kind: 'delete' }>): Operation | Refusal {
  const { way, node, rest } = at;
  const [key, ...deeper] = rest;
  if (typeof key !== 'string' || deeper.some((step) => typeof step !== 'string')) return missing(at);
  if (key === '<<') return mergeKey(offsetOf(at));
  const leaf: JsonValue = edit.kind === 'append' ? [edit.value] : edit.value;
  const value = deeper.reduceRight<JsonValue>((inner, step) => ({ [step]: inner }), leaf);
  if (isMap(node)) return { kind: 'add', way, node, key, value };
  if (way.length > 0) return { kind: 'replace', way, value: { [key]: value } };
  return { kind: 'add', way, node: undefined, key, value };
}

/** Whether a change here would also be one elsewhere, or leave an alias without what it stands for. */
function sharedWith(
  { aliases }: Source,
  {
    way,
    node,
    edit,
    isFound,
  }: {
    readonly way: readonly Step[];
    readonly node: Node | null;
    readonly edit: Edit;
    readonly isFound: boolean;
  },
): Refusal | undefined {
  if (aliases.size === 0) return undefined;
  const onTheWay: (Node | null)[] = [...way.map((step) => step.node as Node), node];
  for (const [alias, target] of aliases) {
    if (onTheWay.includes(target)) return anchored(target, alias.source);
  }
  const replaced = isFound && (edit.kind === 'delete' || edit.kind === 'set') ? way.at(-1) : undefined;
  if (replaced === undefined) return undefined;
  const gone = nodesIn(edit.kind === 'delete' ? replaced.node.items[replaced.index] : node);
  for (const [alias, target] of aliases) {
    if (gone.has(target) && !gone.has(alias)) return anchored(target, alias.source);
  }
  return undefined;
}

function nodesIn(item: unknown): ReadonlySet<unknown> {
  const nodes = new Set<unknown>();
  visit(item as Node | null, (_, node) => {
    nodes.add(node);
  });
  return nodes;
}

/** Whether a map has a key only because it merges another one in. */
function mergesKey(source: Source, map: YAMLMap, key: string, depth = 0): boolean {
  if (depth > 10) return true;
  return map.items.some((item) => {
    if (nameOf(item) !== '<<') return false;
    const values: readonly unknown[] = isSeq(item.value) ? item.value.items : [item.value];
    return values.some((value) => {
      const target = isAlias(value) ? source.aliases.get(value) : value;
      if (!isMap(target)) return false;
      return target.items.some((each) => nameOf(each) === key) || mergesKey(source, target, key, depth + 1);
    });
  });
}

function missing({ way, node, rest }: Walked): Refusal {
  return notFound(offsetOf({ way, node }), kindOf(node), rest[0]);
}

function isEmpty(node: Node | null): boolean {
  return node === null || (isScalar(node) && node.value === null);
}

/** Where the value at the end of a way stands, or its key where it has no place. */
export function offsetOf({ way, node }: Pick<Walked, 'way' | 'node'>): number {
  const entry = way.at(-1)?.entry;
  if (isMap(node) || isSeq(node)) return entry?.start ?? node.range?.[0] ?? 0;
  return entry?.token === undefined ? (entry?.start ?? 0) : (node?.range?.[0] ?? entry.start);
}

function kindOf(node: Node | null): string {
  if (isMap(node)) return 'a block of keys';
  if (isSeq(node)) return `a list of ${node.items.length}`;
  if (isAlias(node)) return `the alias *${node.source}`;
  if (!isScalar(node) || node.value === null) return 'nothing';
  const text = JSON.stringify(node.value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
