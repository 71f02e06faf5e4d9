import { COLOURS, goodBelow, NEUTRAL, thresholds, words } from '../colours.ts';
import type { Limits } from '../limits.ts';
import { fixedColour, ofSeriesLike, type PanelDefinition } from '../panels/panel.ts';
import { stat } from '../panels/stat.ts';
import { stateTimeline } from '../panels/state-timeline.ts';
import { table } from '../panels/table.ts';
import { timeSeries } from '../panels/time-series.ts';
import type { Section, SectionContext } from '../section.ts';
import { RECORDED } from '../../rules/recording-rules.ts';
import { ofCluster, ofInstances, RATE_WINDOW } from '../selection.ts';

const PLUGIN = 'barman_cloud_cloudnative_pg_io';

/** Is there a backup, is WAL archived, and was it proven that a restore works? */
export function backups({ limits }: SectionContext): Section {
  return {
    title: 'Backup and WAL archiving',
    about: 'How old is the newest backup, does WAL reach the archive, and what of it was proven by a restore?',
    lines: [
      [newest(limits), recoverableFrom(), provenTo(), recoveryPoint(), restoreTime(), holes()],
      [proofs(limits), verdicts()],
      [archiving(), waiting(limits), walOnDisk()],
      [sinceArchived(), backupsByVerdict(), restoreTrend()],
    ],
  };
}

function newest({ backupAgeSeconds }: Limits): PanelDefinition {
  return stat({
    title: 'Newest backup',
    description:
      'Age of the newest base backup that the plugin says is complete. Alert: PostgreSQLBackupFailed. Whether it can be restored is another question: see the proofs.',
    unit: 's',
    width: 4,
    queries: [
      {
        expression: `time() - (max(${RECORDED.lastBackup}${ofCluster()}) > 0)`,
        legend: 'age',
      },
    ],
    thresholds: goodBelow(backupAgeSeconds, 'critical'),
  });
}

function recoverableFrom(): PanelDefinition {
  return stat({
    title: 'Recoverable from',
    description: 'The earliest time that the archive says can be restored.',
    unit: 'dateTimeAsIso',
    width: 4,
    queries: [{ expression: `(max(${PLUGIN}_first_recoverability_point${ofCluster()}) > 0) * 1000`, legend: 'from' }],
  });
}

function provenTo(): PanelDefinition {
  return stat({
    title: 'Proven up to',
    description: 'The last commit that a rehearsed restore reached.',
    unit: 'dateTimeAsIso',
    width: 4,
    queries: [
      { expression: `max(backup_verifier_recoverable_to_timestamp_seconds${ofCluster()}) * 1000`, legend: 'up to' },
    ],
  });
}

function recoveryPoint(): PanelDefinition {
  return stat({
    title: 'Recovery point, measured',
    description:
      'Age of the newest canary row in the restored database when the archive was listed: so much would have been lost.',
    unit: 's',
    width: 4,
    queries: [{ expression: `max(backup_verifier_rpo_seconds${ofCluster()})`, legend: 'RPO' }],
    thresholds: NEUTRAL,
  });
}

function restoreTime(): PanelDefinition {
  return stat({
    title: 'Recovery time, measured',
    description: 'How long the last rehearsed restore took, and how long one of the newest backup is expected to take.',
    unit: 's',
    width: 4,
    shows: 'names-and-values',
    queries: [
      { expression: `max(backup_verifier_restore_seconds${ofCluster()})`, legend: 'last' },
      { expression: `max(backup_verifier_restore_forecast_seconds${ofCluster()})`, legend: 'expected' },
    ],
  });
}

function holes(): PanelDefinition {
  return stat({
    title: 'Holes in the archive',
    description: 'Stretches of time that no backup leads to. Alert: PostgreSQLRecoveryHole.',
    unit: 'none',
    width: 4,
    queries: [{ expression: `sum(backup_verifier_lost_stretches${ofCluster()})`, legend: 'holes' }],
    thresholds: goodBelow(1, 'critical'),
  });
}

function proofs({ unprovenSeconds }: Limits): PanelDefinition {
  return table({
    title: 'What was proven, and when',
    description:
      'Levels of proof: L0 listed, L1 content read, L2 WAL complete, L3 started, L4 replayed to the end, L5 data checked. A level that was never proven has no time. Alert: PostgreSQLBackupUnproven.',
    width: 12,
    rowLabel: 'level',
    rowTitle: 'Level',
    columns: [
      {
        title: 'Proven',
        expression: `max by (level) (backup_verifier_level_proven${ofCluster()})`,
        unit: 'none',
        mappings: words([0, 'never', 'warning'], [1, 'yes', 'good']),
      },
      {
        title: 'Since',
        expression: `time() - max by (level) (backup_verifier_last_proof_timestamp_seconds${ofCluster()})`,
        unit: 's',
        thresholds: goodBelow(unprovenSeconds),
      },
    ],
    sortBy: { title: 'Level', descending: false },
  });
}

