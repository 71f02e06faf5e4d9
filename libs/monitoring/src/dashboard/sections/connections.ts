import { goodBelow, thresholds } from '../colours.ts';
import type { Limits } from '../limits.ts';
import type { PanelDefinition } from '../panels/panel.ts';
import { timeSeries } from '../panels/time-series.ts';
import type { Section, SectionContext } from '../section.ts';
import { RECORDED } from '../../rules/recording-rules.ts';
import { ofCluster, ofInstances, RATE_WINDOW } from '../selection.ts';
import { poolers } from './poolers.ts';

/** Who is connected, what do they do, and how well? */
export function connections({ limits }: SectionContext): Section {
  return {
    title: 'Connections and performance',
    about: 'Are there connections left, who holds them, what is waited for, and is there room on the volumes?',
    lines: [
      [used(limits), byState(), byRole()],
      poolers(limits),
      [transactions(), rows(), cache()],
      [longest(limits), conflicts(), temporary()],
      [volumes(limits), databases(), wraparound(limits), checkpoints()],
    ],
  };
}

function used({ connections }: Limits): PanelDefinition {
  return timeSeries({
    title: 'Connections in use',
    description: 'Share of max_connections. Alert: PostgreSQLConnectionsHigh.',
    unit: 'percentunit',
    width: 8,
    max: 1,
    queries: [
      {
        expression: `max by (pod) (cnpg_pg_connections_used${ofInstances()} / cnpg_pg_connections_max${ofInstances()})`,
        legend: '{{pod}}',
      },
    ],
    thresholds: goodBelow(connections),
  });
}

function byState(): PanelDefinition {
  return timeSeries({
    title: 'Connections by state',
    description: 'idle in transaction: a client has begun and does nothing, and holds back vacuum and locks.',
    unit: 'none',
    width: 8,
    draws: 'area',
    queries: [{ expression: `sum by (state) (cnpg_backends_total${ofInstances()})`, legend: '{{state}}' }],
  });
}

function byRole(): PanelDefinition {
  return timeSeries({
    title: 'Connections by database',
    description: 'Sessions on each database, the pooler included.',
    unit: 'none',
    width: 8,
    draws: 'area',
    queries: [
      { expression: `sum by (datname) (cnpg_pg_stat_database_numbackends${ofInstances()})`, legend: '{{datname}}' },
    ],
  });
}

function transactions(): PanelDefinition {
  return timeSeries({
    title: 'Transactions',
    description: 'Transactions a second that were committed, and that were rolled back.',
    unit: 'ops',
    width: 8,
    queries: [
      {
        expression: `sum by (pod) (rate(cnpg_pg_stat_database_xact_commit${ofInstances()}[${RATE_WINDOW}]))`,
        legend: '{{pod}} committed',
      },
      {
        expression: `sum by (pod) (rate(cnpg_pg_stat_database_xact_rollback${ofInstances()}[${RATE_WINDOW}]))`,
        legend: '{{pod}} rolled back',
      },
    ],
  });
}

function rows(): PanelDefinition {
  return timeSeries({
    title: 'Rows',
    description: 'Rows a second that were read by scans, returned, and written.',
    unit: 'rowsps',
    width: 8,
    queries: (['returned', 'fetched', 'inserted', 'updated', 'deleted'] as const).map((what) => ({
      expression: `sum(rate(cnpg_pg_stat_database_tup_${what}${ofInstances()}[${RATE_WINDOW}]))`,
      legend: what,
    })),
  });
}

function cache(): PanelDefinition {
  return timeSeries({
    title: 'Blocks found in shared buffers',
    description:
      'Share of the blocks that had not to be asked of the operating system. Nothing is shown where nothing was read.',
    unit: 'percentunit',
    width: 8,
    max: 1,
    queries: [
      {
        expression:
          `sum by (pod) (rate(cnpg_pg_stat_database_blks_hit${ofInstances()}[${RATE_WINDOW}])) / ` +
          `(sum by (pod) (rate(cnpg_pg_stat_database_blks_hit${ofInstances()}[${RATE_WINDOW}]) + rate(cnpg_pg_stat_database_blks_read${ofInstances()}[${RATE_WINDOW}])) > 0)`,
        legend: '{{pod}}',
      },
    ],
  });
}

