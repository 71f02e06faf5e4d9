import { perPod } from './promql.ts';
import { RECORDED } from './recording-rules.ts';
import type { AlertingRule } from './rule-group.ts';
import { settledSeconds, type RuleSubject } from './rule-subject.ts';

const KEEP_FIRING_S = 600;

export function primaryAlerts(subject: RuleSubject): readonly AlertingRule[] {
  const watched = subject.expects.splitBrainWatchdog ? [multiplePrimariesProven(subject)] : [];
  return [
    ...(subject.hasPrimary ? [noPrimary(subject)] : []),
    multiplePrimaries(subject),
    ...watched,
    failoverHappened(subject),
  ];
}

/** No instance says that it is a primary, or nobody says anything: both are the same to whoever wants to write. */
function noPrimary({ cluster, ofInstances }: RuleSubject): AlertingRule {
  return {
    kind: 'alert',
    name: 'PostgreSQLNoPrimary',
    severity: 'critical',
    expression: `absent(${ofInstances('cnpg_pg_replication_in_recovery')} == 0)`,
    // In a switchover the old primary is gone before the new one is seen as one, a scrape and a cached answer later.
    forSeconds: 90 + cluster.failoverDelay,
    summary: `${cluster.name} has no primary`,
    description:
      'No instance has answered that it is a primary: nothing can be written, or nobody can tell. A cluster that was hibernated on purpose has none either: silence this alert for as long.',
  };
}

/** What an instance said while it was a primary is handed out again for a while after it stopped: two for a minute are a switchover. */
function multiplePrimaries(subject: RuleSubject): AlertingRule {
  const { cluster, ofInstances, monitoring } = subject;
  const inRecovery = ofInstances('cnpg_pg_replication_in_recovery');
  const freshSeconds = Math.max(60, 3 * monitoring.scrapeInterval);
  return {
    kind: 'alert',
    name: 'PostgreSQLMultiplePrimaries',
    severity: 'critical',
    // A sample that is old is what was left of a pod when nobody scraped.
    expression: `count(
  ${perPod('max', inRecovery)} == 0
  and on (pod)
  ${perPod('max', `timestamp(${inRecovery})`)} > time() - ${freshSeconds}
) > 1`,
    forSeconds: 30 + settledSeconds(subject),
    keepFiringForSeconds: KEEP_FIRING_S,
    labels: { evidence: 'metrics' },
    summary: `${cluster.name} has {{ $value }} primaries at one time`,
    description: `More than one instance answers that it is a primary:{{ range query \`${ofInstances('cnpg_pg_xlog_position_timeline')} and on (pod) ${inRecovery} == 0\` | sortByLabel "pod" }} {{ .Labels.pod }} on timeline {{ .Value }};{{ end }} what is written to one of them will be lost.`,
  };
}

/** The watchdog asks every second and compares what it heard: what it calls dual is proven, so nothing is waited for. */
function multiplePrimariesProven({ cluster, ofWorkers }: RuleSubject): AlertingRule {
  const states = ['state=~"dual-writing|dual-writable"', watchedAs(cluster.name)];
  return {
    kind: 'alert',
    name: 'PostgreSQLMultiplePrimaries',
    severity: 'critical',
    expression: `max by (state) (${ofWorkers('split_brain_watchdog_cluster_state', ...states)}) == 1`,
    forSeconds: 0,
    keepFiringForSeconds: KEEP_FIRING_S,
    labels: { evidence: 'watchdog' },
    summary: `${cluster.name} is proven to have several primaries at one time`,
    description:
      'The split-brain watchdog has seen two instances as primaries at one time: {{ $labels.state }}. What is written to one of them will be lost. Its page and its incident have the members, and how many commits are concerned.',
  };
}

/** By the timeline, which nothing but a promotion raises: neither a restart nor a cluster that was not measured for a while does. */
function failoverHappened({ cluster, ofInstances, recorded }: RuleSubject): AlertingRule {
  return {
    kind: 'alert',
    name: 'PostgreSQLFailoverHappened',
    severity: 'info',
    expression: `(
  ${perPod('max', ofInstances('cnpg_pg_xlog_position_timeline'))}
  and on (pod) ${ofInstances('cnpg_pg_replication_in_recovery')} == 0
) > on () group_left () max(max_over_time(${recorded(RECORDED.timeline)}[1h] offset 10m))`,
    forSeconds: 0,
    summary: `{{ $labels.pod }} was promoted in ${cluster.name}`,
    description:
      'It has begun timeline {{ $value }} within the last ten minutes. Where nobody asked for a switchover, it was a failover: find out why the old primary was lost.',
  };
}

/** The name of a cluster in the configuration of the watchdog, which may put its environment in front. */
export function watchedAs(cluster: string): string {
  return `cluster=~"(.+/)?${cluster}"`;
}
