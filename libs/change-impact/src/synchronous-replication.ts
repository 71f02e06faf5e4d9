import type { KubeObject } from '@postgres-ha/kube-manifest';
import { isMap, listAt, numberAt, stringAt, valueAt } from './value-at.ts';

export interface SynchronousReplication {
  /** Standbys that must have a commit before it is acknowledged. */
  readonly number: number;
  /** Commits wait where there are too few, and standbys outside of the cluster do not help. */
  readonly blocks: boolean;
  readonly failoverQuorum: boolean;
}

/** @see CloudNativePG 1.30: pkg/postgres/replication/explicit.go */
export function synchronousReplication(cluster: KubeObject | undefined): SynchronousReplication | undefined {
  const section = valueAt(cluster, ['spec', 'postgresql', 'synchronous']);
  if (!isMap(section)) return undefined;
  const elsewhere = listAt(section, ['standbyNamesPre']).length + listAt(section, ['standbyNamesPost']).length;
  return {
    number: numberAt(section, ['number']) ?? 1,
    blocks: stringAt(section, ['dataDurability']) !== 'preferred' && elsewhere === 0,
    failoverQuorum: valueAt(section, ['failoverQuorum']) === true,
  };
}
