import { fires, ONSET, silent, type RuleScenario } from '../rule-scenario.ts';
import { constant, steps } from '../signal.ts';
import { set, type World } from '../world.ts';
import { POD } from './events.ts';

const used = (count: number) => (world: World) =>
  set(world, 'cnpg_pg_connections_used', { pod: POD[1] }, steps(60, [ONSET, count]));
const oldest = (seconds: number) => (world: World) =>
  set(
    world,
    'cnpg_pg_client_transactions_oldest_seconds',
    { pod: POD[1], state: 'idle in transaction' },
    steps(0, [ONSET, seconds]),
  );

const POOLER = 'postgres-cluster-pooler-rw-0';
const waits = (seconds: number) => (world: World) =>
  set(world, 'cnpg_pgbouncer_pools_maxwait', { pod: POOLER, user: 'chat_svc' }, steps(0, [ONSET, seconds]));
const clients = (pod: string, count: number) => (world: World) =>
  set(world, 'cnpg_pgbouncer_lists_used_clients', { pod }, steps(200, [ONSET, count]));

const full = (type: 'rw' | 'ro') => ({
  labels: { pod: `postgres-cluster-pooler-${type}-0`, reason: `clients-${type}` },
  summary: `postgres-cluster-pooler-${type}-0 has 92 % of the clients that it takes`,
  description: 'Above 100 % it refuses new clients.',
});

const saturated = 'PostgreSQLPoolerSaturated';

export const CONNECTION_SCENARIOS: readonly RuleScenario[] = [
  fires({
    alert: 'PostgreSQLConnectionsHigh',
    name: 'most connections are in use',
    world: used(164),
    others: (world) => set(world, 'cnpg_pg_connections_max', {}, constant(1000)),
    forSeconds: 120,
    alerts: [
      {
        labels: { pod: POD[1] },
        summary: 'postgres-cluster-1 uses 82 % of its connections',
        description:
          'At 100 % nobody but superusers can connect. Connections of clients are counted, not those of standbys, autovacuum and parallel workers.',
      },
    ],
  }),
  silent({
    alert: 'PostgreSQLConnectionsHigh',
    name: 'as many connections are in use as may',
    seconds: 1200,
    world: used(160),
  }),
  fires({
    alert: 'PostgreSQLLongRunningQueries',
    name: 'a transaction is older than an hour',
    world: oldest(3700),
    forSeconds: 60,
    alerts: [
      {
        labels: { pod: POD[1], state: 'idle in transaction' },
        summary: 'A transaction in postgres-cluster-1 is 1h 1m 40s old, idle in transaction',
        description:
          'As long as it is open no row that was deleted since can be cleaned up, in any table, and its locks stay. On a standby it holds back replay, or is cancelled.',
      },
    ],
  }),
  silent({
    alert: 'PostgreSQLLongRunningQueries',
    name: 'a transaction is an hour old',
    seconds: 1200,
    world: oldest(3600),
  }),
  fires({
    alert: saturated,
    name: 'clients wait for long',
    world: waits(6),
    forSeconds: 60,
    alerts: [
      {
        labels: { pod: POOLER, database: 'linkdb', user: 'chat_svc', reason: 'wait' },
        summary: 'Clients of chat_svc in linkdb wait 6s for a connection in postgres-cluster-pooler-rw-0',
        description:
          'All server connections of their pool are in use: by long transactions, by more load than the pool is made for, or because PostgreSQL does not answer.',
      },
    ],
  }),
  silent({ alert: saturated, name: 'clients wait as long as they may', seconds: 1200, world: waits(5) }),
  ...(['rw', 'ro'] as const).flatMap((type) => [
    fires({
      alert: saturated,
      name: `a pooler of ${type} has nearly all the clients that it takes`,
      world: clients(`postgres-cluster-pooler-${type}-0`, 920),
      forSeconds: 60,
      alerts: [full(type)],
    }),
    silent({
      alert: saturated,
      name: `a pooler of ${type} has as many clients as it may`,
      seconds: 1200,
      world: clients(`postgres-cluster-pooler-${type}-0`, 900),
    }),
  ]),
];
