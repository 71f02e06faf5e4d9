import { archiveName, type Backup, type Cluster } from '@postgres-ha/environment';
import { canonicalYaml, inWave, WAVES, type KubeObject } from '@postgres-ha/kube-manifest';
import { clusterMetadata } from './metadata.ts';
import { BARMAN_PLUGIN, objectStoreName } from './names.ts';

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

/** What the backup verification worker is to prove, and when. */
export function verificationPolicy(cluster: Cluster, backup: Backup): KubeObject {
  const { destination, endpoint, retention, encryption, verification } = backup;
  const policy = {
    cluster: { namespace: cluster.namespace, name: cluster.name, postgresql: cluster.postgresql.version },
    archive: {
      destination,
      endpoint,
      serverName: archiveName(cluster),
      objectStore: objectStoreName(cluster),
      encryption,
      retention,
    },
    schedule: { cron: verification.schedule, timeZone: 'UTC' },
    newestBackupMaxAgeSeconds: verification.maxAge,
  };
  return inWave(WAVES.schedules, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: clusterMetadata(cluster, `${cluster.name}-backup-verification`),
    data: { 'policy.yaml': canonicalYaml(policy) },
  });
}
