import type { JudgedKind } from '@postgres-ha/admission';
import type { JsonMap } from '../object/json.ts';

/** An object that the API server holds, for others to take its place. */
export interface UpdateBase {
  readonly name: string;
  readonly kind: JudgedKind;
  /** As it was applied. */
  readonly applied: JsonMap;
  /** As the server holds it, less what is another on each server (`withoutIdentity`). */
  readonly stored: JsonMap;
}

const OF_THE_SERVER = [
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'generation',
  'managedFields',
  'namespace',
  'selfLink',
];

/** An object less the metadata that the API server gives it. */
export function withoutIdentity(object: JsonMap): JsonMap {
  const metadata = Object.entries(object['metadata'] ?? {}).filter(([key]) => !OF_THE_SERVER.includes(key));
  return { ...object, metadata: Object.fromEntries(metadata) };
}
