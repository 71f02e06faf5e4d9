import { byReason, reasons } from './promql.ts';
import { RECORDED } from './recording-rules.ts';
import type { AlertingRule } from './rule-group.ts';
import type { RuleSubject } from './rule-subject.ts';

/** Below this much of a volume in use nothing is forecast: what begins to fill is not filling up. */
const FORECAST_FROM_PERCENT = 50;

export function storageAlerts(subject: RuleSubject): readonly AlertingRule[] {
  return [volumeAlmostFull(subject), volumeFilling(subject), transactionWraparound(subject)];
}

function volumeAlmostFull(subject: RuleSubject): AlertingRule {
  return {
    kind: 'alert',
    name: 'PostgreSQLVolumeAlmostFull',
    severity: 'critical',
    expression: `${subject.recorded(RECORDED.volumeUsed)} > ${subject.cluster.monitoring.alerts.volumeCritical}`,
    forSeconds: 120,
    summary: 'Volume {{ $labels.persistentvolumeclaim }} is {{ printf "%.0f" $value }} % full',
    description:
      'When it is full, PostgreSQL stops, and a volume for WAL that is full cannot be made larger by the operator any more.',
  };
}

/**
 * A straight line through six hours and one through the last: a step that is over, such as an import, or WAL that fills up to
 * max_wal_size and is used again, does not go on in the second.
 */
function volumeFilling(subject: RuleSubject): AlertingRule {
  const { volumeWarning, volumeForecast } = subject.cluster.monitoring.alerts;
  const used = subject.recorded(RECORDED.volumeUsed);
  // As much as will be in use when the time has come
  const line = (range: string): string => `predict_linear(${used}[${range}], ${volumeForecast}) > 100`;
  return {
    kind: 'alert',
    name: 'PostgreSQLVolumeFilling',
    severity: 'warning',
    expression: reasons('reason', {
      used: `${used} > ${volumeWarning}`,
      forecast: `${used} > ${FORECAST_FROM_PERCENT}
  and on (persistentvolumeclaim) ${line('6h')}
  and on (persistentvolumeclaim) ${line('1h')}
  and on (persistentvolumeclaim) ${used} offset 3h`,
    }),
    forSeconds: 900,
    summary: byReason('reason', {
      used: 'Volume {{ $labels.persistentvolumeclaim }} is {{ printf "%.0f" $value }} % full',
      forecast: 'Volume {{ $labels.persistentvolumeclaim }} is {{ printf "%.0f" $value }} % full and fills up soon',
    }),
    description: byReason('reason', {
      used: `More than ${volumeWarning} % are in use.`,
      forecast: `As it went for six hours and for the last one, it is full within {{ humanizeDuration ${volumeForecast} }}.`,
    }),
  };
}

/** Transactions and multixacts are counted apart; either can run out. */
function transactionWraparound({ cluster, ofInstances }: RuleSubject): AlertingRule {
  const limit = cluster.monitoring.alerts.wraparoundAge;
  const age = (kind: string): string => `max by (datname) (${ofInstances(`cnpg_pg_database_${kind}_age`)}) > ${limit}`;
  return {
    kind: 'alert',
    name: 'PostgreSQLTransactionWraparound',
    severity: 'critical',
    expression: reasons('counter', { transactions: age('xid'), multixacts: age('mxid') }),
    forSeconds: 300,
    summary: 'Database {{ $labels.datname }} has rows that are {{ $value | humanize }} {{ $labels.counter }} old',
    description:
      'Autovacuum should have frozen them long ago: something holds it back. At about 2 000 000 000 PostgreSQL takes no more writes.',
  };
}
