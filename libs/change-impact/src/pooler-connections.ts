import type { KubeObject } from '@postgres-ha/kube-manifest';
import { numberAt, stringAt, valueAt } from './value-at.ts';

/** PgBouncer's own default. */
const POOL_SIZE = 20;

/**
 * Connections that the Poolers of the primary may open, if one user connects to one database through each. More users or databases
 * make more.
 * @see https://www.pgbouncer.org/config.html#default_pool_size
 */
export function poolerConnections(cluster: KubeObject, objects: readonly KubeObject[]): number {
  return objects
    .filter(
      (object) =>
        object.kind === 'Pooler' &&
        object.metadata.namespace === cluster.metadata.namespace &&
        stringAt(object, ['spec', 'cluster', 'name']) === cluster.metadata.name &&
        (stringAt(object, ['spec', 'type']) ?? 'rw') !== 'ro',
    )
    .reduce((sum, pooler) => {
      const size = Number(valueAt(pooler, ['spec', 'pgbouncer', 'parameters', 'default_pool_size']) ?? POOL_SIZE);
      return sum + (numberAt(pooler, ['spec', 'instances']) ?? 1) * (Number.isFinite(size) ? size : POOL_SIZE);
    }, 0);
}
