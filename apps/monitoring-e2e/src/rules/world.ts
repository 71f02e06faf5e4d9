import type { Cluster, Environment } from '@postgres-ha/environment';
import { archiveName, poolerName, poolersOf } from '@postgres-ha/environment';
import type { RuleCluster } from './rule-clusters.ts';
import { beginsAt, constant, endsAt, type Signal, type TestSeries } from './signal.ts';

/** Everything that Prometheus scrapes, as it is while all is well: instance 1 is the primary. */
export type World = readonly TestSeries[];

const TIMELINE = 3;

export function healthyWorld({ cluster, environment }: RuleCluster): World {
  return [
    ...Array.from({ length: cluster.instances }, (_, index) => instance(index + 1, { cluster, environment })).flat(),
    ...volumes(cluster),
    ...poolers(cluster, environment),
    ...workers(cluster, environment),
    ...shared(environment),
  ];
}

export function podOf(cluster: Pick<Cluster, 'name'>, number: number): string {
  return `${cluster.name}-${number}`;
}

/** The last time of something that is done at midnight; the second, where that was in 1969. */
const daily: Signal = (second) => Math.max(1, Math.floor(second / 86_400) * 86_400);

type Values = Readonly<Record<string, number | Signal>>;

function family(labels: Readonly<Record<string, string>>, values: Values): World {
  return Object.entries(values).map(([metric, value]) => ({
    metric,
    labels,
    signal: typeof value === 'number' ? constant(value) : value,
  }));
}

function instance(number: number, { cluster, environment }: RuleCluster): World {
  const pod = podOf(cluster, number);
  const isPrimary = number === 1;
  const labels = {
    ...{ namespace: cluster.namespace, pod, cnpg_io_cluster: cluster.name, job: cluster.name },
    ...{ cnpg_io_instanceRole: isPrimary ? 'primary' : 'replica', environment: environment.name },
  };
  const withLabels = (more: Readonly<Record<string, string>>, values: Values) => family({ ...labels, ...more }, values);
  const others = Array.from({ length: cluster.instances }, (_, index) => podOf(cluster, index + 1)).filter(
    (name) => name !== pod,
  );
  return [
    ...family(labels, {
      up: 1,
      cnpg_collector_fencing_on: 0,
      cnpg_last_error: 0,
      cnpg_pg_replication_in_recovery: isPrimary ? 0 : 1,
      cnpg_pg_xlog_position_timeline: TIMELINE,
      cnpg_pg_connections_used: 60,
      cnpg_pg_connections_max: 200,
    }),
    ...withLabels({ cluster: cluster.name }, { cnpg_collector_up: 1 }),
    ...withLabels({ state: 'active' }, { cnpg_pg_client_transactions_oldest_seconds: 2 }),
    ...withLabels({ state: 'idle in transaction' }, { cnpg_pg_client_transactions_oldest_seconds: 0 }),
    ...['postgres', cluster.database.name].flatMap((datname) =>
      withLabels({ datname }, { cnpg_pg_database_xid_age: 150_000_000, cnpg_pg_database_mxid_age: 1_000_000 }),
    ),
    // What is archived stays in pg_wal as long as a checkpoint wants it.
    ...withLabels({ value: 'done' }, { cnpg_collector_pg_wal_archive_status: 5000 }),
    ...withLabels({ value: 'ready' }, { cnpg_collector_pg_wal_archive_status: 0 }),
    ...(cluster.backup === 'none'
      ? []
      : family(labels, {
          barman_cloud_cloudnative_pg_io_last_available_backup_timestamp: daily,
          barman_cloud_cloudnative_pg_io_last_failed_backup_timestamp: 0,
        })),
    ...others.flatMap((other) =>
      withLabels(
        { slot_name: `_cnpg_${other.replaceAll('-', '_')}`, slot_type: 'physical', database: '' },
        { cnpg_pg_replication_slots_pg_wal_lsn_diff: 4096, cnpg_pg_replication_slots_wal_lost: 0 },
      ),
    ),
    ...(isPrimary ? leading(labels, { cluster, others }) : family(labels, { cnpg_pg_recovery_streaming: 1 })),
  ];
}

