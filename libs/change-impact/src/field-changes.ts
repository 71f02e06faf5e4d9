import type { FieldPath } from './field-impact.ts';
import { matchesPattern, pathPattern, type PathPattern } from './path-pattern.ts';
import { isList, isMap, sameValue, valueAt } from './value-at.ts';

export interface FieldChange {
  readonly path: FieldPath;
  readonly before: unknown;
  readonly after: unknown;
}

/** Lists whose items are known by a key, so that their order says nothing. */
const KEYED_LISTS: readonly { readonly list: PathPattern; readonly key: FieldPath }[] = [
  ['spec.managed.roles', 'name'],
  ['spec.managed.services.additional', 'serviceTemplate.metadata.name'],
  ['spec.tablespaces', 'name'],
  ['spec.plugins', 'name'],
  ['spec.externalClusters', 'name'],
  ['spec.postgresql.extensions', 'name'],
  ['spec.images', 'major'],
  ['spec.componentImages', 'key'],
  ['spec.schemas', 'name'],
  ['spec.extensions', 'name'],
  ['spec.fdws', 'name'],
  ['spec.servers', 'name'],
].map(([list = '', key = '']) => ({ list: pathPattern(list), key: key.split('.') }));

/** Whether the items of the list at a path are compared by a key. */
export function isKeyedList(path: FieldPath): boolean {
  return KEYED_LISTS.some(({ list }) => matchesPattern(path, list));
}

/**
 * The fields that differ, as deep as both sides are maps. What was added or removed as a whole is one change, at its own path; a list
 * without keys is one value.
 */
export function fieldChanges(before: unknown, after: unknown, path: FieldPath = []): readonly FieldChange[] {
  if (sameValue(before, after)) return [];
  if (isMap(before) && isMap(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
      fieldChanges(valueAt(before, [key]), valueAt(after, [key]), [...path, key]),
    );
  }
  const keyed = KEYED_LISTS.find(({ list }) => matchesPattern(path, list));
  if (keyed !== undefined && (before === undefined || isList(before)) && (after === undefined || isList(after))) {
    const changes = itemChanges({ before: before ?? [], after: after ?? [], key: keyed.key, path });
    if (changes !== undefined) return changes;
  }
  return [{ path, before: before ?? undefined, after: after ?? undefined }];
}

/** Undefined where an item has no key or two have the same: then the list is one value. */
function itemChanges({
  before,
  after,
  key,
  path,
}: {
  readonly before: readonly unknown[];
  readonly after: readonly unknown[];
  readonly key: FieldPath;
  readonly path: FieldPath;
}): readonly FieldChange[] | undefined {
  const old = byKey(before, key);
  const now = byKey(after, key);
  if (old === undefined || now === undefined) return undefined;
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((name) => {
    const was = old.get(name);
    const is = now.get(name);
    const index = (is ?? was)?.index ?? 0;
    return fieldChanges(was?.item, is?.item, [...path, index]);
  });
}

function byKey(
  items: readonly unknown[],
  key: FieldPath,
): ReadonlyMap<string, { readonly item: unknown; readonly index: number }> | undefined {
  const found = new Map<string, { readonly item: unknown; readonly index: number }>();
  for (const [index, item] of items.entries()) {
    const name = valueAt(item, key);
    if (typeof name !== 'string' && typeof name !== 'number') return undefined;
    if (found.has(String(name))) return undefined;
    found.set(String(name), { item, index });
  }
  return found;
}