function verdicts(): PanelDefinition {
  return stateTimeline({
    title: 'Verdicts',
    description: 'What was known of the archive when. A hole: the verifier said nothing.',
    unit: 'none',
    width: 12,
    queries: [
      {
        expression: `max by (server, verdict) (backup_verifier_verdict${ofCluster()})`,
        legend: '{{server}} {{verdict}}',
      },
    ],
    mappings: words([0, ' ', 'unknown'], [1, 'holds', 'notice']),
    overrides: [
      ofSeriesLike(/ proven$/, { mappings: holds('good') }),
      ofSeriesLike(/ damaged$/, { mappings: holds('critical') }),
      ofSeriesLike(/ acknowledged$/, { mappings: holds('warning') }),
      ofSeriesLike(/ unknown$/, { mappings: holds('unknown') }),
    ],
  });
}

function holds(colour: keyof typeof COLOURS) {
  return [
    {
      type: 'value',
      options: {
        '0': { text: ' ', color: 'transparent', index: 0 },
        '1': { text: 'holds', color: COLOURS[colour], index: 1 },
      },
    },
  ];
}

function archiving(): PanelDefinition {
  return timeSeries({
    title: 'WAL archived and failed',
    description:
      'Segments in five minutes that reached the archive, and attempts that failed. Alert: PostgreSQLWALArchivingFailing.',
    unit: 'none',
    width: 8,
    queries: [
      {
        expression: `sum by (pod) (increase(cnpg_pg_stat_archiver_archived_count${ofInstances()}[5m]))`,
        legend: '{{pod}} archived',
      },
      {
        expression: `sum by (pod) (increase(cnpg_pg_stat_archiver_failed_count${ofInstances()}[5m]))`,
        legend: '{{pod}} failed',
      },
    ],
    overrides: [ofSeriesLike(/failed$/, fixedColour(COLOURS.critical))],
  });
}

function waiting({ walBacklog }: Limits): PanelDefinition {
  return timeSeries({
    title: 'Segments that wait for the archive',
    description: 'What would be lost with the volumes, and fills them meanwhile. Alert: PostgreSQLWALBacklog.',
    unit: 'none',
    width: 8,
    queries: [
      {
        expression: `max by (pod) (cnpg_collector_pg_wal_archive_status${ofInstances('value="ready"')})`,
        legend: '{{pod}}',
      },
    ],
    thresholds: goodBelow(walBacklog),
  });
}

function walOnDisk(): PanelDefinition {
  return timeSeries({
    title: 'WAL on the volume',
    description:
      'Size of pg_wal. It grows where archiving fails, where a slot holds WAL back, or where there is more of it than checkpoints keep up with.',
    unit: 'bytes',
    width: 8,
    queries: [{ expression: `max by (pod) (cnpg_collector_pg_wal${ofInstances('value="size"')})`, legend: '{{pod}}' }],
  });
}

function sinceArchived(): PanelDefinition {
  return timeSeries({
    title: 'Since the last segment was archived',
    description:
      'On the primary. On an idle database it grows without anything being wrong; above zero written WAL it must not.',
    unit: 's',
    width: 8,
    queries: [
      {
        expression: `max by (pod) (cnpg_pg_stat_archiver_seconds_since_last_archival${ofInstances()})`,
        legend: '{{pod}}',
      },
      {
        expression: `sum by (pod) (rate(cnpg_pg_xlog_position_bytes${ofInstances()}[${RATE_WINDOW}])) and on (pod) cnpg_pg_replication_is_replica${ofInstances()} == 0`,
        legend: '{{pod}} writes WAL',
      },
    ],
    overrides: [ofSeriesLike(/writes WAL$/, { unit: 'Bps', 'custom.axisPlacement': 'right' })],
  });
}

function backupsByVerdict(): PanelDefinition {
  return timeSeries({
    title: 'Base backups by verdict',
    description: 'How many backups are in the archive, and what is known of each.',
    unit: 'none',
    width: 8,
    draws: 'area',
    queries: [{ expression: `sum by (verdict) (backup_verifier_backups${ofCluster()})`, legend: '{{verdict}}' }],
    overrides: [
      ofSeriesLike(/^proven$/, fixedColour(COLOURS.good)),
      ofSeriesLike(/^damaged$/, fixedColour(COLOURS.critical)),
      ofSeriesLike(/^unknown$/, fixedColour(COLOURS.unknown)),
    ],
  });
}

function restoreTrend(): PanelDefinition {
  return timeSeries({
    title: 'Steps of the last restore',
    description: 'Where the time of a restore goes: reading the backup, reading WAL, start, replay.',
    unit: 's',
    width: 8,
    draws: 'area',
    queries: [{ expression: `max by (step) (backup_verifier_restore_step_seconds${ofCluster()})`, legend: '{{step}}' }],
    thresholds: thresholds([0, 'notice']),
  });
}