function leading(
  labels: Readonly<Record<string, string>>,
  { cluster, others }: { readonly cluster: Cluster; readonly others: readonly string[] },
): World {
  return [
    ...family(labels, {
      // A segment every five minutes, and a failure long ago
      cnpg_pg_stat_archiver_archived_count: (second) => 100 + Math.floor(second / 300),
      cnpg_pg_stat_archiver_last_archived_time: (second) => Math.floor(second / 300) * 300,
      cnpg_pg_stat_archiver_last_failed_time: -1,
      ...(cluster.synchronous !== 'none' && { cnpg_pg_synchronous_standbys_connected: cluster.synchronous.number }),
    }),
    ...others.flatMap((name, index) =>
      family(
        {
          ...labels,
          ...{ usename: 'streaming_replica', application_name: name },
          ...{ client_addr: `10.0.0.${index + 2}`, client_port: `${40_000 + index}` },
        },
        { cnpg_pg_stat_replication_replay_diff_bytes: 1024, cnpg_pg_stat_replication_flush_diff_bytes: 512 },
      ),
    ),
  ];
}

const GIB = 2 ** 30;

function volumes(cluster: Cluster): World {
  return Array.from({ length: cluster.instances }, (_, index) => podOf(cluster, index + 1)).flatMap((claim) =>
    family(
      { namespace: cluster.namespace, persistentvolumeclaim: claim, node: `node-of-${claim}`, job: 'kubelet' },
      { kubelet_volume_stats_available_bytes: 60 * GIB, kubelet_volume_stats_capacity_bytes: 100 * GIB },
    ),
  );
}

function poolers(cluster: Cluster, environment: Environment): World {
  return poolersOf(cluster).flatMap(({ type, instances }) =>
    Array.from({ length: instances }, (_, index) => {
      const name = poolerName(cluster, type);
      const labels = {
        ...{ namespace: cluster.namespace, pod: `${name}-${index}`, cnpg_io_cluster: cluster.name },
        ...{ job: `${cluster.name}-pooler`, cnpg_io_poolerName: name, environment: environment.name },
      };
      return [
        ...family(labels, { up: 1, cnpg_pgbouncer_lists_used_clients: 200 }),
        ...['user_svc', 'chat_svc'].flatMap((user) =>
          family(
            { ...labels, database: cluster.database.name, user },
            {
              cnpg_pgbouncer_pools_maxwait: 0,
              cnpg_pgbouncer_pools_cl_active: 100,
              cnpg_pgbouncer_pools_cl_waiting: 0,
            },
          ),
        ),
      ];
    }).flat(),
  );
}

function workers(cluster: Cluster, environment: Environment): World {
  const of = (name: string) => ({
    ...{ namespace: cluster.namespace, pod: `${cluster.name}-${name}-abc`, cnpg_io_cluster: cluster.name },
    ...{ job: `${cluster.name}-workers`, app_kubernetes_io_name: name, environment: environment.name },
  });
  const verifier = of('backup-verifier');
  const watchdog = of('split-brain-watchdog');
  const watched = { ...watchdog, cluster: `${environment.name}/${cluster.name}` };
  const server = archiveName(cluster);
  const level = cluster.backup === 'none' ? 'L4' : cluster.backup.verification.level;
  return [
    ...family(verifier, {
      up: 1,
      backup_verifier_configuration_valid: 1,
      backup_verifier_next_run_timestamp_seconds: (second) => second + 3000,
    }),
    ...['proven', 'acknowledged', 'damaged', 'unknown'].flatMap((verdict) =>
      family({ ...verifier, server, verdict }, { backup_verifier_verdict: verdict === 'proven' ? 1 : 0 }),
    ),
    ...family({ ...verifier, server }, { backup_verifier_lost_stretches: 0 }),
    ...family({ ...verifier, server, level }, { backup_verifier_last_proof_timestamp_seconds: daily }),
    ...family(watchdog, { up: 1, split_brain_watchdog_observer_in_doubt: 0 }),
    ...['dual-writing', 'dual-writable', 'switchover', 'healthy'].flatMap((state) =>
      family({ ...watched, state }, { split_brain_watchdog_cluster_state: state === 'healthy' ? 1 : 0 }),
    ),
    ...['primary', 'standby', 'unaccounted', 'down', 'unknown'].flatMap((role) =>
      family(
        { ...watched, role },
        { split_brain_watchdog_members: role === 'primary' ? 1 : role === 'standby' ? cluster.instances - 1 : 0 },
      ),
    ),
    ...family(watched, { split_brain_watchdog_last_cycle_timestamp_seconds: (second) => second }),
    ...Array.from({ length: cluster.instances }, (_, index) => podOf(cluster, index + 1)).flatMap((member) =>
      family({ ...watched, member }, { split_brain_watchdog_certificate_expiry_timestamp_seconds: 90 * 86_400 }),
    ),
    ...strangers({ verifier, watchdog, server, level }),
  ];
}

