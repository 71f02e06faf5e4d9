import type { Environment } from '@postgres-ha/environment';
import { ENVIRONMENT_JOBS } from '../scraping/environment-pod-monitors.ts';
import { byReason, gone, reasons } from './promql.ts';
import type { AlertingRule, RecordingRule, RuleGroup } from './rule-group.ts';

/** Rules of what the clusters of an environment share: how many there are, the operator, the bot. */
export function environmentRules(environment: Environment): readonly RuleGroup[] {
  const { monitoring } = environment;
  if (monitoring === 'none') return [];
  const bot = monitoring.workers.gitopsBot === 'expected' ? [botFailing(environment)] : [];
  return [{ name: 'postgres-ha', rules: [clustersTotal(environment), operatorDown(environment), ...bot] }];
}

/** Clusters of which an instance is measured. */
function clustersTotal({ name }: Environment): RecordingRule {
  return {
    kind: 'record',
    name: 'cnpg_clusters_total',
    expression: `count(count by (namespace, cnpg_io_cluster) (cnpg_collector_up{environment="${name}"})) or vector(0)`,
  };
}

function operatorDown({ name, operator }: Environment): AlertingRule {
  const up = `up{environment="${name}",namespace="${operator.namespace}",job="${ENVIRONMENT_JOBS.operator}"}`;
  return {
    kind: 'alert',
    name: 'CloudNativePGOperatorDown',
    severity: 'warning',
    expression: `absent(${up} == 1)`,
    forSeconds: 300,
    summary: `Nobody hears of the CloudNativePG operator of ${name}`,
    description:
      'Databases go on, and nothing is failed over, repaired or changed as long as it is away. No backup is begun.',
  };
}

const TICK_LATE_S = 3600;
const QUEUE_LATE_S = 1800;

function botFailing({ name }: Environment): AlertingRule {
  const of = (metric: string): string => `gitops_bot_${metric}{environment="${name}",job="${ENVIRONMENT_JOBS.bot}"}`;
  return {
    kind: 'alert',
    name: 'PostgresHaBotFailing',
    severity: 'warning',
    expression: reasons('reason', {
      absent: gone(of('last_tick_timestamp_seconds')),
      tick: `time() - min by (repository) (${of('last_tick_timestamp_seconds')}) > ${TICK_LATE_S}`,
      queue: `max by (repository) (${of('queue_oldest_seconds')}) > ${QUEUE_LATE_S}`,
      aside: `max(${of('queue_aside')}) > 0`,
    }),
    forSeconds: 900,
    summary: byReason('reason', {
      absent: 'Nobody hears of the bot',
      tick: 'The bot has not gone through {{ $labels.repository }} for an hour',
      queue: 'The bot has left a delivery of {{ $labels.repository }} lying for {{ $value | humanizeDuration }}',
      aside: 'The bot has given up {{ $value }} deliveries',
    }),
    description: byReason('reason', {
      absent: 'Changes are neither proposed nor reviewed. Databases are not concerned.',
      tick: 'Each tick failed since then, or none was begun. Changes are not proposed or reviewed in time.',
      queue: 'Somebody waits for an answer to a pull request or a comment.',
      aside: 'They wait for a person: deliver them again, or remove their files.',
    }),
  };
}
