import type { KubeObject } from '@postgres-ha/kube-manifest';
import type { Kubectl, LiveObject } from '@postgres-ha/testkit';
import { applied, type LivePod } from '../world/live.ts';
import { pooler, smallCluster } from '../world/small-cluster.ts';
import type { PlantedCause } from './planted-cause.ts';

const NAMESPACE = 'pooler';

/** One cluster, and one wrong pooler after the other. */
export const POOLER_CAUSES: readonly PlantedCause[] = [
  poolerCause({
    name: 'pooler misconfigured: the Secret of its user is not there',
    finding: 'secret-missing',
    names: 'nobody-made-this',
    object: pooler(NAMESPACE, 'no-secret', {
      pgbouncer: {
        authQuerySecret: { name: 'nobody-made-this' },
        authQuery: 'SELECT usename, passwd FROM pg_catalog.pg_shadow WHERE usename = $1',
      },
    }),
    shows: crashes,
  }),
  poolerCause({
    name: 'pooler misconfigured: a parameter that PgBouncer does not take',
    finding: 'pooler-config-rejected',
    names: 'bad-parameter',
    object: pooler(NAMESPACE, 'bad-parameter', { pgbouncer: { parameters: { default_pool_size: 'many' } } }),
    shows: crashes,
  }),
  poolerCause({
    name: 'pooler misconfigured: it may open more connections than the server takes',
    finding: 'pooler-exceeds-connections',
    names: 'poolers.rw.poolSize',
    object: pooler(NAMESPACE, 'too-large', { pgbouncer: { parameters: { default_pool_size: '500' } } }),
    shows: async (kubectl) =>
      ((await kubectl.get<Deployment>({ resource: 'deployments', name: 'too-large', namespace: NAMESPACE }))?.status
        ?.availableReplicas ?? 0) > 0,
  }),
  poolerCause({
    name: 'pooler misconfigured: its cluster does not exist',
    finding: 'pooler-cluster-unknown',
    names: 'wrong-cluster',
    object: pooler(NAMESPACE, 'wrong-cluster', { cluster: 'nobody' }),
    shows: async (kubectl) =>
      (
        await kubectl.get<Pooler>({
          resource: 'poolers.postgresql.cnpg.io',
          name: 'wrong-cluster',
          namespace: NAMESPACE,
        })
      )?.status?.phase === 'inactive',
  }),
];

interface Deployment extends LiveObject {
  readonly status?: { readonly availableReplicas?: number };
}

interface Pooler extends LiveObject {
  readonly status?: { readonly phase?: string };
}

function poolerCause(
  cause: Pick<PlantedCause, 'name' | 'finding' | 'names' | 'shows'> & { readonly object: KubeObject },
): PlantedCause {
  const { object, ...rest } = cause;
  return {
    ...rest,
    namespace: NAMESPACE,
    runsBefore: true,
    objects: () => smallCluster({ namespace: NAMESPACE }),
    plant: async ({ kubectl }) => {
      await applied(kubectl, [object]);
      return {
        [Symbol.asyncDispose]: async () => {
          await kubectl.run(['-n', NAMESPACE, 'delete', 'poolers.postgresql.cnpg.io', object.metadata.name]);
        },
      };
    },
  };
}

async function crashes(kubectl: Kubectl): Promise<boolean> {
  const pods = await kubectl.list<LivePod>('pods', NAMESPACE);
  return pods
    .flatMap(({ status }) => status?.containerStatuses ?? [])
    .some(({ state }) => state.waiting?.reason === 'CrashLoopBackOff');
}
