import type { Cluster, Environment } from '@postgres-ha/environment';
import { archivingAlerts } from './archiving-alerts.ts';
import { backupAlerts, verificationAlerts } from './backup-alerts.ts';
import { connectionAlerts } from './connection-alerts.ts';
import { instanceAlerts } from './instance-alerts.ts';
import { metricsMissing } from './metrics-alerts.ts';
import { primaryAlerts } from './primary-alerts.ts';
import { recordingRules } from './recording-rules.ts';
import { replicationAlerts } from './replication-alerts.ts';
import type { RuleGroup } from './rule-group.ts';
import { ruleSubject } from './rule-subject.ts';
import { storageAlerts } from './storage-alerts.ts';
import { watchdogAlerts } from './watchdog-alerts.ts';

/** Recording rules and alerts of one cluster, with its thresholds in them; none where its environment has no monitoring. */
export function clusterRules(cluster: Cluster, environment: Environment): readonly RuleGroup[] {
  const { monitoring } = environment;
  if (monitoring === 'none') return [];
  const subject = ruleSubject(cluster, environment, monitoring);
  const groups: Readonly<Record<string, RuleGroup['rules']>> = {
    records: recordingRules(subject),
    primary: primaryAlerts(subject),
    instances: instanceAlerts(subject),
    replication: replicationAlerts(subject),
    archiving: archivingAlerts(subject),
    backups: [...backupAlerts(subject), ...verificationAlerts(subject)],
    connections: connectionAlerts(subject),
    storage: storageAlerts(subject),
    watchdog: watchdogAlerts(subject),
    metrics: [metricsMissing(subject)],
  };
  return Object.entries(groups)
    .filter(([, rules]) => rules.length > 0)
    .map(([topic, rules]) => ({ name: `${cluster.name}-${topic}`, rules }));
}
