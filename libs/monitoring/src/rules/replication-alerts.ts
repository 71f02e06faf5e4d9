import { quantityBytes } from '@postgres-ha/kube-manifest';
import { byReason, perPod, reasons } from './promql.ts';
import type { AlertingRule } from './rule-group.ts';
import type { RuleSubject } from './rule-subject.ts';

export function replicationAlerts(subject: RuleSubject): readonly AlertingRule[] {
  const { cluster, hasPrimary } = subject;
  const standbys = cluster.instances > 1 ? [replicationLag(subject), standbyNotStreaming(subject)] : [];
  const synchronous = cluster.synchronous !== 'none' && hasPrimary ? [synchronousDegraded(subject)] : [];
  return [...standbys, ...synchronous, slotLag(subject)];
}

/** By the name of the standby: each time that it connects, its port is another one. */
function replicationLag({ cluster, ofInstances }: RuleSubject): AlertingRule {
  const { replicationLag: limit } = cluster.monitoring.alerts;
  return {
    kind: 'alert',
    name: 'PostgreSQLReplicationLag',
    severity: 'warning',
    expression: `max by (application_name) (${ofInstances('cnpg_pg_stat_replication_replay_diff_bytes')}) > ${bytes(limit)}`,
    forSeconds: 300,
    summary: '{{ $labels.application_name }} lags by {{ $value | humanize1024 }}B of WAL',
    description: `It has not replayed that much of what the primary wrote, for five minutes; ${limit}B are taken for usual. What is read from it is old, and it would take as long to take over.`,
  };
}

/** A standby that is connected to nobody is in nobody's list: it is asked itself. */
function standbyNotStreaming({ ofInstances, hasPrimary }: RuleSubject): AlertingRule {
  // The one that leads a replica cluster follows an archive, and has nobody to stream from.
  const followers = hasPrimary ? [] : ['cnpg_io_instanceRole!="primary"'];
  return {
    kind: 'alert',
    name: 'PostgreSQLStandbyNotStreaming',
    severity: 'warning',
    expression: `${perPod('max', ofInstances('cnpg_pg_recovery_streaming', ...followers))} == 0`,
    forSeconds: 300,
    summary: '{{ $labels.pod }} gets no WAL from the primary',
    description:
      'It is a standby, and streams from nobody. It falls behind, or lives on what the archive has; it may be on a timeline that the primary has left.',
  };
}

function synchronousDegraded({ cluster, ofInstances }: RuleSubject): AlertingRule {
  const { number, dataDurability } =
    cluster.synchronous === 'none' ? { number: 0, dataDurability: 'preferred' } : cluster.synchronous;
  const consequence =
    dataDurability === 'required'
      ? 'Commits wait until there are enough.'
      : 'Commits go on without them: what is acknowledged now is lost with the primary.';
  return {
    kind: 'alert',
    name: 'PostgreSQLSynchronousDegraded',
    severity: 'warning',
    expression: `max(${ofInstances('cnpg_pg_synchronous_standbys_connected')}) < ${number}`,
    forSeconds: 120,
    summary: `{{ $value }} of ${number} synchronous standbys of ${cluster.name} are connected`,
    description: consequence,
  };
}

/** Of the instance that leads: copies of its slots on the others say the same again. */
function slotLag({ cluster, ofInstances }: RuleSubject): AlertingRule {
  const { slotLag: limit } = cluster.monitoring.alerts;
  const ofSlot = (metric: string): string =>
    `max by (pod, slot_name) (${ofInstances(metric, 'cnpg_io_instanceRole="primary"')})`;
  return {
    kind: 'alert',
    name: 'PostgreSQLSlotLag',
    severity: 'warning',
    expression: reasons('reason', {
      lag: `${ofSlot('cnpg_pg_replication_slots_pg_wal_lsn_diff')} > ${bytes(limit)}`,
      lost: `${ofSlot('cnpg_pg_replication_slots_wal_lost')} == 1`,
    }),
    forSeconds: 300,
    summary: byReason('reason', {
      lag: 'Slot {{ $labels.slot_name }} of {{ $labels.pod }} holds back {{ $value | humanize1024 }}B of WAL',
      lost: 'Slot {{ $labels.slot_name }} of {{ $labels.pod }} has lost WAL that its reader needs',
    }),
    description: byReason('reason', {
      lag: 'Whoever reads from it is away or slow. The WAL stays until it has been read, or until max_slot_wal_keep_size cuts it off; without that it fills the volume.',
      lost: 'max_slot_wal_keep_size has cut it off. Its reader has to begin anew: a standby from the archive or as a new copy, a subscriber from a copy of the tables.',
    }),
  };
}

function bytes(quantity: string): number {
  return quantityBytes(quantity) ?? 0;
}
