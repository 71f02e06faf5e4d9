import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readEnvironment, type Cluster, type Environment } from '@postgres-ha/environment';
import { canonicalYaml, type KubeObject, type ManifestMap } from '@postgres-ha/kube-manifest';
import { clusterMonitoringFiles, environmentMonitoringFiles } from '@postgres-ha/monitoring';
import { manifestObjects, ROOT } from '@postgres-ha/testkit';
import { parse } from 'yaml';

/** Production's monitoring for a cluster that is small and a test that is short. */
export interface LoweredProduction {
  readonly cluster: Cluster;
  readonly environment: Environment;
  /** Files 03 of the cluster and of its environment. */
  readonly objects: readonly KubeObject[];
}

export const SCRAPE_SECONDS = 5;
export const LONG_TRANSACTION_SECONDS = 10;
export const BACKLOG_SEGMENTS = 3;
export const CONNECTIONS_PERCENT = 20;

/** As production's files say it, rendered anew. What is not named here is production's. */
export function loweredProduction(receiver: string): LoweredProduction {
  const told = (severity: string) => ({ receivers: [{ webhook: { url: `${receiver}/${severity}` } }] });
  const environment = {
    ...intent('environments/production/environment.yaml'),
    monitoring: {
      scrapeInterval: `${SCRAPE_SECONDS}s`,
      runbooks: 'https://git.example.com/databases/docs/runbooks',
      // the bot does not run here
      workers: { backupVerifier: 'expected', splitBrainWatchdog: 'expected' },
      routes: { critical: told('critical'), warning: told('warning'), info: told('info') },
    },
  };
  const own = intent('environments/production/postgres-cluster/cluster.yaml');
  const cluster = {
    ...own,
    // one each, as the overlay for one node has them
    poolers: Object.fromEntries(
      Object.entries(own['poolers'] as Readonly<Record<string, object>>).map(([type, pooler]) => [
        type,
        { ...pooler, instances: 1 },
      ]),
    ),
    monitoring: {
      alerts: {
        longRunningTransaction: `${LONG_TRANSACTION_SECONDS}s`,
        walBacklog: BACKLOG_SEGMENTS,
        connections: CONNECTIONS_PERCENT,
      },
    },
  };
  const reading = readEnvironment({
    name: 'production',
    environment: file('environments/production/environment.yaml', environment),
    clusters: [
      { name: 'postgres-cluster', file: file('environments/production/postgres-cluster/cluster.yaml', cluster) },
    ],
  });
  if (reading.kind === 'refused') throw new Error(JSON.stringify(reading.problems, null, 2));
  const [only] = reading.environment.clusters;
  if (only === undefined) throw new Error('there is no cluster');
  const files = [
    ...clusterMonitoringFiles(only, reading.environment),
    ...environmentMonitoringFiles(reading.environment),
  ];
  return {
    cluster: only,
    environment: reading.environment,
    objects: files.flatMap(({ text }) => manifestObjects(text)),
  };
}

type Intent = ManifestMap;

function intent(path: string): Intent {
  return parse(readFileSync(join(ROOT, path), 'utf8')) as Intent;
}

function file(path: string, content: Intent) {
  return { path, bytes: new TextEncoder().encode(canonicalYaml(content)) };
}
