import { COLOURS, goodBelow, NEUTRAL, thresholds, words } from '../colours.ts';
import { fixedColour, ofSeries, ofSeriesLike, type PanelDefinition } from '../panels/panel.ts';
import { stat } from '../panels/stat.ts';
import { stateTimeline } from '../panels/state-timeline.ts';
import { table } from '../panels/table.ts';
import type { Section, SectionContext } from '../section.ts';
import { RECORDED } from '../../rules/recording-rules.ts';
import { ofCluster, ofInstances, ofWatched } from '../selection.ts';

/** Is there one primary, who is it, and are all there? */
export function overview({ limits }: SectionContext): Section {
  return {
    title: 'Roles and overview',
    about: 'Is there exactly one primary, who is it, are all instances there, and has it changed?',
    lines: [
      [primaries(), primaryName(), instances(), timeline(), watchdogState(), verdict(), firing()],
      [roles(), members()],
      [version(), standbys(), fenced(), certificate(limits.certificateSeconds), promotions()],
    ],
  };
}

function primaries(): PanelDefinition {
  return stat({
    title: 'Primaries',
    description:
      'How many instances say that they are the primary. One is right. None: nobody takes writes. Two: as many histories, of which one will be lost; see the runbook of PostgreSQLMultiplePrimaries before anything is restarted.',
    unit: 'none',
    width: 3,
    queries: [
      {
        expression: `count(cnpg_pg_replication_is_replica${ofCluster()} == 0) or 0 * count(cnpg_pg_replication_is_replica${ofCluster()})`,
        legend: 'primaries',
      },
    ],
    thresholds: thresholds([0, 'critical'], [1, 'good'], [2, 'critical']),
  });
}

function primaryName(): PanelDefinition {
  return stat({
    title: 'Primary',
    description:
      'The instance that says of itself that it is the primary. Not by its label, which can never show two of them.',
    unit: 'none',
    width: 5,
    shows: 'names',
    queries: [{ expression: `cnpg_pg_replication_is_replica${ofCluster()} == 0`, legend: '{{pod}}' }],
    thresholds: NEUTRAL,
  });
}

function instances(): PanelDefinition {
  return stat({
    title: 'Instances up',
    description:
      'Instances that Prometheus reads, those that cluster.yaml asks for, and the difference. An instance without a pod is missing as well.',
    unit: 'none',
    width: 5,
    shows: 'names-and-values',
    queries: [
      { expression: `sum(up${ofCluster('job="$cluster"')})`, legend: 'up' },
      { expression: `max(${RECORDED.expectedInstances}${ofCluster()})`, legend: 'expected' },
      {
        expression: `max(${RECORDED.expectedInstances}${ofCluster()}) - sum(up${ofCluster('job="$cluster"')})`,
        legend: 'missing',
      },
    ],
    overrides: [
      ofSeries('up', { thresholds: { mode: 'absolute', steps: thresholds([0, 'critical'], [1, 'notice']) } }),
      ofSeries('missing', { thresholds: { mode: 'absolute', steps: goodBelow(1, 'critical') } }),
    ],
  });
}

function timeline(): PanelDefinition {
  return stat({
    title: 'Timeline',
    description: 'The newest timeline that an instance writes or follows. Each promotion begins the next one.',
    unit: 'none',
    width: 2,
    queries: [{ expression: `max(${RECORDED.timeline}${ofCluster()})`, legend: 'timeline' }],
  });
}

function watchdogState(): PanelDefinition {
  return stat({
    title: 'Watchdog says',
    description:
      'What the split-brain watchdog makes of the cluster, by evidence of its own: docs/reference/split-brain-states.md says what each word means.',
    unit: 'none',
    width: 3,
    shows: 'names',
    queries: [{ expression: `split_brain_watchdog_cluster_state${ofWatched()} == 1`, legend: '{{state}}' }],
    thresholds: thresholds([0, 'critical']),
    overrides: [
      ofSeries('healthy', fixedColour(COLOURS.good)),
      ofSeriesLike(/^(unknown|blind|observer-partitioned|starting)$/, fixedColour(COLOURS.unknown)),
      ofSeriesLike(/^(failover|switchover|clone|fenced|hibernated|paused)$/, fixedColour(COLOURS.notice)),
      ofSeriesLike(
        /^(stale-endpoint|dual-label|ambiguous-address|replication-broken|sync-degraded)$/,
        fixedColour(COLOURS.warning),
      ),
    ],
  });
}

function verdict(): PanelDefinition {
  return stat({
    title: 'Backups are',
    description:
      'Verdict of the backup verifier on the archive. Only proven means that a restore was done and what came of it was read.',
    unit: 'none',
    width: 3,
    shows: 'names',
    queries: [{ expression: `backup_verifier_verdict${ofCluster()} == 1`, legend: '{{verdict}}' }],
    thresholds: thresholds([0, 'critical']),
    overrides: [
      ofSeries('proven', fixedColour(COLOURS.good)),
      ofSeries('acknowledged', fixedColour(COLOURS.warning)),
      ofSeries('unknown', fixedColour(COLOURS.unknown)),
    ],
  });
}

