import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readEnvironment, type Cluster, type Environment } from '@postgres-ha/environment';
import { canonicalYaml } from '@postgres-ha/kube-manifest';
import { ROOT } from '@postgres-ha/testkit';
import { parse } from 'yaml';

/** A cluster whose rules are tried out, with its environment. */
export interface RuleCluster {
  readonly cluster: Cluster;
  readonly environment: Environment;
}

type Intent = Readonly<Record<string, unknown>>;

const RUNBOOKS = 'https://git.example.com/databases/docs/runbooks';

/** Production's cluster as it is in this repository, in an environment where everything is expected. */
export function productionCluster(changes: Intent = {}): RuleCluster {
  const directory = 'environments/production';
  const read = (path: string) => parse(readFileSync(join(ROOT, path), 'utf8')) as Intent;
  const workers = { backupVerifier: 'expected', splitBrainWatchdog: 'expected', gitopsBot: 'expected' };
  const file = (path: string, intent: Intent) => ({ path, bytes: new TextEncoder().encode(canonicalYaml(intent)) });
  const own = read(`${directory}/postgres-cluster/cluster.yaml`);
  const reading = readEnvironment({
    name: 'production',
    environment: file(`${directory}/environment.yaml`, {
      ...read(`${directory}/environment.yaml`),
      monitoring: { workers, runbooks: RUNBOOKS },
    }),
    clusters: [
      {
        name: 'postgres-cluster',
        file: file(`${directory}/postgres-cluster/cluster.yaml`, withoutNothing({ ...own, ...changes })),
      },
    ],
  });
  if (reading.kind === 'refused') throw new Error(JSON.stringify(reading.problems, null, 2));
  const [cluster] = reading.environment.clusters;
  if (cluster === undefined) throw new Error('There is no cluster');
  return { cluster, environment: reading.environment };
}

function withoutNothing(intent: Intent): Intent {
  return Object.fromEntries(Object.entries(intent).filter(([, value]) => value !== undefined));
}
