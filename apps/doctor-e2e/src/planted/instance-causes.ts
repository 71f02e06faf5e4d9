import type { Kubectl, LiveObject } from '@postgres-ha/testkit';
import { blockNetwork } from '../world/blocked-network.ts';
import { addressesOf, applied, clusterIn, sql, type LivePod } from '../world/live.ts';
import { CLUSTER, secretObject, smallCluster } from '../world/small-cluster.ts';
import { NOTHING_TO_UNDO, type PlantedCause } from './planted-cause.ts';

const MISSING_IMAGE = 'rig.local/postgresql:17.99';
const MANY_ROWS = 'CREATE TABLE filler AS SELECT g, repeat(md5(g::text), 8) AS t FROM generate_series(1, 200000) AS g';
const SERVER = 'own-server';
const AUTHORITY = 'own-authority';

/** What the server's certificate of the cluster that brings its own is for. */
export const SERVER_NAMES: readonly string[] = ['rw', 'r', 'ro'].flatMap((kind) => [
  `${CLUSTER}-${kind}`,
  `${CLUSTER}-${kind}.certificate`,
  `${CLUSTER}-${kind}.certificate.svc`,
  `${CLUSTER}-${kind}.certificate.svc.cluster.local`,
]);

/** What keeps instances from starting, or from doing their work. */
export const INSTANCE_CAUSES: readonly PlantedCause[] = [
  {
    name: 'unbindable volume',
    namespace: 'unbindable',
    finding: 'storage-class-missing',
    names: 'nobody-provides',
    runsBefore: false,
    objects: () => smallCluster({ namespace: 'unbindable', storageClass: 'nobody-provides' }),
    shows: async (kubectl) => {
      const events = await kubectl.list<Event>('events', 'unbindable');
      return events.some(({ reason }) => reason === 'ProvisioningFailed');
    },
  },
  {
    name: 'bad image',
    namespace: 'bad-image',
    finding: 'image-unavailable',
    names: MISSING_IMAGE,
    runsBefore: false,
    objects: () => smallCluster({ namespace: 'bad-image', image: MISSING_IMAGE }),
    shows: async (kubectl) => {
      const pods = await kubectl.list<LivePod>('pods', 'bad-image');
      return pods
        .flatMap(({ status }) => status?.containerStatuses ?? [])
        .some(({ state }) => /^(?:ErrImagePull|ImagePullBackOff)$/.test(state.waiting?.reason ?? ''));
    },
  },
  {
    name: 'lagging standby',
    namespace: 'lagging',
    finding: 'replay-paused',
    names: 'orders-2',
    runsBefore: true,
    objects: () => smallCluster({ namespace: 'lagging', instances: 2 }),
    plant: async ({ kubectl }) => {
      await sql(kubectl, { namespace: 'lagging', pod: 'orders-2' }, 'SELECT pg_wal_replay_pause()');
      await sql(kubectl, { namespace: 'lagging', pod: 'orders-1' }, MANY_ROWS);
      return NOTHING_TO_UNDO;
    },
    shows: async (kubectl) => {
      const [behind] = await sql(
        kubectl,
        { namespace: 'lagging', pod: 'orders-2' },
        'SELECT pg_wal_lsn_diff(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()) > 16777216',
      );
      return behind === 't';
    },
  },
  {
    name: 'blocked network between instances',
    namespace: 'blocked',
    finding: 'instances-unreachable',
    names: 'orders-2',
    runsBefore: true,
    objects: () => smallCluster({ namespace: 'blocked', instances: 2 }),
    plant: async ({ rig, kubectl }) => blockNetwork(rig, 'blocked', await addressesOf(kubectl, 'blocked')),
    shows: async (kubectl) => {
      const [streams] = await sql(
        kubectl,
        { namespace: 'blocked', pod: 'orders-1' },
        'SELECT count(*) FROM pg_stat_replication',
      );
      return streams === '0';
    },
  },
  {
    name: 'expired certificate',
    namespace: 'certificate',
    finding: 'certificate-expired',
    names: SERVER,
    runsBefore: true,
    objects: ({ authority }) => [
      ...smallCluster({
        namespace: 'certificate',
        spec: { certificates: { serverCASecret: AUTHORITY, serverTLSSecret: SERVER } },
      }),
      secretObject({ name: AUTHORITY, namespace: 'certificate', values: { 'ca.crt': authority.certificate } }),
      serverSecret(authority.server.key, authority.server.valid),
    ],
    plant: async ({ kubectl, authority }) => {
      await applied(kubectl, [serverSecret(authority.server.key, authority.server.expired)]);
      return NOTHING_TO_UNDO;
    },
    shows: saysOfItself('certificate', 'Unable to create required cluster objects'),
  },
];

interface Event extends LiveObject {
  readonly reason?: string;
}

function serverSecret(key: string, certificate: string): ReturnType<typeof secretObject> {
  return secretObject({
    name: SERVER,
    namespace: 'certificate',
    type: 'kubernetes.io/tls',
    values: { 'tls.crt': certificate, 'tls.key': key },
  });
}

function saysOfItself(namespace: string, phase: string): (kubectl: Kubectl) => Promise<boolean> {
  return async (kubectl) => (await clusterIn(kubectl, namespace))?.status?.phase === phase;
}
