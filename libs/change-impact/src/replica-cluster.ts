import type { KubeObject } from '@postgres-ha/kube-manifest';
import { isMap, stringAt, valueAt } from './value-at.ts';

/** Whether a Cluster follows another one. @see CloudNativePG 1.30: api/v1/cluster_funcs.go, IsReplica */
export function isReplica(cluster: KubeObject | undefined): boolean {
  const replica = valueAt(cluster, ['spec', 'replica']);
  if (!isMap(replica)) return false;
  const enabled = valueAt(replica, ['enabled']);
  if (typeof enabled === 'boolean') return enabled;
  const self = stringAt(replica, ['self']) ?? '';
  return (self === '' ? cluster?.metadata.name : self) !== (stringAt(replica, ['primary']) ?? '');
}
