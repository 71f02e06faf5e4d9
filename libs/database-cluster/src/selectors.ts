import type { ManifestMap } from '@postgres-ha/kube-manifest';

/**
 * Instances and the jobs that make them: all pods of a cluster that are not poolers. Jobs carry no podRole.
 * @see https://github.com/cloudnative-pg/cloudnative-pg/blob/v1.30.0/pkg/specs/jobs.go
 */
export function instanceSelector(cluster: string): ManifestMap {
  return {
    matchLabels: { 'cnpg.io/cluster': cluster },
    matchExpressions: [{ key: 'cnpg.io/podRole', operator: 'NotIn', values: ['pooler'] }],
  };
}

/** The PgBouncer pods of a cluster. */
export function poolerSelector(cluster: string): ManifestMap {
  return { matchLabels: { 'cnpg.io/cluster': cluster, 'cnpg.io/podRole': 'pooler' } };
}
