import { poolerName, poolersOf } from '@postgres-ha/environment';
import { byReason, perPod, reasons } from './promql.ts';
import type { AlertingRule } from './rule-group.ts';
import type { RuleSubject } from './rule-subject.ts';

/** Percent of the clients that a PgBouncer takes. */
const CLIENTS_PERCENT = 90;

export function connectionAlerts(subject: RuleSubject): readonly AlertingRule[] {
  const pooled = poolersOf(subject.cluster).length > 0 ? [poolerSaturated(subject)] : [];
  return [connectionsHigh(subject), longRunningQueries(subject), ...pooled];
}

function connectionsHigh({ cluster, ofInstances }: RuleSubject): AlertingRule {
  return {
    kind: 'alert',
    name: 'PostgreSQLConnectionsHigh',
    severity: 'warning',
    expression: `100 * ${perPod('max', ofInstances('cnpg_pg_connections_used'))} / ${perPod('max', ofInstances('cnpg_pg_connections_max'))} > ${cluster.monitoring.alerts.connections}`,
    forSeconds: 120,
    summary: '{{ $labels.pod }} uses {{ printf "%.0f" $value }} % of its connections',
    description:
      'At 100 % nobody but superusers can connect. Connections of clients are counted, not those of standbys, autovacuum and parallel workers.',
  };
}

function longRunningQueries({ cluster, ofInstances }: RuleSubject): AlertingRule {
  const oldest = ofInstances('cnpg_pg_client_transactions_oldest_seconds');
  return {
    kind: 'alert',
    name: 'PostgreSQLLongRunningQueries',
    severity: 'warning',
    expression: `max by (pod, state) (${oldest}) > ${cluster.monitoring.alerts.longRunningTransaction}`,
    forSeconds: 60,
    summary: 'A transaction in {{ $labels.pod }} is {{ $value | humanizeDuration }} old, {{ $labels.state }}',
    description:
      'As long as it is open no row that was deleted since can be cleaned up, in any table, and its locks stay. On a standby it holds back replay, or is cancelled.',
  };
}

function poolerSaturated({ cluster, ofPoolers }: RuleSubject): AlertingRule {
  const poolers = poolersOf(cluster);
  const full = poolers.map(({ type, clients }) => {
    const used = ofPoolers('cnpg_pgbouncer_lists_used_clients', `cnpg_io_poolerName="${poolerName(cluster, type)}"`);
    return [`clients-${type}`, `100 * ${perPod('max', used)} / ${clients} > ${CLIENTS_PERCENT}`] as const;
  });
  const texts = (text: string) => Object.fromEntries(full.map(([reason]) => [reason, text]));
  return {
    kind: 'alert',
    name: 'PostgreSQLPoolerSaturated',
    severity: 'warning',
    expression: reasons('reason', {
      wait: `max by (pod, database, user) (${ofPoolers('cnpg_pgbouncer_pools_maxwait')}) > ${cluster.monitoring.alerts.poolerWait}`,
      ...Object.fromEntries(full),
    }),
    forSeconds: 60,
    summary: byReason('reason', {
      wait: 'Clients of {{ $labels.user }} in {{ $labels.database }} wait {{ $value | humanizeDuration }} for a connection in {{ $labels.pod }}',
      ...texts('{{ $labels.pod }} has {{ printf "%.0f" $value }} % of the clients that it takes'),
    }),
    description: byReason('reason', {
      wait: 'All server connections of their pool are in use: by long transactions, by more load than the pool is made for, or because PostgreSQL does not answer.',
      ...texts('Above 100 % it refuses new clients.'),
    }),
  };
}
