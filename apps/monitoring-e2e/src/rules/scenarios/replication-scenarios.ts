import { fires, ONSET, silent, type RuleScenario } from '../rule-scenario.ts';
import { steps } from '../signal.ts';
import { relabelled, set, type World } from '../world.ts';
import { POD, switchover } from './events.ts';
import { followerCluster, leadsWithoutStream } from './follower.ts';

const LAG = 'cnpg_pg_stat_replication_replay_diff_bytes';
const SLOT = 'cnpg_pg_replication_slots_pg_wal_lsn_diff';
const LOST = 'cnpg_pg_replication_slots_wal_lost';
const STREAMING = 'cnpg_pg_recovery_streaming';
const SLOT_NAME = '_cnpg_postgres_cluster_2';

const lagging =
  (bytes: number, from = ONSET) =>
  (world: World) =>
    set(world, LAG, { application_name: POD[2] }, steps(1024, [from, bytes]));

const slot = (metric: string, pod: string, value: number) => (world: World) =>
  set(world, metric, { pod, ...(pod === POD[1] && { slot_name: SLOT_NAME }) }, steps(0, [ONSET, value]));

const NOT_STREAMING = {
  labels: { pod: POD[2] },
  summary: 'postgres-cluster-2 gets no WAL from the primary',
  description:
    'It is a standby, and streams from nobody. It falls behind, or lives on what the archive has; it may be on a timeline that the primary has left.',
};

export const REPLICATION_SCENARIOS: readonly RuleScenario[] = [
  fires({
    alert: 'PostgreSQLReplicationLag',
    name: 'a standby is behind, and connects anew meanwhile',
    world: (world) =>
      relabelled(
        lagging(17_000_000)(world),
        { application_name: POD[2] },
        { at: ONSET + 150, labels: { client_port: '50123' } },
      ),
    forSeconds: 300,
    alerts: [
      {
        labels: { application_name: POD[2] },
        summary: 'postgres-cluster-2 lags by 16.21MiB of WAL',
        description:
          'It has not replayed that much of what the primary wrote, for five minutes; 16MiB are taken for usual. What is read from it is old, and it would take as long to take over.',
      },
    ],
  }),
  silent({
    alert: 'PostgreSQLReplicationLag',
    name: 'a standby is behind by exactly as much as is usual',
    seconds: 1800,
    world: lagging(16 * 2 ** 20),
  }),
  fires({
    alert: 'PostgreSQLStandbyNotStreaming',
    name: 'a standby streams from nobody',
    world: (world) => set(world, STREAMING, { pod: POD[2] }, steps(1, [ONSET, 0])),
    forSeconds: 300,
    alerts: [NOT_STREAMING],
  }),
  silent({
    alert: 'PostgreSQLStandbyNotStreaming',
    name: 'a switchover, after which the old primary needs a minute',
    seconds: 1800,
    world: (world) => switchover(world, { at: ONSET, cachedSeconds: 30 }),
  }),
  silent({
    alert: 'PostgreSQLStandbyNotStreaming',
    name: 'the instance that leads a replica cluster follows the archive',
    on: followerCluster,
    seconds: 1800,
    world: leadsWithoutStream,
  }),
  fires({
    alert: 'PostgreSQLStandbyNotStreaming',
    name: 'another instance of a replica cluster streams from nobody',
    on: followerCluster,
    world: (world) => set(leadsWithoutStream(world), STREAMING, { pod: POD[2] }, steps(1, [ONSET, 0])),
    forSeconds: 300,
    alerts: [NOT_STREAMING],
  }),
  fires({
    alert: 'PostgreSQLSynchronousDegraded',
    name: 'no synchronous standby is connected',
    world: (world) => set(world, 'cnpg_pg_synchronous_standbys_connected', {}, steps(1, [ONSET, 0])),
    forSeconds: 120,
    alerts: [
      {
        labels: {},
        summary: '0 of 1 synchronous standbys of postgres-cluster are connected',
        description: 'Commits wait until there are enough.',
      },
    ],
  }),
  fires({
    alert: 'PostgreSQLSlotLag',
    name: 'a slot holds back much WAL',
    world: slot(SLOT, POD[1], 11 * 2 ** 30),
    forSeconds: 300,
    alerts: [
      {
        labels: { pod: POD[1], slot_name: SLOT_NAME, reason: 'lag' },
        summary: 'Slot _cnpg_postgres_cluster_2 of postgres-cluster-1 holds back 11GiB of WAL',
        description:
          'Whoever reads from it is away or slow. The WAL stays until it has been read, or until max_slot_wal_keep_size cuts it off; without that it fills the volume.',
      },
    ],
  }),
  silent({
    alert: 'PostgreSQLSlotLag',
    name: 'a slot holds back as much as it may',
    seconds: 1800,
    world: slot(SLOT, POD[1], 10 * 2 ** 30),
  }),
  silent({
    alert: 'PostgreSQLSlotLag',
    name: 'a copy of a slot on a standby says the same again',
    seconds: 1800,
    world: (world) => slot(LOST, POD[2], 1)(slot(SLOT, POD[2], 20 * 2 ** 30)(world)),
  }),
  fires({
    alert: 'PostgreSQLSlotLag',
    name: 'a slot has lost its WAL',
    world: slot(LOST, POD[1], 1),
    forSeconds: 300,
    alerts: [
      {
        labels: { pod: POD[1], slot_name: SLOT_NAME, reason: 'lost' },
        summary: 'Slot _cnpg_postgres_cluster_2 of postgres-cluster-1 has lost WAL that its reader needs',
        description:
          'max_slot_wal_keep_size has cut it off. Its reader has to begin anew: a standby from the archive or as a new copy, a subscriber from a copy of the tables.',
      },
    ],
  }),
];
