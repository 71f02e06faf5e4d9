import type { ObjectPath } from '@postgres-ha/admission';
import { isList, isMap, valueAt, type Json, type JsonMap } from './json.ts';

/** A step of a change to an object. */
export type PatchStep =
  /** Replaces what is there, or adds it; maps on the way to it are made. */
  | { readonly op: 'set'; readonly path: ObjectPath; readonly value: Json }
  /** Puts an item into a list, before the one that is there. */
  | { readonly op: 'insert'; readonly path: ObjectPath; readonly value: Json }
  | { readonly op: 'remove'; readonly path: ObjectPath };

export type ObjectPatch = readonly PatchStep[];

/** An object after a change. A step that leads nowhere (into a number, beyond a list) changes nothing, so every subset of a patch applies. */
export function patched(object: JsonMap, patch: ObjectPatch): JsonMap {
  const after = patch.reduce<Json>((value, step) => at(value, step.path, step), object);
  return isMap(after) ? after : object;
}

/** The steps that lay a JSON merge patch over an object (RFC 7396): maps merge, null deletes, lists are replaced whole. */
export function mergePatch(object: JsonMap, fragment: JsonMap): ObjectPatch {
  return mergeSteps(object, fragment, []);
}

function mergeSteps(under: Json | undefined, fragment: JsonMap, base: ObjectPath): ObjectPatch {
  return Object.entries(fragment).flatMap(([key, value]): ObjectPatch => {
    const path = [...base, key];
    const there = valueAt(under, [key]);
    if (value === null) return [{ op: 'remove', path }];
    if (!isMap(value)) return [{ op: 'set', path, value }];
    const fresh: ObjectPatch = isMap(there) ? [] : [{ op: 'set', path, value: {} }];
    return [...fresh, ...mergeSteps(there, value, path)];
  });
}

function at(value: Json, path: ObjectPath, step: PatchStep): Json {
  const [key, ...rest] = path;
  if (key === undefined) return step.op === 'remove' ? value : step.value;
  if (typeof key === 'number') return isList(value) ? inList(value, key, { rest, step }) : value;
  return isMap(value) ? inMap(value, key, { rest, step }) : value;
}

interface Way {
  readonly rest: ObjectPath;
  readonly step: PatchStep;
}

function inList(list: readonly Json[], index: number, { rest, step }: Way): Json {
  if (rest.length > 0) {
    return list.map((item, position) => (position === index ? at(item, rest, step) : item));
  }
  if (index > list.length || (index === list.length && step.op === 'remove')) return list;
  if (step.op === 'remove') return list.toSpliced(index, 1);
  return list.toSpliced(index, step.op === 'insert' ? 0 : 1, step.value);
}

function inMap(map: JsonMap, key: string, { rest, step }: Way): Json {
  const there = Object.hasOwn(map, key);
  if (rest.length === 0 && step.op === 'remove') {
    return Object.fromEntries(Object.entries(map).filter(([name]) => name !== key));
  }
  if (!there && step.op === 'remove') return map;
  const before = there ? (map[key] ?? null) : {};
  return { ...map, [key]: at(before, rest, step) };
}
