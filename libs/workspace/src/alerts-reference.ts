import { readEnvironment, type ClusterMonitoring } from '@postgres-ha/environment';
import { example, exampleFiles } from '@postgres-ha/environment/examples';
import { clusterRules, environmentRules, type AlertingRule } from '@postgres-ha/monitoring';

/** The keys of `monitoring.alerts` in cluster.yaml that say from when on a number is an alert. */
const THRESHOLDS: Readonly<Record<string, readonly (keyof ClusterMonitoring['alerts'])[]>> = {
  PostgreSQLBackupFailed: ['backupAge'],
  PostgreSQLBackupUnproven: ['backupUnproven'],
  PostgreSQLCertificateExpiring: ['certificateExpiry'],
  PostgreSQLConnectionsHigh: ['connections'],
  PostgreSQLLongRunningQueries: ['longRunningTransaction'],
  PostgreSQLPoolerSaturated: ['poolerWait'],
  PostgreSQLReplicationLag: ['replicationLag'],
  PostgreSQLSlotLag: ['slotLag'],
  PostgreSQLTransactionWraparound: ['wraparoundAge'],
  PostgreSQLVolumeAlmostFull: ['volumeCritical'],
  PostgreSQLVolumeFilling: ['volumeWarning', 'volumeForecast'],
  PostgreSQLWALBacklog: ['walBacklog'],
};

const SEVERITIES = ['critical', 'warning', 'info'] as const;

/** A page with every alert of a cluster that has all that can be watched, and of its environment. */
export function alertsReference(): string {
  const alerts = allAlerts();
  const names = [...new Set(alerts.map(({ name }) => name))].toSorted();
  const rows = SEVERITIES.flatMap((severity) =>
    names.flatMap((name) => {
      const [rule] = alerts.filter((alert) => alert.name === name);
      return rule?.severity === severity ? [rowOf(rule)] : [];
    }),
  );
  return `# Alerts

<!-- Made by \`npm run reference\` from libs/monitoring/src/rules; edit that instead. -->

Every alert that files 03 can have, the most urgent first. A cluster has those that make sense for it: about backups where it has backups, about workers where its environment expects them.
Who is told, and which alert keeps another one quiet, is in [monitoring](../monitoring.md); each name leads to what to do. Keys are those of \`monitoring.alerts\` in \`cluster.yaml\`, with their defaults in its schema.

| Alert | Severity | Holds for | Threshold | What it means |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}

function rowOf({ name, severity, forSeconds, description }: AlertingRule): string {
  const keys = THRESHOLDS[name]?.map((key) => `\`${key}\``).join(', ') ?? '';
  const meaning = description
    .replaceAll(/\{\{.*?\}\}/g, '…')
    .replaceAll('|', '\\|')
    .replaceAll(/\s+/g, ' ');
  return `| [${name}](../runbooks/${name}.md) | ${severity} | ${forSeconds} s | ${keys} | ${meaning} |`;
}

function allAlerts(): readonly AlertingRule[] {
  const expected = { backupVerifier: 'expected', splitBrainWatchdog: 'expected', gitopsBot: 'expected' };
  const reading = readEnvironment(exampleFiles(example({ environment: { monitoring: { workers: expected } } })));
  if (reading.kind === 'refused') throw new Error(reading.problems.map(({ found }) => found).join('; '));
  const { environment } = reading;
  const groups = [
    ...environment.clusters.flatMap((cluster) => clusterRules(cluster, environment)),
    ...environmentRules(environment),
  ];
  return groups.flatMap(({ rules }) => rules.filter((rule) => rule.kind === 'alert'));
}
