import type { Kubectl } from '@postgres-ha/testkit';
import { clusterIn, condition, sql } from '../world/live.ts';
import {
  ACCESS_KEY,
  CREDENTIALS,
  credentials,
  SECRET_KEY,
  smallCluster,
  type SmallCluster,
} from '../world/small-cluster.ts';
import type { PlantedCause, StorePlace } from './planted-cause.ts';

/** Buckets that exist, on the rig's own store. */
export const BUCKETS: readonly string[] = ['healthy', 'archive'];

/** What keeps WAL from the archive. CloudNativePG calls all of these clusters healthy. */
export const ARCHIVE_CAUSES: readonly PlantedCause[] = [
  {
    name: 'wrong S3 secret: a secret key that does not fit',
    namespace: 'wrong-key',
    finding: 'store-credentials-wrong',
    names: CREDENTIALS,
    runsBefore: false,
    objects: ({ open }) => [
      ...smallCluster(archiving('wrong-key', open)),
      credentials('wrong-key', { [ACCESS_KEY]: open.accessKeyId, [SECRET_KEY]: 'another-secret-key' }),
    ],
    shows: archivingFails('wrong-key'),
  },
  {
    name: 'wrong S3 secret: it is not there',
    namespace: 'no-secret',
    finding: 'secret-missing',
    names: CREDENTIALS,
    runsBefore: false,
    objects: ({ open }) => smallCluster(archiving('no-secret', open)),
    shows: archivingFails('no-secret'),
  },
  {
    name: 'wrong S3 secret: it has another key',
    namespace: 'no-key',
    finding: 'secret-key-missing',
    names: SECRET_KEY,
    runsBefore: false,
    objects: ({ open }) => [
      ...smallCluster(archiving('no-key', open)),
      credentials('no-key', { [ACCESS_KEY]: open.accessKeyId, SECRET_ACCESS_KEY: open.secretAccessKey }),
    ],
    shows: archivingFails('no-key'),
  },
  {
    name: 'missing bucket',
    namespace: 'no-bucket',
    finding: 'bucket-missing',
    names: 'nobody-made-this',
    runsBefore: false,
    objects: ({ tenant }) => [
      ...smallCluster(archiving('no-bucket', tenant, 'nobody-made-this')),
      credentials('no-bucket', keysOf(tenant)),
    ],
    shows: archivingFails('no-bucket'),
  },
  {
    name: 'archive failing under a running cluster: the store cannot be reached any more',
    namespace: 'archive',
    finding: 'store-unreachable',
    names: 'objectstores orders',
    runsBefore: true,
    objects: ({ road }) => [
      ...smallCluster(archiving('archive', road, 'archive')),
      credentials('archive', keysOf(road)),
    ],
    plant: async ({ kubectl, closeRoad }) => {
      await closeRoad();
      await sql(
        kubectl,
        { namespace: 'archive', pod: 'orders-1' },
        "SELECT pg_create_restore_point('after'), pg_switch_wal()",
      );
      return { [Symbol.asyncDispose]: () => Promise.resolve() };
    },
    shows: archivingFails('archive'),
  },
];

export function keysOf({ accessKeyId, secretAccessKey }: StorePlace): Readonly<Record<string, string>> {
  return { [ACCESS_KEY]: accessKeyId, [SECRET_KEY]: secretAccessKey };
}

export function archiving(namespace: string, { endpoint }: StorePlace, bucket = 'healthy'): SmallCluster {
  return { namespace, archive: { destination: `s3://${bucket}/`, endpoint } };
}

function archivingFails(namespace: string): (kubectl: Kubectl) => Promise<boolean> {
  return async (kubectl) => {
    const cluster = await clusterIn(kubectl, namespace);
    return cluster !== undefined && condition(cluster, 'ContinuousArchiving')?.status === 'False';
  };
}
