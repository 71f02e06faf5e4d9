import { byReason, perPod, reasons } from './promql.ts';
import { RECORDED } from './recording-rules.ts';
import type { AlertingRule } from './rule-group.ts';
import type { RuleSubject } from './rule-subject.ts';

export function instanceAlerts(subject: RuleSubject): readonly AlertingRule[] {
  return [instanceDown(subject), fenced(subject)];
}

/**
 * An instance is there when it answers a query; everything else is down: a pod that cannot be scraped, a server that refuses the
 * connection, one that answers no query although its pod is up (CloudNativePG goes on telling that it is up while it restarts it),
 * and a pod that is gone, which has no series at all and is missed by its number.
 */
function instanceDown({ cluster, ofInstances, recorded }: RuleSubject): AlertingRule {
  const up = perPod('max', ofInstances('up'));
  const notFenced = `unless on (pod) ${ofInstances('cnpg_collector_fencing_on')} == 1`;
  return {
    kind: 'alert',
    name: 'PostgreSQLInstanceDown',
    severity: 'critical',
    expression: reasons('reason', {
      unreachable: `${up} == 0`,
      refuses: `${perPod('min', ofInstances('cnpg_collector_up'))} == 0 ${notFenced}`,
      silent: `${up} == 1 unless on (pod) ${ofInstances('cnpg_pg_replication_in_recovery')} unless on (pod) ${ofInstances('cnpg_collector_up')} == 0 ${notFenced}`,
      // Instances that were added are given an hour to copy the data.
      missing: `max(min_over_time(${recorded(RECORDED.expectedInstances)}[1h])) - (count(${up}) or vector(0)) > 0`,
    }),
    forSeconds: 30,
    summary: byReason('reason', {
      unreachable: '{{ $labels.pod }} does not answer',
      refuses: 'PostgreSQL in {{ $labels.pod }} takes no connection',
      silent: 'PostgreSQL in {{ $labels.pod }} answers no query',
      missing: `{{ $value }} of ${cluster.instances} instances of ${cluster.name} are not there`,
    }),
    description: byReason('reason', {
      unreachable:
        'The pod is there, and its metrics cannot be read: its node, its network or its instance manager fails.',
      refuses: 'The instance manager runs, and PostgreSQL beside it cannot be connected to.',
      silent:
        'The instance manager runs, and PostgreSQL beside it has answered no query: it starts, stops, or is stuck.',
      missing:
        'No pod is there for them: they wait for a node or a volume, or were deleted. Which ones, the operator says in the status of the cluster.',
    }),
  };
}

function fenced({ ofInstances }: RuleSubject): AlertingRule {
  return {
    kind: 'alert',
    name: 'PostgreSQLFenced',
    severity: 'warning',
    expression: `${perPod('max', ofInstances('cnpg_collector_fencing_on'))} == 1`,
    forSeconds: 60,
    summary: '{{ $labels.pod }} is fenced',
    description:
      'Somebody has stopped PostgreSQL in it by the annotation cnpg.io/fencedInstances. It stays down until the annotation is taken away, and nothing is failed over.',
  };
}
