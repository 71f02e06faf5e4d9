import type { KubeObject } from '@postgres-ha/kube-manifest';

/** A cluster as small as one can be, so that a dozen of them fit on one node. */
export interface SmallCluster {
  readonly namespace: string;
  readonly instances?: number;
  readonly image?: string;
  readonly storageClass?: string;
  /** Added to the Cluster's spec. */
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly parameters?: Readonly<Record<string, string>>;
  /** Where it archives to; without one it has no archive. */
  readonly archive?: ArchivePlace;
}

export interface ArchivePlace {
  /** Such as `s3://orders/`. */
  readonly destination: string;
  /** As pods reach it. */
  readonly endpoint: string;
}

/** Every cluster has this name; its namespace says what it is for. */
export const CLUSTER = 'orders';
export const DATABASE = 'linkdb';
export const OWNER = 'linkuser';
export const CREDENTIALS = 'backup-credentials';
export const ACCESS_KEY = 'ACCESS_KEY_ID';
export const SECRET_KEY = 'ACCESS_SECRET_KEY';
export const POSTGRES_IMAGE = 'rig.local/postgresql:17';
export const PGBOUNCER_IMAGE = 'rig.local/pgbouncer:1';
export const PLUGIN = 'barman-cloud.cloudnative-pg.io';

/** The Cluster, with its namespace, and its ObjectStore where it has an archive. */
export function smallCluster(wish: SmallCluster): readonly KubeObject[] {
  const { namespace, instances = 1, image = POSTGRES_IMAGE, storageClass = 'fast-ssd', archive } = wish;
  return [
    namespaceObject(namespace),
    ...(archive === undefined ? [] : [objectStore(namespace, archive)]),
    {
      apiVersion: 'postgresql.cnpg.io/v1',
      kind: 'Cluster',
      metadata: { name: CLUSTER, namespace },
      spec: {
        instances,
        imageName: image,
        enablePDB: false,
        affinity: { enablePodAntiAffinity: false },
        bootstrap: { initdb: { database: DATABASE, owner: OWNER } },
        storage: { size: '1Gi', storageClass },
        postgresql: {
          parameters: { shared_buffers: '32MB', max_connections: '50', wal_level: 'replica', ...wish.parameters },
        },
        ...(archive === undefined
          ? {}
          : { plugins: [{ name: PLUGIN, isWALArchiver: true, parameters: { barmanObjectName: CLUSTER } }] }),
        ...wish.spec,
      },
    },
  ];
}

export function namespaceObject(name: string): KubeObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

function objectStore(namespace: string, { destination, endpoint }: ArchivePlace): KubeObject {
  return {
    apiVersion: 'barmancloud.cnpg.io/v1',
    kind: 'ObjectStore',
    metadata: { name: CLUSTER, namespace },
    spec: {
      retentionPolicy: '30d',
      configuration: {
        destinationPath: destination,
        endpointURL: endpoint,
        s3Credentials: {
          accessKeyId: { name: CREDENTIALS, key: ACCESS_KEY },
          secretAccessKey: { name: CREDENTIALS, key: SECRET_KEY },
        },
        wal: { compression: 'gzip' },
      },
    },
  };
}

/** The Secret that the ObjectStore names. */
export function credentials(namespace: string, values: Readonly<Record<string, string>>): KubeObject {
  return secretObject({ name: CREDENTIALS, namespace, values });
}

export function secretObject(wish: {
  readonly name: string;
  readonly namespace: string;
  readonly values: Readonly<Record<string, string>>;
  readonly type?: string;
}): KubeObject {
  const { name, namespace, values, type = 'Opaque' } = wish;
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace, labels: { 'cnpg.io/reload': 'true' } },
    type,
    stringData: values,
  };
}

export function pooler(
  namespace: string,
  name: string,
  { cluster = CLUSTER, pgbouncer = {} }: PoolerWish = {},
): KubeObject {
  return {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'Pooler',
    metadata: { name, namespace },
    spec: {
      cluster: { name: cluster },
      instances: 1,
      type: 'rw',
      pgbouncer: { poolMode: 'transaction', ...pgbouncer },
      template: { spec: { containers: [{ name: 'pgbouncer', image: PGBOUNCER_IMAGE }] } },
    },
  };
}

export interface PoolerWish {
  readonly cluster?: string;
  readonly pgbouncer?: Readonly<Record<string, unknown>>;
}
