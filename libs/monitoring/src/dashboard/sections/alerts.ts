import { COLOURS, goodBelow, thresholds, words } from '../colours.ts';
import type { PanelDefinition } from '../panels/panel.ts';
import { ofSeriesLike } from '../panels/panel.ts';
import { stat } from '../panels/stat.ts';
import { stateTimeline } from '../panels/state-timeline.ts';
import { table } from '../panels/table.ts';
import type { Section, SectionContext } from '../section.ts';
import { RECORDED } from '../../rules/recording-rules.ts';
import { ofCluster, ofEnvironment, ofWatched } from '../selection.ts';

/** What fires, what fired, and is anybody watching? */
export function alerts({ runbooks }: SectionContext): Section {
  return {
    title: 'Alert status and history',
    about: 'What fires now, what fired when, what the watchdog saw, and does everything that would tell still run?',
    lines: [
      [firingNow(runbooks), history()],
      [rulesEvaluated(), targets(), watchdogRound(), unseen(), incidents(), untold(), verifierRun(), operator()],
      [watchdogHistory()],
    ],
  };
}

function firingNow(runbooks: string | undefined): PanelDefinition {
  return table({
    title: 'Alerts that fire or are about to',
    description:
      'As Prometheus has them. Empty means that nothing fires only while "Rules" says that they are evaluated. The name of an alert leads to its runbook, where environment.yaml says where runbooks are.',
    width: 10,
    height: 10,
    rowLabel: 'alertname',
    rowTitle: 'Alert',
    labels: { severity: 'Severity', alertstate: 'State', pod: 'Pod' },
    columns: [
      {
        title: 'Active',
        // The first factor has the labels, the second the time since when.
        expression: `ALERTS${ofCluster()} * on (alertname, pod, severity) group_left () (max by (alertname, pod, severity) (ALERTS_FOR_STATE${ofCluster()}) * 1000)`,
        unit: 'dateTimeFromNow',
      },
    ],
    rowLinks: runbooks === undefined ? [] : [{ title: 'Runbook', url: `${runbooks}/\${__value.raw}.md` }],
    sortBy: { title: 'Severity', descending: false },
  });
}

function history(): PanelDefinition {
  const of = (severity: string) => `ALERTS${ofCluster('alertstate="firing"', `severity="${severity}"`)}`;
  return stateTimeline({
    title: 'Alerts over time',
    description: 'When each alert fired, in the colour of its severity.',
    unit: 'none',
    width: 14,
    height: 10,
    queries: [
      {
        expression: `max by (alertname) (${of('critical')} * 3 or ${of('warning')} * 2 or ${of('info')})`,
        legend: '{{alertname}}',
      },
    ],
    mappings: words([1, 'info', 'notice'], [2, 'warning', 'warning'], [3, 'critical', 'critical']),
  });
}

function rulesEvaluated(): PanelDefinition {
  return stat({
    title: 'Rules',
    description:
      'Whether Prometheus evaluates the rules of this cluster: a series that only they make is there. Otherwise no alert can fire.',
    unit: 'none',
    width: 3,
    queries: [{ expression: `count(${RECORDED.expectedInstances}${ofCluster()})`, legend: 'rules' }],
    mappings: words([1, 'evaluated', 'good']),
    thresholds: thresholds([0, 'warning']),
  });
}

function targets(): PanelDefinition {
  return stat({
    title: 'Targets down',
    description: 'Instances, poolers and workers that Prometheus knows of and cannot read.',
    unit: 'none',
    width: 3,
    queries: [{ expression: `count(up${ofCluster()}) - sum(up${ofCluster()})`, legend: 'down' }],
    thresholds: goodBelow(1, 'critical'),
  });
}

function watchdogRound(): PanelDefinition {
  return stat({
    title: 'Watchdog looked',
    description: 'Time since the watchdog last completed a round over this cluster. Alert: PostgreSQLWatchdogSilent.',
    unit: 's',
    width: 3,
    queries: [
      {
        expression: `time() - (max(split_brain_watchdog_last_cycle_timestamp_seconds${ofWatched()}) > 0)`,
        legend: 'ago',
      },
    ],
    thresholds: goodBelow(60, 'critical'),
  });
}

function unseen(): PanelDefinition {
  return stat({
    title: 'Not seen',
    description: 'Instances of which the watchdog does not know what they are. Alert: PostgreSQLWatchdogBlind.',
    unit: 'none',
    width: 3,
    queries: [{ expression: `max(split_brain_watchdog_members${ofWatched('role="unknown"')})`, legend: 'instances' }],
    thresholds: goodBelow(1),
  });
}

function incidents(): PanelDefinition {
  return stat({
    title: 'Open incidents',
    description:
      'Incidents of the watchdog that are not over. One with lost commits stays until somebody says that they have it in hand.',
    unit: 'none',
    width: 3,
    queries: [
      {
        expression: `sum(split_brain_watchdog_cluster_incidents_open${ofWatched('severity!="info"')})`,
        legend: 'open',
      },
    ],
    thresholds: goodBelow(1, 'critical'),
  });
}

function untold(): PanelDefinition {
  return stat({
    title: 'Not told yet',
    description: 'Incidents that a sink of the watchdog (Slack, GitHub, Alertmanager) does not show as they are.',
    unit: 'none',
    width: 3,
    queries: [{ expression: `max(split_brain_watchdog_sink_waiting${ofCluster()})`, legend: 'waiting' }],
    thresholds: goodBelow(1),
  });
}

function verifierRun(): PanelDefinition {
  return stat({
    title: 'Verifier looked',
    description:
      'Time since the backup verifier last ended a look, whatever came of it. Alert: PostgreSQLVerifierSilent.',
    unit: 's',
    width: 3,
    queries: [
      {
        expression: `time() - (max(backup_verifier_last_run_finished_timestamp_seconds${ofCluster()}) > 0)`,
        legend: 'ago',
      },
    ],
    thresholds: goodBelow(26 * 3600),
  });
}

function operator(): PanelDefinition {
  return stat({
    title: 'Operator',
    description:
      'Pods of the operator that Prometheus reads. Without one nobody promotes a standby. Alert: CloudNativePGOperatorDown.',
    unit: 'none',
    width: 3,
    queries: [{ expression: `sum(up${ofEnvironment('job="cloudnative-pg"')})`, legend: 'up' }],
    thresholds: thresholds([0, 'critical'], [1, 'good']),
  });
}

function watchdogHistory(): PanelDefinition {
  const state = (colour: keyof typeof COLOURS, text: string) => ({
    mappings: [{ type: 'value', options: { '1': { text, color: COLOURS[colour], index: 0 } } }],
  });
  return stateTimeline({
    title: 'What the watchdog saw',
    description: 'The states that the cluster was in, by the watchdog: a band for each, while it held.',
    unit: 'none',
    width: 24,
    height: 7,
    queries: [
      { expression: `max by (state) (split_brain_watchdog_cluster_state${ofWatched()} == 1)`, legend: '{{state}}' },
    ],
    mappings: words([1, 'holds', 'critical']),
    overrides: [
      ofSeriesLike(/^healthy$/, state('good', 'healthy')),
      ofSeriesLike(/^(unknown|blind|observer-partitioned|starting)$/, state('unknown', 'not known')),
      ofSeriesLike(/^(failover|switchover|clone|fenced|hibernated|paused)$/, state('notice', 'under way')),
      ofSeriesLike(
        /^(stale-endpoint|dual-label|ambiguous-address|replication-broken|sync-degraded)$/,
        state('warning', 'degraded'),
      ),
    ],
  });
}
