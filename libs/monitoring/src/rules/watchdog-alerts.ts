import { watchedAs } from './primary-alerts.ts';
import { byReason, gone, reasons } from './promql.ts';
import { RECORDED } from './recording-rules.ts';
import type { AlertingRule } from './rule-group.ts';
import type { RuleSubject } from './rule-subject.ts';

export function watchdogAlerts(subject: RuleSubject): readonly AlertingRule[] {
  if (!subject.expects.splitBrainWatchdog) return [];
  return [watchdogSilent(subject), watchdogBlind(subject), certificateExpiring(subject)];
}

/** Its clock is not compared with Prometheus': that its rounds go on is seen from one scrape to the next. */
function watchdogSilent({ cluster, ofWorkers }: RuleSubject): AlertingRule {
  const rounds = ofWorkers('split_brain_watchdog_last_cycle_timestamp_seconds', watchedAs(cluster.name));
  return {
    kind: 'alert',
    name: 'PostgreSQLWatchdogSilent',
    severity: 'critical',
    expression: reasons('reason', {
      absent: gone(rounds),
      // A clock that is set back is no standstill.
      stuck: `max(abs(delta(${rounds}[3m]))) < 30`,
    }),
    forSeconds: 120,
    summary: byReason('reason', {
      absent: `Nobody hears of the split-brain watchdog of ${cluster.name}`,
      stuck: `The split-brain watchdog of ${cluster.name} makes no rounds`,
    }),
    description: 'Two primaries at one time would be seen late or never.',
  };
}

/** Members that metrics do not see either are down, which is told by another alert. */
function watchdogBlind({ cluster, ofWorkers, ofInstances, recorded }: RuleSubject): AlertingRule {
  const unknown = ofWorkers('split_brain_watchdog_members', watchedAs(cluster.name), 'role="unknown"');
  const answering = `count(count by (pod) (${ofInstances('cnpg_pg_replication_in_recovery')}))`;
  return {
    kind: 'alert',
    name: 'PostgreSQLWatchdogBlind',
    severity: 'warning',
    expression: reasons('reason', {
      members: `max(${unknown}) - clamp_min(max(${recorded(RECORDED.expectedInstances)}) - ${answering}, 0) > 0`,
      doubt: `max(${ofWorkers('split_brain_watchdog_observer_in_doubt')}) == 1`,
    }),
    forSeconds: 300,
    summary: byReason('reason', {
      members: `The split-brain watchdog of ${cluster.name} does not see {{ $value }} of the instances that answer`,
      doubt: `The split-brain watchdog of ${cluster.name} takes itself for cut off`,
    }),
    description: byReason('reason', {
      members:
        'A primary among those that it does not see is one that it cannot compare. Look at its connections and at NetworkPolicies.',
      doubt: 'It reaches nobody, or too few to trust what it sees, and concludes nothing from silence meanwhile.',
    }),
  };
}

/** As a member serves it: a Secret that was renewed helps nobody as long as the old certificate is shown. */
function certificateExpiring({ cluster, ofWorkers }: RuleSubject): AlertingRule {
  const expiry = ofWorkers('split_brain_watchdog_certificate_expiry_timestamp_seconds', watchedAs(cluster.name));
  return {
    kind: 'alert',
    name: 'PostgreSQLCertificateExpiring',
    severity: 'critical',
    expression: `min by (member) (${expiry}) - time() < ${cluster.monitoring.alerts.certificateExpiry}`,
    forSeconds: 600,
    summary:
      '{{ if gt $value 0.0 }}The certificate of {{ $labels.member }} expires in {{ $value | humanizeDuration }}{{ else }}The certificate of {{ $labels.member }} has expired{{ end }}',
    description:
      'It should have been renewed. When it expires, clients that verify it cannot connect, and neither can standbys.',
  };
}
