import type { FieldPath } from './field-impact.ts';

export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** What is at that place; undefined where there is nothing. Only own keys count. */
export function valueAt(value: unknown, path: FieldPath): unknown {
  let at = value;
  for (const key of path) {
    if (typeof key === 'number') at = isList(at) ? at[key] : undefined;
    else at = isMap(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  }
  return at;
}

export function numberAt(value: unknown, path: FieldPath): number | undefined {
  const found = valueAt(value, path);
  return typeof found === 'number' ? found : undefined;
}

export function stringAt(value: unknown, path: FieldPath): string | undefined {
  const found = valueAt(value, path);
  return typeof found === 'string' ? found : undefined;
}

export function listAt(value: unknown, path: FieldPath): readonly unknown[] {
  const found = valueAt(value, path);
  return isList(found) ? found : [];
}

export function mapAt(value: unknown, path: FieldPath): Readonly<Record<string, unknown>> {
  const found = valueAt(value, path);
  return isMap(found) ? found : {};
}

/** Equal as JSON: the order of keys does not count, the order of a list does. Absent, null and undefined are the same. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (a === undefined || a === null) return b === undefined || b === null;
  if (isList(a)) return isList(b) && a.length === b.length && a.every((item, index) => sameValue(item, b[index]));
  if (!isMap(a) || !isMap(b)) return false;
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) =>
    sameValue(valueAt(a, [key]), valueAt(b, [key])),
  );
}
