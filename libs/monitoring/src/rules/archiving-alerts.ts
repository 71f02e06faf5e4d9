import { byReason, perPod, reasons } from './promql.ts';
import type { AlertingRule } from './rule-group.ts';
import type { RuleSubject } from './rule-subject.ts';

export function archivingAlerts(subject: RuleSubject): readonly AlertingRule[] {
  if (subject.cluster.backup === 'none') return [];
  return [archivingFailing(subject), walBacklog(subject)];
}

/**
 * A failure counts as long as something waits: an instance remembers for ever that its last attempt failed, and an idle one has
 * nothing to try again. How long ago the last segment was archived says nothing: without writes there is none.
 */
function archivingFailing({ ofInstances }: RuleSubject): AlertingRule {
  const ready = ofInstances('cnpg_collector_pg_wal_archive_status', 'value="ready"');
  const archived = ofInstances('cnpg_pg_stat_archiver_archived_count');
  const failing = `${perPod('max', ofInstances('cnpg_pg_stat_archiver_last_failed_time'))} > ${perPod('max', ofInstances('cnpg_pg_stat_archiver_last_archived_time'))}`;
  return {
    kind: 'alert',
    name: 'PostgreSQLWALArchivingFailing',
    severity: 'critical',
    expression: reasons('reason', {
      fails: `${failing} and on (pod) ${perPod('max', ready)} > 0`,
      stuck: `${perPod('max', archived)} == ${perPod('max', `${archived} offset 15m`)}
  and on (pod) ${perPod('max', `min_over_time(${ready}[15m])`)} > 0
  unless on (pod) ${failing}`,
    }),
    forSeconds: 300,
    summary: byReason('reason', {
      fails: '{{ $labels.pod }} fails to archive WAL',
      stuck: '{{ $labels.pod }} has WAL to archive and archives none',
    }),
    description:
      'What is written now is in no archive: it cannot be restored, and its segments fill the volume until PostgreSQL stops.',
  };
}

/** Of whoever archives: segments of its former life may wait in an instance that became a standby. */
function walBacklog({ cluster, ofInstances }: RuleSubject): AlertingRule {
  const { walBacklog: limit } = cluster.monitoring.alerts;
  return {
    kind: 'alert',
    name: 'PostgreSQLWALBacklog',
    severity: 'warning',
    expression: `${perPod('max', ofInstances('cnpg_collector_pg_wal_archive_status', 'value="ready"'))} > ${limit}
  and on (pod) ${ofInstances('cnpg_pg_stat_archiver_archived_count')}`,
    forSeconds: 600,
    summary: '{{ $value }} segments of {{ $labels.pod }} wait to be archived',
    description:
      'More WAL is written than the archive takes. A restore loses what waits if the volume is lost; the segments fill it meanwhile.',
  };
}
