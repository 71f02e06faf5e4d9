import type { KubeObject } from '@postgres-ha/kube-manifest';
import type { FieldPath } from './field-impact.ts';
import { isList, isMap } from './value-at.ts';

/** Objects of a cluster as they are rendered, for tests. */
const CNPG = 'postgresql.cnpg.io/v1';
const metadata = (name: string): KubeObject['metadata'] => ({
  name,
  namespace: 'shop',
  annotations: { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' },
});

const CLUSTER: KubeObject = {
  apiVersion: CNPG,
  kind: 'Cluster',
  metadata: metadata('orders'),
  spec: {
    instances: 3,
    imageCatalogRef: { apiGroup: 'postgresql.cnpg.io', kind: 'ImageCatalog', name: 'orders', major: 17 },
    smartShutdownTimeout: 15,
    storage: { size: '100Gi', storageClass: 'fast' },
    resources: { requests: { cpu: '2', memory: '4Gi' }, limits: { cpu: '2', memory: '4Gi' } },
    affinity: { podAntiAffinityType: 'required' },
    postgresql: {
      parameters: {
        max_connections: '200',
        shared_buffers: '512MB',
        wal_level: 'logical',
        max_slot_wal_keep_size: '20GB',
      },
      pg_hba: ['hostnossl all all all reject'],
      synchronous: { method: 'any', number: 1, dataDurability: 'required', failoverQuorum: true },
    },
    bootstrap: { initdb: { database: 'orders', owner: 'orders' } },
    managed: { roles: [{ name: 'orders_app', ensure: 'present', connectionLimit: -1 }] },
    certificates: { serverAltDNSNames: ['orders-pooler-rw', 'orders-pooler-ro'] },
    plugins: [
      {
        name: 'barman-cloud.cloudnative-pg.io',
        enabled: true,
        isWALArchiver: true,
        parameters: { barmanObjectName: 'orders', serverName: 'orders' },
      },
    ],
  },
};

const pooler = (type: string): KubeObject => ({
  apiVersion: CNPG,
  kind: 'Pooler',
  metadata: { name: `orders-pooler-${type}`, namespace: 'shop' },
  spec: {
    cluster: { name: 'orders' },
    type,
    instances: 2,
    pgbouncer: {
      image: 'registry.example.com/pgbouncer:1.25.1',
      poolMode: 'session',
      parameters: { default_pool_size: '15', max_client_conn: '1000' },
    },
    template: { spec: { containers: [{ name: 'pgbouncer', resources: {} }] } },
  },
});

const OTHERS: readonly KubeObject[] = [
  pooler('rw'),
  pooler('ro'),
  {
    apiVersion: CNPG,
    kind: 'Database',
    metadata: metadata('orders'),
    spec: {
      cluster: { name: 'orders' },
      name: 'orders',
      owner: 'orders',
      databaseReclaimPolicy: 'retain',
      schemas: [{ name: 'app', owner: 'orders_app' }],
    },
  },
  {
    apiVersion: CNPG,
    kind: 'ImageCatalog',
    metadata: { name: 'orders', namespace: 'shop' },
    spec: {
      images: [16, 17, 18].map((major) => ({
        major,
        image: `registry.example.com/postgresql:${major}.1-standard-trixie`,
      })),
    },
  },
  {
    apiVersion: CNPG,
    kind: 'ScheduledBackup',
    metadata: { name: 'orders', namespace: 'shop' },
    spec: { cluster: { name: 'orders' }, schedule: '0 0 2 * * *', suspend: false },
  },
  {
    apiVersion: 'barmancloud.cnpg.io/v1',
    kind: 'ObjectStore',
    metadata: metadata('orders'),
    spec: {
      configuration: { destinationPath: 's3://backups/', wal: { compression: 'gzip' } },
      instanceSidecarConfiguration: { logLevel: 'info', resources: { limits: { memory: '512Mi' } } },
      retentionPolicy: '30d',
    },
  },
  {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name: 'orders-app', namespace: 'shop' },
    spec: { refreshInterval: '1h', target: { template: { metadata: { labels: { 'cnpg.io/reload': 'true' } } } } },
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'orders', namespace: 'shop' },
    spec: { egress: [] },
  },
];

/** A cluster of three instances with everything that belongs to it. */
export const EXAMPLE: readonly KubeObject[] = [CLUSTER, ...OTHERS];

/** One field of the first object of a kind, or of the one with the name after the slash: `Pooler/orders-pooler-ro`. */
export interface Edit {
  readonly of?: string;
  /** Dotted, or keys where one of them holds a dot; empty for the object itself. */
  readonly at: string | FieldPath;
  /** Undefined takes it out. */
  readonly to: unknown;
}

export function edited(objects: readonly KubeObject[], edits: readonly Edit[]): readonly KubeObject[] {
  return edits.reduce(editedOnce, objects);
}

function editedOnce(objects: readonly KubeObject[], { of = 'Cluster', at, to }: Edit): readonly KubeObject[] {
  const [kind, name] = of.split('/');
  const path = typeof at === 'string' ? at.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) : key)) : at;
  const index = objects.findIndex(
    (object) => object.kind === kind && (name === undefined || object.metadata.name === name),
  );
  const isWhole = at.length === 0;
  if (index < 0) return isWhole ? [...objects, ...asObject(to)] : objects;
  return objects.flatMap((object, place) =>
    place === index ? asObject(isWhole ? to : replaced(object, path, to)) : [object],
  );
}

function asObject(value: unknown): readonly KubeObject[] {
  return value === undefined ? [] : [value as KubeObject];
}

/** A copy with another value at a path. */
export function replaced(value: unknown, [key, ...rest]: FieldPath, to: unknown): unknown {
  if (key === undefined) return to;
  if (typeof key === 'number') {
    const list = isList(value) ? [...value] : [];
    const item = replaced(list[key], rest, to);
    if (item === undefined) list.splice(key, 1);
    else list[key] = item;
    return list;
  }
  const map = isMap(value) ? value : {};
  const { [key]: old, ...others } = map;
  const item = replaced(old, rest, to);
  return item === undefined ? others : { ...map, [key]: item };
}
