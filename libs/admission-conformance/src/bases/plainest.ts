import { laidOver, PLAIN_OBJECTS, type JudgedKind } from '@postgres-ha/admission';
import type { JsonMap } from '../object/json.ts';
import type { Fragment } from './fragment.ts';

/** The plainest valid object of a kind. It holds JSON, whatever its type says. */
export function plainest(kind: JudgedKind): JsonMap {
  return PLAIN_OBJECTS[kind] as unknown as JsonMap;
}

/** A fragment as an object. */
export function laidOverPlainest(kind: JudgedKind, { metadata = {}, spec }: Fragment): JsonMap {
  return laidOver(kind, { metadata, spec }) as JsonMap;
}
