import { isAlias, isMap, isPair, isScalar, isSeq, type Node } from 'yaml';
import type { JsonValue } from './edit.ts';
import type { Operation } from './operation.ts';

/** What a reader understands of a document, without how it is written: kinds, values, order, anchors, aliases and tags. */
export type Meaning =
  | { readonly kind: 'scalar'; readonly value: unknown; readonly marks: string }
  | { readonly kind: 'alias'; readonly name: string }
  | { readonly kind: 'list'; readonly items: readonly Meaning[]; readonly marks: string }
  | { readonly kind: 'map'; readonly pairs: readonly Pair[]; readonly marks: string };

interface Pair {
  readonly key: Meaning;
  readonly value: Meaning;
}

export function meaningOf(node: unknown): Meaning {
  if (isAlias(node)) return { kind: 'alias', name: node.source };
  if (isSeq(node)) return { kind: 'list', items: node.items.map(meaningOf), marks: marksOf(node) };
  if (isMap(node)) {
    const pairs = node.items.map(({ key, value }) => ({ key: meaningOf(key), value: meaningOf(value) }));
    return { kind: 'map', pairs, marks: marksOf(node) };
  }
  if (isPair(node)) {
    const pair = { key: meaningOf(node.key), value: meaningOf(node.value) };
    return { kind: 'map', pairs: [pair], marks: '' };
  }
  if (!isScalar(node)) return { kind: 'scalar', value: null, marks: '' };
  return { kind: 'scalar', value: plainOf(node.value), marks: marksOf(node) };
}

/** What only YAML 1.1 knows (timestamps, binary data, the merge key) is compared by its text. */
function plainOf(value: unknown): unknown {
  if (typeof value === 'symbol') return value.toString();
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}

function marksOf({ anchor, tag }: Node & { readonly anchor?: string | undefined }): string {
  return `${anchor === undefined ? '' : `&${anchor} `}${tag ?? ''}`;
}

export function meaningOfValue(value: JsonValue, marks = ''): Meaning {
  if (typeof value !== 'object' || value === null) return { kind: 'scalar', value: value === 0 ? 0 : value, marks };
  if (Array.isArray(value)) {
    return { kind: 'list', items: (value as readonly JsonValue[]).map((item) => meaningOfValue(item)), marks };
  }
  const pairs = Object.entries(value).map(([key, each]) => ({ key: meaningOfValue(key), value: meaningOfValue(each) }));
  return { kind: 'map', pairs, marks };
}

/** What a document means after an operation, were it done perfectly. */
export function expectedMeaning(before: Meaning, operation: Operation): Meaning {
  const indexes = operation.way.map(({ index }) => index);
  switch (operation.kind) {
    case 'replace':
      return changedAt(before, indexes, (old) =>
        meaningOfValue(operation.value, old.kind === 'alias' ? '' : old.marks),
      );
    case 'add':
      return changedAt(before, indexes, (old) => added(old, operation));
    case 'remove':
      return changedAt(before, indexes.slice(0, -1), (old) => without(old, indexes.at(-1) ?? 0));
  }
}

function added(old: Meaning, { key, value }: Extract<Operation, { kind: 'add' }>): Meaning {
  const item = meaningOfValue(value);
  if (key === undefined) {
    return old.kind === 'list' ? { ...old, items: [...old.items, item] } : { kind: 'list', items: [item], marks: '' };
  }
  const pair = { key: meaningOfValue(key), value: item };
  return old.kind === 'map' ? { ...old, pairs: [...old.pairs, pair] } : { kind: 'map', pairs: [pair], marks: '' };
}

function without(old: Meaning, index: number): Meaning {
  if (old.kind === 'list') return { ...old, items: old.items.toSpliced(index, 1) };
  return old.kind === 'map' ? { ...old, pairs: old.pairs.toSpliced(index, 1) } : old;
}

function changedAt(at: Meaning, [index, ...deeper]: readonly number[], change: (old: Meaning) => Meaning): Meaning {
  if (index === undefined) return change(at);
  if (at.kind === 'list') {
    const item = at.items[index];
    return item === undefined ? at : { ...at, items: at.items.with(index, changedAt(item, deeper, change)) };
  }
  const pair = at.kind === 'map' ? at.pairs[index] : undefined;
  if (at.kind !== 'map' || pair === undefined) return at;
  return { ...at, pairs: at.pairs.with(index, { ...pair, value: changedAt(pair.value, deeper, change) }) };
}

/** Whether two documents mean the same, in the same order. */
export function isSameMeaning(a: Meaning, b: Meaning): boolean {
  switch (a.kind) {
    case 'scalar':
      return b.kind === 'scalar' && a.marks === b.marks && (a.value === b.value || isBothNaN(a.value, b.value));
    case 'alias':
      return b.kind === 'alias' && a.name === b.name;
    case 'list':
      return (
        b.kind === 'list' &&
        a.marks === b.marks &&
        a.items.length === b.items.length &&
        a.items.every((item, position) => isSameAt(item, b.items[position]))
      );
    case 'map':
      return (
        b.kind === 'map' &&
        a.marks === b.marks &&
        a.pairs.length === b.pairs.length &&
        a.pairs.every(
          ({ key, value }, position) =>
            isSameAt(key, b.pairs[position]?.key) && isSameAt(value, b.pairs[position]?.value),
        )
      );
  }
}

function isSameAt(a: Meaning, b: Meaning | undefined): boolean {
  return b !== undefined && isSameMeaning(a, b);
}

function isBothNaN(a: unknown, b: unknown): boolean {
  return Number.isNaN(a) && Number.isNaN(b);
}

/** Whether a value is there already. JSON knows no order of keys. */
export function hasValue(at: Meaning, value: JsonValue): boolean {
  if (at.kind === 'alias') return false;
  if (typeof value !== 'object' || value === null) return at.kind === 'scalar' && at.value === value;
  if (Array.isArray(value)) {
    const items = value as readonly JsonValue[];
    return (
      at.kind === 'list' &&
      at.items.length === items.length &&
      at.items.every((item, position) => hasValue(item, items[position] ?? null))
    );
  }
  const entries = Object.entries(value);
  return (
    at.kind === 'map' &&
    at.pairs.length === entries.length &&
    entries.every(([key, each]) =>
      at.pairs.some((pair) => pair.key.kind === 'scalar' && pair.key.value === key && hasValue(pair.value, each)),
    )
  );
}

/** The part of a meaning that indexes lead to. */
export function meaningAt(at: Meaning, indexes: readonly number[]): Meaning | undefined {
  return indexes.reduce<Meaning | undefined>((part, index) => {
    if (part?.kind === 'list') return part.items[index];
    return part?.kind === 'map' ? part.pairs[index]?.value : undefined;
  }, at);
}