/** What the same workers tell of other archives and clusters, whose trouble is none of this one. */
function strangers({
  verifier,
  watchdog,
  server,
  level,
}: {
  readonly verifier: Readonly<Record<string, string>>;
  readonly watchdog: Readonly<Record<string, string>>;
  readonly server: string;
  readonly level: string;
}): World {
  const archive = { ...verifier, server: 'another-archive' };
  const other = { ...watchdog, cluster: 'staging/another-cluster' };
  return [
    ...family({ ...archive, verdict: 'damaged' }, { backup_verifier_verdict: 1 }),
    ...family(archive, { backup_verifier_lost_stretches: 3 }),
    ...family({ ...archive, level }, { backup_verifier_last_proof_timestamp_seconds: (second) => second }),
    ...family(
      { ...verifier, server, level: 'L1' },
      { backup_verifier_last_proof_timestamp_seconds: (second) => second },
    ),
    ...family({ ...other, state: 'dual-writing' }, { split_brain_watchdog_cluster_state: 1 }),
    ...family({ ...other, role: 'unknown' }, { split_brain_watchdog_members: 3 }),
    ...family(other, { split_brain_watchdog_last_cycle_timestamp_seconds: (second) => second }),
    ...family(
      { ...other, member: 'another-cluster-1' },
      {
        split_brain_watchdog_certificate_expiry_timestamp_seconds: 1,
      },
    ),
  ];
}

function shared({ name, operator }: Environment): World {
  const bot = { namespace: 'gitops-bot', pod: 'gitops-bot-abc', job: 'gitops-bot', environment: name };
  const repository = 'acme/databases';
  return [
    ...family(
      { namespace: operator.namespace, pod: 'cnpg-controller-manager-abc', job: 'cloudnative-pg', environment: name },
      { up: 1 },
    ),
    ...family(
      { ...bot, repository },
      {
        gitops_bot_last_tick_timestamp_seconds: (second) => Math.floor(second / 300) * 300,
        gitops_bot_queue_oldest_seconds: 0,
      },
    ),
    ...family(bot, { up: 1, gitops_bot_queue_aside: 0 }),
  ];
}

/** Labels that a series must have; those of an instance by `pod`. */
export type Chosen = Readonly<Record<string, string>>;

export function isChosen({ labels }: TestSeries, chosen: Chosen): boolean {
  return Object.entries(chosen).every(([name, value]) => labels[name] === value);
}

/** The series of these metrics and labels get another signal. A test that changes nothing is none. */
export function changed(
  world: World,
  metrics: readonly string[],
  chosen: Chosen,
  signal: (now: Signal) => Signal,
): World {
  let count = 0;
  const next = world.map((series) => {
    if ((metrics.length > 0 && !metrics.includes(series.metric)) || !isChosen(series, chosen)) return series;
    count += 1;
    return { ...series, signal: signal(series.signal) };
  });
  if (count === 0) throw new Error(`No series ${metrics.join(', ')} ${JSON.stringify(chosen)}`);
  return next;
}

export function set(world: World, metric: string, chosen: Chosen, value: number | Signal): World {
  return changed(world, [metric], chosen, () => (typeof value === 'number' ? constant(value) : value));
}

export function without(world: World, ...metrics: readonly string[]): World {
  return world.filter(({ metric }) => !metrics.includes(metric));
}

/** From a moment on, series go on under other labels: those that they had end. */
export function relabelled(
  world: World,
  chosen: Chosen,
  { at, labels }: { readonly at: number; readonly labels: Chosen },
): World {
  return world.flatMap((series) =>
    isChosen(series, chosen)
      ? [
          { ...series, signal: endsAt(at, series.signal) },
          { ...series, labels: { ...series.labels, ...labels }, signal: beginsAt(at, series.signal) },
        ]
      : [series],
  );
}
