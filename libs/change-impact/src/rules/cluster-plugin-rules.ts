import type { ImpactRule } from '../rule.ts';
import { archiverOf } from '../wal-archive.ts';
import { isMap, valueAt } from '../value-at.ts';
import { rulesOf } from './define-rule.ts';

const SIDECAR = 'Barman Cloud plugin 0.14: internal/cnpgi/operator/lifecycle.go, reconcilePodSpec';

/** Plugins, whose sidecars stand in the pods. */
export const clusterPluginRules: readonly ImpactRule[] = rulesOf('Cluster', [
  {
    id: 'cluster-plugin',
    paths: ['spec.plugins', 'spec.plugins.*', 'spec.plugins.*.name', 'spec.plugins.*.enabled'],
    action: 'pod-spec',
    reason: 'A plugin puts a sidecar into every pod, and takes it out again.',
    source: SIDECAR,
    judge: ({ path, before, after }, { cluster }) => {
      const [was, is] =
        path.at(-1) === 'enabled' ? [before !== false, after !== false] : [enabled(before), enabled(after)];
      if (was === is) return { action: 'nothing', reason: 'A plugin that is not enabled is as if it were not there.' };
      return is && archiverOf(cluster.after) !== undefined
        ? {
            action: 'new-sidecar',
            reason:
              'The sidecar is missing in the pods that run, and a primary that cannot archive without it does not hand over: it gets its new pod in place.',
            source: 'CloudNativePG 1.30: internal/controller/cluster_upgrade.go, archiverSidecarMissingOnPrimary',
          }
        : { action: 'pod-spec' };
    },
  },
  {
    id: 'cluster-plugin-archiver',
    paths: ['spec.plugins.*.isWALArchiver'],
    absent: false,
    action: 'nothing',
    effect: 'The next WAL segment goes the new way, or nowhere; PostgreSQL is not touched.',
    reason: 'The archive command asks the instance manager, which reads the plugins of the Cluster.',
    source: 'CloudNativePG 1.30: api/v1/cluster_funcs.go, GetEnabledWALArchivePluginName',
  },
  {
    id: 'cluster-plugin-store',
    paths: ['spec.plugins.*.parameters.barmanObjectName'],
    action: 'pod-spec',
    effect:
      'WAL and backups go to another store from the next segment on; pods are made anew where the sidecar of that store is set up differently.',
    reason: 'Resources, environment and certificates of the sidecar are those of the store.',
    source: 'Barman Cloud plugin 0.14: internal/cnpgi/operator/lifecycle_resources.go',
    judge: () => ({ action: 'pod-spec', certain: false }),
  },
  {
    id: 'cluster-plugin-server-name',
    paths: ['spec.plugins.*.parameters.serverName'],
    action: 'nothing',
    effect:
      'WAL and backups go to another folder from the next segment on; what is in the old one does not continue there.',
    reason: 'The sidecar reads it from the Cluster for every segment.',
    source: 'Barman Cloud plugin 0.14: internal/cnpgi/operator/config/config.go',
  },
  {
    id: 'cluster-plugin-parameter',
    paths: ['spec.plugins.*.parameters.**'],
    action: 'pod-spec',
    reason: 'What a plugin does with this parameter is its own affair; it may change the sidecar.',
    source: 'CNPG-I: plugin lifecycle hooks',
    judge: () => ({ action: 'pod-spec', certain: false }),
  },
]);

function enabled(plugins: unknown): boolean {
  if (Array.isArray(plugins)) return plugins.some(enabled);
  return isMap(plugins) && valueAt(plugins, ['enabled']) !== false;
}