function firing(): PanelDefinition {
  return stat({
    title: 'Alerts',
    description:
      'Critical and warning alerts that fire. 0 only where Prometheus evaluates the rules of this cluster; else it is not known.',
    unit: 'none',
    width: 3,
    queries: [
      {
        expression: `count(ALERTS${ofCluster('alertstate="firing"', 'severity=~"critical|warning"')}) or 0 * max(${RECORDED.expectedInstances}${ofCluster()})`,
        legend: 'firing',
      },
    ],
    thresholds: goodBelow(1, 'critical'),
  });
}

function roles(): PanelDefinition {
  return stateTimeline({
    title: 'Role of each instance',
    description:
      'Who was primary when. A hole in a band: the instance could not be read. Two primary bands at one time: two primaries.',
    unit: 'none',
    width: 12,
    queries: [{ expression: `max by (pod) (cnpg_pg_replication_is_replica${ofInstances()})`, legend: '{{pod}}' }],
    mappings: words([0, 'primary', 'notice'], [1, 'standby', 'good']),
  });
}

function members(): PanelDefinition {
  return table({
    title: 'Instances',
    description: 'Each instance as it is now. Empty cells: it does not say.',
    width: 12,
    rowLabel: 'pod',
    rowTitle: 'Instance',
    columns: [
      {
        title: 'Read',
        expression: `max by (pod) (up${ofInstances('job="$cluster"')})`,
        unit: 'none',
        mappings: words([0, 'no', 'critical'], [1, 'yes', 'good']),
      },
      {
        title: 'Role',
        expression: `max by (pod) (cnpg_pg_replication_is_replica${ofInstances()})`,
        unit: 'none',
        mappings: words([0, 'primary', 'notice'], [1, 'standby', 'good']),
      },
      { title: 'Timeline', expression: `max by (pod) (cnpg_pg_xlog_position_timeline${ofInstances()})`, unit: 'none' },
      {
        title: 'Streams',
        expression: `max by (pod) (cnpg_pg_recovery_streaming${ofInstances()})`,
        unit: 'none',
        mappings: words([0, 'no', 'critical'], [1, 'yes', 'good']),
      },
      {
        title: 'Replay',
        expression: `max by (pod) (cnpg_pg_recovery_replay_paused${ofInstances()})`,
        unit: 'none',
        mappings: words([0, 'goes on', 'good'], [1, 'paused', 'warning']),
      },
      {
        title: 'Started',
        expression: `max by (pod) (cnpg_pg_postmaster_start_time${ofInstances()}) * 1000`,
        unit: 'dateTimeFromNow',
      },
    ],
  });
}

function version(): PanelDefinition {
  return stat({
    title: 'PostgreSQL',
    description: 'Version of each instance. Two of them at one time only while an update goes through.',
    unit: 'none',
    width: 4,
    shows: 'names',
    queries: [{ expression: `count by (full) (cnpg_collector_postgres_version${ofInstances()})`, legend: '{{full}}' }],
  });
}

function standbys(): PanelDefinition {
  return stat({
    title: 'Streaming standbys',
    description:
      'Standbys that get WAL from the primary as it is made. None: the next failure of the primary loses what was committed since.',
    unit: 'none',
    width: 4,
    queries: [{ expression: `max(cnpg_pg_replication_streaming_replicas${ofCluster()})`, legend: 'standbys' }],
    thresholds: thresholds([0, 'critical'], [1, 'good']),
  });
}

function fenced(): PanelDefinition {
  return stat({
    title: 'Fenced',
    description: 'Instances that the operator was told to keep stopped.',
    unit: 'none',
    width: 4,
    queries: [{ expression: `sum(cnpg_collector_fencing_on${ofCluster()})`, legend: 'fenced' }],
    thresholds: goodBelow(1),
  });
}

function certificate(limit: number): PanelDefinition {
  return stat({
    title: 'Certificate',
    description:
      'Time until the first certificate expires that an instance serves, as the watchdog sees it on its own connection. It is renewed a week before.',
    unit: 's',
    width: 4,
    queries: [
      {
        expression: `min(split_brain_watchdog_certificate_expiry_timestamp_seconds${ofWatched()}) - time()`,
        legend: 'expires in',
      },
    ],
    thresholds: [
      { value: null, color: COLOURS.unknown },
      { value: -1e12, color: COLOURS.critical },
      { value: limit, color: COLOURS.good },
    ],
  });
}

function promotions(): PanelDefinition {
  return stat({
    title: 'Promotions in this time',
    description:
      'How often the timeline went up within the time that is shown: failovers and switchovers. When, is marked in the graphs.',
    unit: 'none',
    width: 8,
    queries: [
      {
        expression: `max(max_over_time(cnpg_pg_xlog_position_timeline${ofCluster()}[$__range])) - min(min_over_time(cnpg_pg_xlog_position_timeline${ofCluster()}[$__range]))`,
        legend: 'promotions',
      },
    ],
    thresholds: thresholds([0, 'good'], [1, 'notice']),
  });
}