function longest({ transactionSeconds }: Limits): PanelDefinition {
  return timeSeries({
    title: 'Oldest transaction',
    description: 'Age of the oldest transaction of a client, by what it does. Alert: PostgreSQLLongRunningQueries.',
    unit: 's',
    width: 8,
    queries: [
      {
        expression: `max by (pod, state) (cnpg_pg_client_transactions_oldest_seconds${ofInstances()})`,
        legend: '{{pod}} {{state}}',
      },
    ],
    thresholds: goodBelow(transactionSeconds),
  });
}

function conflicts(): PanelDefinition {
  return timeSeries({
    title: 'Waiting and cancelled',
    description: 'Sessions that wait for a lock, and deadlocks and conflicts with recovery in five minutes.',
    unit: 'none',
    width: 8,
    queries: [
      { expression: `sum by (pod) (cnpg_backends_waiting_total${ofInstances()})`, legend: '{{pod}} waiting' },
      {
        expression: `sum(increase(cnpg_pg_stat_database_deadlocks${ofInstances()}[5m]))`,
        legend: 'deadlocks',
      },
      {
        expression: `sum(increase(cnpg_pg_stat_database_conflicts${ofInstances()}[5m]))`,
        legend: 'conflicts with recovery',
      },
    ],
  });
}

function temporary(): PanelDefinition {
  return timeSeries({
    title: 'Temporary files',
    description: 'What queries write to disk since it does not fit into work_mem.',
    unit: 'Bps',
    width: 8,
    queries: [
      {
        expression: `sum by (datname) (rate(cnpg_pg_stat_database_temp_bytes${ofInstances()}[${RATE_WINDOW}]))`,
        legend: '{{datname}}',
      },
    ],
  });
}

function volumes({ volumeWarning, volumeCritical }: Limits): PanelDefinition {
  return timeSeries({
    title: 'Volumes in use',
    description:
      'Share of each volume, as the kubelet says. A full one stops PostgreSQL. Alerts: PostgreSQLVolumeFilling, PostgreSQLVolumeAlmostFull. Without metrics of the kubelet this is not known.',
    unit: 'percentunit',
    width: 6,
    max: 1,
    queries: [
      {
        expression: `1 - ${RECORDED.volumeAvailable}${ofCluster()} / ${RECORDED.volumeCapacity}${ofCluster()}`,
        legend: '{{persistentvolumeclaim}}',
      },
    ],
    thresholds: thresholds([0, 'good'], [volumeWarning, 'warning'], [volumeCritical, 'critical']),
  });
}

function databases(): PanelDefinition {
  return timeSeries({
    title: 'Size of databases',
    description: 'On the disk of one instance.',
    unit: 'bytes',
    width: 6,
    draws: 'area',
    queries: [{ expression: `max by (datname) (cnpg_pg_database_size_bytes${ofCluster()})`, legend: '{{datname}}' }],
  });
}

function wraparound({ wraparoundAge }: Limits): PanelDefinition {
  return timeSeries({
    title: 'Transactions since the oldest freeze',
    description:
      'At about 2,000,000,000 PostgreSQL takes no more writes. Vacuum brings it down. Alert: PostgreSQLTransactionWraparound.',
    unit: 'short',
    width: 6,
    queries: [
      { expression: `max by (datname) (cnpg_pg_database_xid_age${ofCluster()})`, legend: '{{datname}}' },
      { expression: `max by (datname) (cnpg_pg_database_mxid_age${ofCluster()})`, legend: '{{datname}} multixact' },
    ],
    thresholds: goodBelow(wraparoundAge, 'critical'),
  });
}

/** The view was split in PostgreSQL 17; a cluster has one or the other. */
function checkpoints(): PanelDefinition {
  return timeSeries({
    title: 'Checkpoints in an hour',
    description:
      'Those that came by time, and those that came early since there was so much WAL: many of these slow writes down.',
    unit: 'none',
    width: 6,
    queries: (['timed', 'req'] as const).map((why) => ({
      expression:
        `sum by (pod) (increase(cnpg_pg_stat_checkpointer_checkpoints_${why}${ofInstances()}[1h])) or ` +
        `sum by (pod) (increase(cnpg_pg_stat_bgwriter_checkpoints_${why}${ofInstances()}[1h]))`,
      legend: `{{pod}} ${why === 'timed' ? 'by time' : 'early'}`,
    })),
  });
}
