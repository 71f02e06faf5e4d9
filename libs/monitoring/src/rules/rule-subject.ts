import type { Cluster, Environment, EnvironmentMonitoring } from '@postgres-ha/environment';
import { clusterLabels, selector } from '../labels.ts';
import { expectedWorkers, JOBS, WORKERS } from '../scraping/pod-monitors.ts';

/** Makes a selector of a metric, with further matchers such as `value="ready"`. */
export type Select = (metric: string, ...matchers: readonly string[]) => string;

/** The cluster that rules are about, and how its series are selected. */
export interface RuleSubject {
  readonly cluster: Cluster;
  readonly monitoring: EnvironmentMonitoring;
  /** Scraped from instances. Of nothing else: a second job that scrapes the same pods is not counted twice. */
  readonly ofInstances: Select;
  readonly ofPoolers: Select;
  readonly ofWorkers: Select;
  /** Made by recording rules of this cluster. */
  readonly recorded: Select;
  /** Whether there is to be a primary here, rather than a standby of another cluster that leads the others. */
  readonly hasPrimary: boolean;
  readonly expects: { readonly backupVerifier: boolean; readonly splitBrainWatchdog: boolean };
}

export function ruleSubject(
  cluster: Cluster,
  environment: Environment,
  monitoring: EnvironmentMonitoring,
): RuleSubject {
  const labels = clusterLabels(cluster, environment);
  const ofJob =
    (job: string): Select =>
    (metric, ...matchers) =>
      metric + selector(labels, `job="${job}"`, ...matchers);
  const workers = expectedWorkers(cluster, monitoring);
  return {
    cluster,
    monitoring,
    ofInstances: ofJob(JOBS.instances(cluster.name)),
    ofPoolers: ofJob(JOBS.poolers(cluster.name)),
    ofWorkers: ofJob(JOBS.workers(cluster.name)),
    recorded: (metric, ...matchers) => metric + selector(labels, ...matchers),
    hasPrimary: cluster.replicaOf?.enabled !== true,
    expects: {
      backupVerifier: workers.includes(WORKERS.backupVerifier),
      splitBrainWatchdog: workers.includes(WORKERS.splitBrainWatchdog),
    },
  };
}

/** How long CloudNativePG hands out what its queries found before. */
export const QUERY_CACHE_SECONDS = 30;

/**
 * How long after an event every instance has been seen as it is since then: answers that are handed out again, and the scrape after
 * them, which may be late.
 */
export function settledSeconds({ monitoring: { scrapeInterval } }: RuleSubject): number {
  return QUERY_CACHE_SECONDS + 2 * scrapeInterval;
}
