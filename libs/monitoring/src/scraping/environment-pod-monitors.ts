import type { Environment } from '@postgres-ha/environment';
import type { KubeObject } from '@postgres-ha/kube-manifest';
import { environmentMonitoringMetadata } from '../metadata.ts';
import { podMonitor } from './pod-monitor.ts';

/** The values of `job` of what the clusters of an environment share. */
export const ENVIRONMENT_JOBS = { operator: 'cloudnative-pg', bot: 'gitops-bot' } as const;

/**
 * What Prometheus reads of what the clusters share: the operator, and the bot where it is expected. The backup plugin serves no
 * metrics of its own; what it knows of backups is told by the instances.
 */
export function environmentPodMonitors(environment: Environment): readonly KubeObject[] {
  const { monitoring, name } = environment;
  if (monitoring === 'none') return [];
  const operator = podMonitor({
    metadata: environmentMonitoringMetadata(environment, 'cnpg-operator'),
    selector: { matchLabels: { 'app.kubernetes.io/name': 'cloudnative-pg' } },
    port: 'metrics',
    intervalSeconds: monitoring.scrapeInterval,
    podLabels: [],
    labels: { job: ENVIRONMENT_JOBS.operator, environment: name },
  });
  if (monitoring.workers.gitopsBot === 'none') return [operator];
  const bot = podMonitor({
    metadata: environmentMonitoringMetadata(environment, 'gitops-bot'),
    selector: { matchLabels: { 'app.kubernetes.io/name': 'gitops-bot' } },
    // It may have a namespace of its own.
    namespaces: { any: true },
    port: 'http',
    intervalSeconds: monitoring.scrapeInterval,
    podLabels: [],
    labels: { job: ENVIRONMENT_JOBS.bot, environment: name },
  });
  return [operator, bot];
}
