import { fires, ONSET, type RuleScenario } from '../rule-scenario.ts';
import { constant, endsAt, steps } from '../signal.ts';
import { changed, set, type Chosen, type World } from '../world.ts';
import { POD } from './events.ts';

const alert = 'PostgreSQLMetricsMissing';
const forSeconds = 600;
const IN_RECOVERY = 'cnpg_pg_replication_in_recovery';

const missing = (of: string, what: string, labels: Chosen) => ({
  labels: { ...labels, missing: what },
  summary: `${of} is not measured as it should be: ${what}`,
  description:
    'Alerts on numbers that are not there stay silent. Whatever they are about is unknown until the numbers come back.',
});
const ofPod = (what: string) => missing(POD[2], what, { pod: POD[2] });
const ofCluster = (what: string) => missing('postgres-cluster', what, {});

const gone = (metric: string, chosen: Chosen) => (world: World) =>
  changed(world, [metric], chosen, (now) => endsAt(ONSET, now));

const OF_AN_INSTANCE = [
  'cnpg_pg_connections_used',
  'cnpg_pg_connections_max',
  'cnpg_pg_client_transactions_oldest_seconds',
  'cnpg_pg_database_xid_age',
  'cnpg_pg_database_mxid_age',
  'cnpg_pg_xlog_position_timeline',
  'cnpg_pg_recovery_streaming',
  'cnpg_collector_pg_wal_archive_status',
];

const OF_A_CLUSTER = [
  'up',
  'cnpg_pg_synchronous_standbys_connected',
  'barman_cloud_cloudnative_pg_io_last_available_backup_timestamp',
  'barman_cloud_cloudnative_pg_io_last_failed_backup_timestamp',
  'cnpg_pg_stat_archiver_archived_count',
  'split_brain_watchdog_certificate_expiry_timestamp_seconds',
];

export const METRICS_SCENARIOS: readonly RuleScenario[] = [
  ...OF_AN_INSTANCE.map((metric) =>
    fires({
      ...{ alert, forSeconds, step: 60 },
      name: `${metric} of an instance`,
      world: gone(metric, { pod: POD[2] }),
      // Each of them has one, of the same name.
      alerts: [ofPod(metric)],
    }),
  ),
  ...OF_A_CLUSTER.map((metric) =>
    fires({
      ...{ alert, forSeconds, step: 60 },
      name: `${metric} of all instances`,
      world: gone(metric, { namespace: 'link-services', ...ofJob(metric) }),
      alerts: [ofCluster(metric)],
    }),
  ),
  fires({
    ...{ alert, forSeconds, step: 60 },
    name: 'what kubelets tell of a volume',
    world: gone('kubelet_volume_stats_available_bytes', { persistentvolumeclaim: POD[2] }),
    alerts: [ofPod('kubelet_volume_stats_available_bytes')],
  }),
  fires({
    ...{ alert, forSeconds, step: 60 },
    name: 'a query fails',
    world: (world) => set(world, 'cnpg_last_error', { pod: POD[2] }, steps(0, [ONSET, 1])),
    alerts: [ofPod('cnpg_last_error')],
  }),
  ...(['rw', 'ro'] as const).flatMap((type) => {
    const name = `postgres-cluster-pooler-${type}`;
    return [
      fires({
        ...{ alert, forSeconds, step: 60 },
        name: `one of two poolers of ${type}`,
        world: (world) => set(world, 'up', { pod: `${name}-1` }, steps(1, [ONSET, 0])),
        alerts: [ofCluster(name)],
      }),
      fires({
        ...{ alert, forSeconds, step: 60 },
        name: `both poolers of ${type}`,
        world: gone('up', { cnpg_io_poolerName: name }),
        alerts: [ofCluster(name)],
      }),
    ];
  }),
  {
    ...{ alert, step: 60 },
    name: 'nothing is missing of an instance that does not answer at all',
    seconds: 2400,
    expected: {},
    world: (world) =>
      [IN_RECOVERY, ...OF_AN_INSTANCE].reduce((now, metric) => gone(metric, { pod: POD[2] })(now), world),
    others: (world) => changed(world, [IN_RECOVERY], {}, () => constant(1)),
  },
];

function ofJob(metric: string): Chosen {
  return metric.startsWith('split') ? { cluster: 'production/postgres-cluster' } : { job: 'postgres-cluster' };
}
