import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readEnvironment, type EnvironmentFiles } from '@postgres-ha/environment';
import { environmentFiles } from '@postgres-ha/rendering';

export const TARGET = 'lab/orders';
export const NAMESPACE = 'link-services';

const ENVIRONMENT = `operator: { version: 1.30.0, chart: 0.29.0 }
backupPlugin: { version: 0.14.0, chart: 0.7.0 }
destination: { server: 'https://kubernetes.default.svc' }
namespaces:
  link-services: { podSecurity: restricted }
secrets: existing
images:
  postgresql:
    '17': rig.local/postgresql:17
  pgbouncer: rig.local/pgbouncer:1
defaults:
  postgresql: { version: 17 }
  placement: { nodes: none, zones: none }
`;

const CLUSTER = `# As small as its rules let it be.
namespace: link-services
instances: 3
postgresql:
  parameters:
    max_connections: 50
    shared_buffers: 64MB
    work_mem: 1MB
database: { name: orders, owner: orders }
storage: { size: 2Gi, class: fast-ssd }
resources: { cpu: 100m, memory: 768Mi, limits: { cpu: 2 } }
smartShutdownTimeout: 5s
primaryUpdateMethod: switchover
`;

/** What Argo CD reads besides, to tell the platform's objects from Applications. */
const SPLIT = 'manifests/argo-cd/split';
const ROOT = join(import.meta.dirname, '../../../..');

function splitFiles(): Readonly<Record<string, string>> {
  const names = readdirSync(join(ROOT, SPLIT));
  return Object.fromEntries(names.map((name) => [`${SPLIT}/${name}`, readFileSync(join(ROOT, SPLIT, name), 'utf8')]));
}

/** A repository with one small cluster of three instances, rendered: files by their paths. */
export function labEnvironment(): Readonly<Record<string, string>> {
  const source = (path: string, text: string) => ({ path, bytes: new TextEncoder().encode(text) });
  const files: EnvironmentFiles = {
    name: 'lab',
    environment: source('environments/lab/environment.yaml', ENVIRONMENT),
    clusters: [{ name: 'orders', file: source('environments/lab/orders/cluster.yaml', CLUSTER) }],
  };
  const reading = readEnvironment(files);
  if (reading.kind === 'refused') throw new Error(JSON.stringify(reading.problems));
  return {
    ...splitFiles(),
    'environments/lab/environment.yaml': ENVIRONMENT,
    'environments/lab/orders/cluster.yaml': CLUSTER,
    ...Object.fromEntries(environmentFiles(reading.environment).map(({ path, text }) => [path, text])),
  };
}
