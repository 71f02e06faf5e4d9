import type { RecordingRule } from './rule-group.ts';
import type { RuleSubject } from './rule-subject.ts';

/** Names of series that the rules of a cluster make; those without `postgres_ha_` are known by these names to its operators. */
export const RECORDED = {
  flushLag: 'cnpg_pg_stat_replication_flush_lag',
  lastBackup: 'cnpg_pg_backup_last_successful_timestamp',
  expectedInstances: 'postgres_ha_instances_expected',
  timeline: 'postgres_ha_timeline',
  volumeAvailable: 'postgres_ha_volume_available_bytes',
  volumeCapacity: 'postgres_ha_volume_capacity_bytes',
  volumeUsed: 'postgres_ha_volume_used_percent',
} as const;

export function recordingRules({ cluster, ofInstances }: RuleSubject): readonly RecordingRule[] {
  // CloudNativePG names a claim for its instance: <cluster>-<number>, then -wal or -tbs-<tablespace>.
  const claims = `namespace="${cluster.namespace}",persistentvolumeclaim=~"${cluster.name}-[0-9]+(-wal|-tbs-.+)?"`;
  const ofVolume = (operator: 'min' | 'max', what: string): string =>
    `${operator} by (persistentvolumeclaim) (kubelet_volume_stats_${what}_bytes{${claims}})`;
  const rules: Readonly<Record<string, string>> = {
    [RECORDED.expectedInstances]: `vector(${cluster.instances})`,
    [RECORDED.flushLag]: ofInstances('cnpg_pg_stat_replication_flush_diff_bytes'),
    [RECORDED.timeline]: `max (${ofInstances('cnpg_pg_xlog_position_timeline')})`,
    // Without the label of the node: a pod that moves goes on with the same volume.
    [RECORDED.volumeAvailable]: ofVolume('min', 'available'),
    [RECORDED.volumeCapacity]: ofVolume('max', 'capacity'),
    [RECORDED.volumeUsed]: `100 * (1 - ${ofVolume('min', 'available')} / ${ofVolume('max', 'capacity')})`,
    ...(cluster.backup !== 'none' && {
      [RECORDED.lastBackup]: `max (${ofInstances(LAST_BACKUP)})`,
    }),
  };
  return Object.entries(rules).map(([name, expression]) => ({ kind: 'record', name, expression }));
}

const LAST_BACKUP = 'barman_cloud_cloudnative_pg_io_last_available_backup_timestamp';
