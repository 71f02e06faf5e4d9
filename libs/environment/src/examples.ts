import { canonicalYaml } from '@postgres-ha/kube-manifest';
import type { EnvironmentFiles } from './read-environment.ts';

/** Intents that tests begin with; nothing of the product reads them. */
export type Intent = Readonly<Record<string, unknown>>;

/** An environment and its clusters by name, as people would write them. */
export interface ExampleIntent {
  readonly environment: Intent;
  readonly clusters: Readonly<Record<string, Intent>>;
}

/** What an example changes: maps merge key by key, undefined removes a key, anything else replaces. */
export interface ExampleChanges {
  readonly environment?: Intent;
  /** Changes to the cluster `orders`. */
  readonly cluster?: Intent;
  /** Further clusters, each as changes to `orders`. */
  readonly others?: Readonly<Record<string, Intent>>;
}

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

export function exampleImage(version: string): string {
  return `registry.example.com/postgresql:${version}-standard-trixie@${DIGEST}`;
}

/** One cluster with standbys, poolers, services and backups; no rule finds more in it than notes. */
const BASE = {
  environment: {
    operator: { version: '1.30.0', chart: '0.29.0' },
    backupPlugin: { version: '0.14.0', chart: '0.7.0' },
    images: {
      postgresql: Object.fromEntries(
        ['14.24', '15.19', '16.15', '17.11', '18.6'].map((version) => [version.slice(0, 2), exampleImage(version)]),
      ),
      pgbouncer: 'registry.example.com/pgbouncer:1.25.1',
    },
    defaults: { postgresql: { version: 17 } },
  },
  cluster: {
    namespace: 'shop',
    instances: 3,
    postgresql: { parameters: { max_connections: 200, shared_buffers: '512MB', max_slot_wal_keep_size: '4GB' } },
    database: { name: 'orders', owner: 'orders_owner' },
    services: [{ name: 'web' }, { name: 'report-job', connections: 5 }],
    storage: { size: '20Gi' },
    resources: { cpu: 1, memory: '2Gi' },
    synchronous: { method: 'any', number: 1 },
    switchoverDelay: '2h',
    poolers: { rw: {}, ro: { instances: 1 } },
    backup: {
      destination: 's3://example-backups/',
      credentials: { accessKeys: { secret: 'backup-keys' } },
      schedule: '0 2 * * *',
      retention: '30d',
    },
  },
} as const;

export function example({ environment = {}, cluster = {}, others = {} }: ExampleChanges = {}): ExampleIntent {
  const orders = changed(BASE.cluster, cluster);
  const clusters = Object.entries(others).map(([name, changes]) => [name, changed(orders, changes)] as const);
  return {
    environment: changed(BASE.environment, environment),
    clusters: { orders, ...Object.fromEntries(clusters) },
  };
}

function changed(base: Intent, changes: Intent): Intent {
  const result: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(changes)) {
    const old = result[key];
    result[key] = isIntent(old) && isIntent(value) ? changed(old, value) : value;
  }
  return Object.fromEntries(Object.entries(result).filter(([, value]) => value !== undefined));
}

function isIntent(value: unknown): value is Intent {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The intent as the files that people would write, in the folder `environments/example`. */
export function exampleFiles({ environment, clusters }: ExampleIntent): EnvironmentFiles {
  const directory = 'environments/example';
  const file = (path: string, intent: Intent) => ({ path, bytes: new TextEncoder().encode(canonicalYaml(intent)) });
  return {
    name: 'example',
    environment: file(`${directory}/environment.yaml`, environment),
    clusters: Object.entries(clusters).map(([name, intent]) => ({
      name,
      file: file(`${directory}/${name}/cluster.yaml`, intent),
    })),
  };
}
