import { isMap, type JsonMap } from './json-value.ts';
import type { Example, JudgedKind } from './rule.ts';

/** An object of a kind that is judged. */
export interface PlainObject {
  readonly apiVersion: string;
  readonly kind: JudgedKind;
  readonly metadata: { readonly name: string };
  readonly spec: Readonly<Record<string, unknown>>;
}

const CNPG = 'postgresql.cnpg.io/v1';
const BACKUP = { cluster: { name: 'c' }, method: 'plugin', pluginConfiguration: { name: 'p' } } as const;

/** The plainest object of each kind that is taken. The examples of rules are laid over it. */
export const PLAIN_OBJECTS: Readonly<Record<JudgedKind, PlainObject>> = {
  Cluster: {
    apiVersion: CNPG,
    kind: 'Cluster',
    metadata: { name: 'c1' },
    spec: {
      instances: 3,
      imageName: 'ghcr.io/cloudnative-pg/postgresql:17.5',
      storage: { size: '1Gi' },
    },
  },
  Pooler: {
    apiVersion: CNPG,
    kind: 'Pooler',
    metadata: { name: 'o' },
    spec: { cluster: { name: 'c' }, pgbouncer: {} },
  },
  Backup: { apiVersion: CNPG, kind: 'Backup', metadata: { name: 'o' }, spec: BACKUP },
  ScheduledBackup: {
    apiVersion: CNPG,
    kind: 'ScheduledBackup',
    metadata: { name: 'o' },
    spec: { ...BACKUP, schedule: '0 0 0 * * *' },
  },
  Database: {
    apiVersion: CNPG,
    kind: 'Database',
    metadata: { name: 'o' },
    spec: { cluster: { name: 'c' }, name: 'd', owner: 'w' },
  },
  DatabaseRole: {
    apiVersion: CNPG,
    kind: 'DatabaseRole',
    metadata: { name: 'o' },
    spec: { cluster: { name: 'c' }, name: 'r', login: true },
  },
  ObjectStore: {
    apiVersion: 'barmancloud.cnpg.io/v1',
    kind: 'ObjectStore',
    metadata: { name: 'o' },
    spec: { configuration: { destinationPath: 's3://b/', s3Credentials: { inheritFromIAMRole: true } } },
  },
};

/** The plainest object of a kind with an example of a rule laid over it. */
export function laidOver(kind: JudgedKind, example: Example): JsonMap {
  return merged(PLAIN_OBJECTS[kind], example) as JsonMap;
}

/** @see RFC 7396, JSON Merge Patch */
function merged(target: unknown, patch: unknown): unknown {
  if (!isMap(patch)) return patch;
  const result: Record<string, unknown> = isMap(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) Reflect.deleteProperty(result, key);
    else result[key] = merged(result[key], value);
  }
  return result;
}
