import { poolerSelector } from '@postgres-ha/database-cluster';
import { poolersOf, type Cluster, type Environment, type EnvironmentMonitoring } from '@postgres-ha/environment';
import type { KubeObject } from '@postgres-ha/kube-manifest';
import { clusterLabels } from '../labels.ts';
import { clusterMonitoringMetadata } from '../metadata.ts';
import { podMonitor } from './pod-monitor.ts';

/** The values of `app.kubernetes.io/name` that the workers' pods carry, as docs/examples show. */
export const WORKERS = { backupVerifier: 'backup-verifier', splitBrainWatchdog: 'split-brain-watchdog' } as const;

/** The values of `job` of a cluster's series. */
export const JOBS = {
  instances: (cluster: string): string => cluster,
  poolers: (cluster: string): string => `${cluster}-pooler`,
  workers: (cluster: string): string => `${cluster}-workers`,
} as const;

/** What Prometheus reads of a cluster: its instances, its poolers, and the workers that watch it. */
export function podMonitors(cluster: Cluster, environment: Environment): readonly KubeObject[] {
  const { monitoring } = environment;
  if (monitoring === 'none') return [];
  const monitors = [instances(cluster, environment, monitoring)];
  if (poolersOf(cluster).length > 0) monitors.push(poolers(cluster, environment, monitoring));
  const workers = expectedWorkers(cluster, monitoring);
  if (workers.length > 0) monitors.push(workersMonitor(cluster, environment, { monitoring, workers }));
  return monitors;
}

/** Names of the workers that are expected to watch a cluster; one without backups has none to verify. */
export function expectedWorkers(cluster: Cluster, { workers }: EnvironmentMonitoring): readonly string[] {
  return [
    ...(workers.backupVerifier === 'expected' && cluster.backup !== 'none' ? [WORKERS.backupVerifier] : []),
    ...(workers.splitBrainWatchdog === 'expected' ? [WORKERS.splitBrainWatchdog] : []),
  ];
}

function instances(cluster: Cluster, environment: Environment, { scrapeInterval }: EnvironmentMonitoring): KubeObject {
  return podMonitor({
    metadata: clusterMonitoringMetadata(cluster, environment, `${cluster.name}-instances`),
    // Not the jobs that make instances: they serve no metrics.
    selector: { matchLabels: { 'cnpg.io/cluster': cluster.name, 'cnpg.io/podRole': 'instance' } },
    port: 'metrics',
    intervalSeconds: scrapeInterval,
    jobLabel: 'cnpg.io/cluster',
    podLabels: ['cnpg.io/cluster', 'cnpg.io/instanceRole'],
    labels: { environment: environment.name },
  });
}

function poolers(cluster: Cluster, environment: Environment, { scrapeInterval }: EnvironmentMonitoring): KubeObject {
  return podMonitor({
    metadata: clusterMonitoringMetadata(cluster, environment, `${cluster.name}-poolers`),
    selector: poolerSelector(cluster.name),
    port: 'metrics',
    intervalSeconds: scrapeInterval,
    podLabels: ['cnpg.io/poolerName'],
    labels: { job: JOBS.poolers(cluster.name), ...owner(cluster, environment) },
  });
}

function workersMonitor(
  cluster: Cluster,
  environment: Environment,
  { monitoring, workers }: { readonly monitoring: EnvironmentMonitoring; readonly workers: readonly string[] },
): KubeObject {
  return podMonitor({
    metadata: clusterMonitoringMetadata(cluster, environment, `${cluster.name}-workers`),
    selector: {
      matchLabels: { 'app.kubernetes.io/instance': cluster.name },
      matchExpressions: [{ key: 'app.kubernetes.io/name', operator: 'In', values: workers }],
    },
    port: 'http',
    intervalSeconds: monitoring.scrapeInterval,
    podLabels: ['app.kubernetes.io/name'],
    labels: { job: JOBS.workers(cluster.name), ...owner(cluster, environment) },
  });
}

/** Labels that pods of their own do not have, or under another name. */
function owner(cluster: Cluster, environment: Environment): Readonly<Record<string, string>> {
  const { environment: name, cnpg_io_cluster } = clusterLabels(cluster, environment);
  return { environment: name, cnpg_io_cluster };
}
