import { archiveName } from '@postgres-ha/environment';
import { byReason, gone, reasons } from './promql.ts';
import { RECORDED } from './recording-rules.ts';
import type { AlertingRule } from './rule-group.ts';
import type { RuleSubject } from './rule-subject.ts';

export function backupAlerts(subject: RuleSubject): readonly AlertingRule[] {
  if (subject.cluster.backup === 'none') return [];
  return [backupFailed(subject)];
}

/** Alerts of what the verifier has found. */
export function verificationAlerts(subject: RuleSubject): readonly AlertingRule[] {
  const { cluster, expects } = subject;
  if (cluster.backup === 'none' || !expects.backupVerifier) return [];
  const { level } = cluster.backup.verification;
  return [recoveryHole(subject), backupUnproven(subject, level), verifierSilent(subject)];
}

/**
 * Times of backups are the archive's, and 0 is never. A backup that runs changes nothing here; an archive that says 0 for a while,
 * since every instance was started anew, is what it was within the hour.
 */
function backupFailed({ cluster, ofInstances, recorded }: RuleSubject): AlertingRule {
  const { backupAge } = cluster.monitoring.alerts;
  const last = recorded(RECORDED.lastBackup);
  const told = (what: string): string => `max(${ofInstances(`barman_cloud_cloudnative_pg_io_last_${what}_timestamp`)})`;
  return {
    kind: 'alert',
    name: 'PostgreSQLBackupFailed',
    severity: 'critical',
    expression: reasons('reason', {
      old: `time() - max(max_over_time(${last}[1h]) > 0) > ${backupAge}`,
      // Measured for as long, and never another number.
      never: `max(max_over_time(${last}[${backupAge}s])) == 0 and max(${last} offset ${backupAge}s)`,
      failed: `${told('failed_backup')} > ${told('available_backup')}`,
    }),
    forSeconds: 300,
    summary: byReason('reason', {
      old: `The newest base backup of ${cluster.name} is {{ $value | humanizeDuration }} old`,
      never: `There is no base backup of ${cluster.name}`,
      failed: `The last base backup of ${cluster.name} failed`,
    }),
    description: byReason('reason', {
      old: 'A restore has to replay all the WAL since then, if it is there. Backups are not made, or none was finished.',
      never: 'Nothing can be restored: WAL alone restores nothing.',
      failed:
        'It failed after the newest one that there is. The next one is made when the schedule says so, not earlier.',
    }),
  };
}

function recoveryHole({ cluster, ofWorkers }: RuleSubject): AlertingRule {
  const server = ofServer(cluster);
  const damaged = `max(${ofWorkers('backup_verifier_verdict', server, 'verdict="damaged"')}) == 1`;
  const lost = `max(${ofWorkers('backup_verifier_lost_stretches', server)})`;
  return {
    kind: 'alert',
    name: 'PostgreSQLRecoveryHole',
    severity: 'critical',
    expression: reasons('reason', {
      lost: `${lost} > 0 and on () ${damaged}`,
      damaged: `${damaged} unless on () ${lost} > 0`,
    }),
    forSeconds: 0,
    keepFiringForSeconds: 900,
    summary: byReason('reason', {
      lost: `${cluster.name} cannot be restored to every moment (lost stretches: {{ $value }})`,
      damaged: `The archive of ${cluster.name} is damaged`,
    }),
    description: byReason('reason', {
      lost: 'The verifier found moments that no backup leads to through WAL without a hole. Take a base backup now: every moment after it can be restored again. Then look for what is missing.',
      damaged:
        'The verifier found something that cannot be restored as it is. Take a base backup now, then look at its findings.',
    }),
  };
}

function backupUnproven({ cluster, ofWorkers }: RuleSubject, level: string): AlertingRule {
  const { backupUnproven: limit } = cluster.monitoring.alerts;
  const proof = ofWorkers('backup_verifier_last_proof_timestamp_seconds', ofServer(cluster), `level="${level}"`);
  const verifier = ofWorkers('backup_verifier_configuration_valid');
  return {
    kind: 'alert',
    name: 'PostgreSQLBackupUnproven',
    severity: 'warning',
    expression: reasons('reason', {
      old: `time() - max(max_over_time(${proof}[1h])) > ${limit}`,
      // The verifier was there so long ago, and has proven nothing since.
      never: `max(${verifier} offset ${limit}s) unless on () max(max_over_time(${proof}[${limit}s]))`,
    }),
    forSeconds: 900,
    summary: byReason('reason', {
      old: `A backup of ${cluster.name} was last proven {{ $value | humanizeDuration }} ago`,
      never: `No backup of ${cluster.name} was ever proven`,
    }),
    description: `Nobody has shown that a backup can be restored (level ${level}). Backups may be made all the same: what was not tried is not known.`,
  };
}

function verifierSilent({ cluster, ofWorkers }: RuleSubject): AlertingRule {
  const valid = ofWorkers('backup_verifier_configuration_valid');
  const next = `max(${ofWorkers('backup_verifier_next_run_timestamp_seconds')} > 0)`;
  return {
    kind: 'alert',
    name: 'PostgreSQLVerifierSilent',
    severity: 'warning',
    expression: reasons('reason', {
      absent: gone(valid),
      refused: `max(${valid}) == 0`,
      overdue: `time() - ${next} > 3600`,
    }),
    forSeconds: 900,
    summary: byReason('reason', {
      absent: `Nobody hears of the backup verifier of ${cluster.name}`,
      refused: `The backup verifier of ${cluster.name} has a policy that it cannot work by`,
      overdue: `The backup verifier of ${cluster.name} is {{ $value | humanizeDuration }} late`,
    }),
    description: 'As long as it proves nothing, no news of backups is not good news.',
  };
}

function ofServer(cluster: RuleSubject['cluster']): string {
  return `server="${archiveName(cluster)}"`;
}
