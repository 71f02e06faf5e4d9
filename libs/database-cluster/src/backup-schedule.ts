import type { Backup, Cluster } from '@postgres-ha/environment';
import { inWave, WAVES, type KubeObject } from '@postgres-ha/kube-manifest';
import { clusterMetadata } from './metadata.ts';
import { BARMAN_PLUGIN } from './names.ts';

/** Base backups by the plugin, in UTC, the first at once: WAL alone restores nothing. */
export function scheduledBackup(cluster: Cluster, { schedule, target }: Backup): KubeObject {
  return inWave(WAVES.schedules, {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'ScheduledBackup',
    metadata: clusterMetadata(cluster, `${cluster.name}-daily-backup`),
    spec: {
      cluster: { name: cluster.name },
      schedule,
      immediate: true,
      suspend: false,
      method: 'plugin',
      pluginConfiguration: { name: BARMAN_PLUGIN },
      backupOwnerReference: 'self',
      target,
    },
  });
}
