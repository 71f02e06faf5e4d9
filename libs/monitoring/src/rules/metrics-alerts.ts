import { poolerName, poolersOf } from '@postgres-ha/environment';
import { watchedAs } from './primary-alerts.ts';
import { gone, perPod, reasons } from './promql.ts';
import { RECORDED } from './recording-rules.ts';
import type { AlertingRule } from './rule-group.ts';
import type { RuleSubject } from './rule-subject.ts';

/** Of each instance that answers: what the other alerts of an instance are about. */
const OF_EACH_INSTANCE = [
  'cnpg_pg_connections_used',
  'cnpg_pg_connections_max',
  'cnpg_pg_client_transactions_oldest_seconds',
  'cnpg_pg_database_xid_age',
  'cnpg_pg_database_mxid_age',
  'cnpg_pg_xlog_position_timeline',
] as const;

/** An alert on a number that is not there says nothing, which is not that all is well. */
export function metricsMissing(subject: RuleSubject): AlertingRule {
  const { cluster, ofInstances } = subject;
  const answering = perPod('max', ofInstances('cnpg_pg_replication_in_recovery'));
  const ofEach = (metric: string): readonly [string, string] => [
    metric,
    `${answering} unless on (pod) ${ofInstances(metric)}`,
  ];
  const ofSome = (metric: string): readonly [string, string] => [metric, gone(ofInstances(metric))];
  const missing = Object.fromEntries([
    ['up', gone(ofInstances('up'))] as const,
    // One of the queries fails; the instance's log says which.
    ['cnpg_last_error', `${perPod('max', ofInstances('cnpg_last_error'))} == 1`] as const,
    ...OF_EACH_INSTANCE.map(ofEach),
    volumes(subject),
    ...(cluster.instances > 1
      ? [
          [
            'cnpg_pg_recovery_streaming',
            `${answering} == 1 unless on (pod) ${ofInstances('cnpg_pg_recovery_streaming')}`,
          ] as const,
        ]
      : []),
    ...(cluster.synchronous !== 'none' && subject.hasPrimary ? [ofSome('cnpg_pg_synchronous_standbys_connected')] : []),
    ...(cluster.backup === 'none'
      ? []
      : [
          ofSome('barman_cloud_cloudnative_pg_io_last_available_backup_timestamp'),
          ofSome('barman_cloud_cloudnative_pg_io_last_failed_backup_timestamp'),
          ofSome('cnpg_pg_stat_archiver_archived_count'),
          ofEach('cnpg_collector_pg_wal_archive_status'),
        ]),
    ...poolers(subject),
    ...certificates(subject),
  ]);
  return {
    kind: 'alert',
    name: 'PostgreSQLMetricsMissing',
    severity: 'warning',
    expression: reasons('missing', missing),
    forSeconds: 600,
    summary: `{{ if $labels.pod }}{{ $labels.pod }}{{ else }}${cluster.name}{{ end }} is not measured as it should be: {{ $labels.missing }}`,
    description:
      'Alerts on numbers that are not there stay silent. Whatever they are about is unknown until the numbers come back.',
  };
}

/** Kubelets tell of volumes; a claim for data is called like its pod. */
function volumes({ ofInstances, recorded }: RuleSubject): readonly [string, string] {
  const ofPod = `label_replace(${recorded(RECORDED.volumeUsed)}, "pod", "$1", "persistentvolumeclaim", "(.+)")`;
  return [
    'kubelet_volume_stats_available_bytes',
    `${perPod('max', ofInstances('cnpg_pg_replication_in_recovery'))} unless on (pod) ${ofPod}`,
  ];
}

/** Fewer PgBouncers that can be asked than there are to be. */
function poolers({ cluster, ofPoolers }: RuleSubject): readonly (readonly [string, string])[] {
  return poolersOf(cluster).map(({ type, instances }) => {
    const name = poolerName(cluster, type);
    const up = ofPoolers('up', `cnpg_io_poolerName="${name}"`);
    return [name, `(sum(${perPod('max', up)}) < ${instances} or ${gone(up)})`];
  });
}

function certificates({ cluster, expects, ofWorkers }: RuleSubject): readonly (readonly [string, string])[] {
  if (!expects.splitBrainWatchdog) return [];
  const metric = 'split_brain_watchdog_certificate_expiry_timestamp_seconds';
  return [[metric, gone(ofWorkers(metric, watchedAs(cluster.name)))]];
}
