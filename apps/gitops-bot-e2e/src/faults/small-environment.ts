import { renderedFiles } from './rendered-files.ts';

const ENVIRONMENT = `description: Where orders are kept.

operator: { version: 1.30.0, chart: 0.29.0 }
backupPlugin: { version: 0.14.0, chart: 0.7.0 }
destination: { server: 'https://kubernetes.default.svc' }
namespaces:
  databases: { podSecurity: restricted }
secrets: existing
images:
  postgresql:
    '17': registry.example.org/postgresql:17.6
  pgbouncer: registry.example.org/pgbouncer:1.25.1
defaults:
  postgresql: { version: 17 }
  placement: { nodes: none, zones: none }
`;

const CLUSTER = `# Orders of the shop.
namespace: databases
instances: 3 # one may be away

postgresql:
  parameters:
    max_connections: 100
    shared_buffers: 256MB
database: { name: orders, owner: orders }

services:
  - name: cart-svc

storage: { size: 10Gi, class: fast-ssd }
resources: { cpu: 1, memory: 2Gi }
primaryUpdateStrategy: unsupervised

backup:
  destination: s3://orders/
  credentials:
    accessKeys: { secret: orders-backup }
  schedule: '0 2 * * *'
  retention: 30d
`;

export const ENVIRONMENT_FILE = 'environments/shop/environment.yaml';
export const CLUSTER_FILE = 'environments/shop/orders/cluster.yaml';

/** A repository with one small cluster, rendered, and another environment beside it: texts by path. */
export function smallRepository(): ReadonlyMap<string, string> {
  const sources = new Map(
    ['shop', 'yard'].flatMap((name) => [
      [`environments/${name}/environment.yaml`, ENVIRONMENT] as const,
      [`environments/${name}/orders/cluster.yaml`, CLUSTER.replace('s3://orders/', `s3://orders-of-${name}/`)] as const,
    ]),
  );
  const rendered = ['shop', 'yard'].flatMap((name) => [...renderedFiles(sources, name)]);
  return new Map([['README.md', 'Databases\n'], ...sources, ...rendered]);
}
