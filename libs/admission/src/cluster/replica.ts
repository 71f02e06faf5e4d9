import type { ClusterResource, ClusterSpec } from './cluster-resource.ts';

/**
 * Whether a cluster follows another: as `enabled` says, else when the primary is another than it. So `source` alone makes a replica.
 * @see CloudNativePG 1.30.0, api/v1/cluster_funcs.go: IsReplica
 */
export function isReplica({
  metadata: { name },
  spec: { replica },
}: Pick<ClusterResource, 'metadata'> & { readonly spec: Pick<ClusterSpec, 'replica'> }): boolean {
  if (replica === undefined) return false;
  const { enabled, self = '', primary = '' } = replica;
  return enabled ?? (self === '' ? name : self) !== primary;
}
