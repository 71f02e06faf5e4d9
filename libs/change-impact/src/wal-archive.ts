import type { KubeObject } from '@postgres-ha/kube-manifest';
import { listAt, stringAt, valueAt } from './value-at.ts';

/** The plugin that archives WAL for a Cluster. @see CloudNativePG 1.30: api/v1/cluster_funcs.go, GetEnabledWALArchivePluginName */
export function archiverOf(cluster: KubeObject | undefined): unknown {
  return listAt(cluster, ['spec', 'plugins']).find(
    (plugin) => valueAt(plugin, ['enabled']) !== false && valueAt(plugin, ['isWALArchiver']) === true,
  );
}

/** Whether WAL leaves the cluster, by a plugin or by the section that CloudNativePG 1.31 drops. */
export function archivesWal(cluster: KubeObject | undefined): boolean {
  const skipped = cluster?.metadata.annotations?.['cnpg.io/skipWalArchiving'] === 'enabled';
  const own = valueAt(cluster, ['spec', 'backup', 'barmanObjectStore']);
  return !skipped && (archiverOf(cluster) !== undefined || own !== undefined);
}

/** Where the WAL of a Cluster goes, as far as the objects tell: store, place in it and folder. */
export function archivePlace(cluster: KubeObject | undefined, objects: readonly KubeObject[]): string | undefined {
  const archiver = archiverOf(cluster);
  if (cluster === undefined || archiver === undefined) return undefined;
  const name = stringAt(archiver, ['parameters', 'barmanObjectName']);
  const store = objects.find(
    ({ kind, metadata }) =>
      kind === 'ObjectStore' && metadata.name === name && metadata.namespace === cluster.metadata.namespace,
  );
  const place = stringAt(store, ['spec', 'configuration', 'destinationPath']) ?? `store ${String(name)}`;
  const endpoint = stringAt(store, ['spec', 'configuration', 'endpointURL']) ?? '';
  const folder = stringAt(archiver, ['parameters', 'serverName']) ?? cluster.metadata.name;
  return `${endpoint} ${place.replace(/\/+$/, '')} ${folder}`;
}
