import { eventually, type Kubectl, type LiveObject } from '@postgres-ha/testkit';
import type { KubeObject } from '@postgres-ha/kube-manifest';
import { CLUSTER } from './small-cluster.ts';

/** The Cluster, as far as tests ask. */
export interface LiveCluster extends LiveObject {
  readonly spec: { readonly instances: number };
  readonly status?: {
    readonly phase?: string;
    readonly phaseReason?: string;
    readonly readyInstances?: number;
    readonly currentPrimary?: string;
    readonly conditions?: readonly Condition[];
  };
}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message?: string;
}

export interface LivePod extends LiveObject {
  readonly status?: {
    readonly podIP?: string;
    readonly containerStatuses?: readonly { readonly state: { readonly waiting?: { readonly reason?: string } } }[];
  };
}

export const HEALTHY = 'Cluster in healthy state';
export const PATIENCE = { timeoutMs: 600_000, intervalMs: 1_000 } as const;

export async function applied(kubectl: Kubectl, objects: readonly KubeObject[]): Promise<void> {
  if (objects.length === 0) return;
  const outcome = await kubectl.apply(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
  if (outcome.kind === 'refused') throw new Error(outcome.because);
}

export function clusterIn(kubectl: Kubectl, namespace: string): Promise<LiveCluster | undefined> {
  return kubectl.get<LiveCluster>({ resource: 'clusters.postgresql.cnpg.io', name: CLUSTER, namespace });
}

/** Waits for a state of a cluster. @throws with what it and its pods say, when that takes too long */
export async function clusterThat(
  kubectl: Kubectl,
  namespace: string,
  is: (cluster: LiveCluster) => boolean,
): Promise<LiveCluster> {
  try {
    return await eventually(
      `the cluster of ${namespace}`,
      async () => {
        const cluster = await clusterIn(kubectl, namespace);
        return cluster !== undefined && is(cluster) ? cluster : undefined;
      },
      PATIENCE,
    );
  } catch (cause) {
    const state = await kubectl.run([
      '-n',
      namespace,
      'get',
      'clusters.postgresql.cnpg.io,pods,pvc,poolers',
      '-o',
      'wide',
    ]);
    const events = await kubectl.run(['-n', namespace, 'get', 'events', '--sort-by=.lastTimestamp']);
    throw new Error(`${state}\n${events.split('\n').slice(-15).join('\n')}`, { cause });
  }
}

export function isHealthy({ spec, status }: LiveCluster): boolean {
  return status?.phase === HEALTHY && status.readyInstances === spec.instances;
}

export function condition({ status }: LiveCluster, type: string): Condition | undefined {
  return status?.conditions?.find((each) => each.type === type);
}

export async function addressesOf(kubectl: Kubectl, namespace: string): Promise<readonly string[]> {
  const pods = await kubectl.run([
    '-n',
    namespace,
    'get',
    'pods',
    '-l',
    `cnpg.io/cluster=${CLUSTER},cnpg.io/podRole=instance`,
    '-o',
    'json',
  ]);
  const { items } = JSON.parse(pods) as { readonly items: readonly LivePod[] };
  return items.flatMap(({ status }) => (status?.podIP === undefined ? [] : [status.podIP]));
}

/** Rows of one statement, as the superuser in a pod. */
export async function sql(
  kubectl: Kubectl,
  at: { readonly namespace: string; readonly pod: string; readonly database?: string },
  statement: string,
): Promise<readonly string[]> {
  const { namespace, pod, database = 'postgres' } = at;
  const { exitCode, stdout, stderr } = await kubectl.exec({
    namespace,
    pod,
    container: 'postgres',
    command: ['psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', '-d', database, '-c', statement],
  });
  if (exitCode !== 0) throw new Error(`${statement}: ${stderr}`);
  return stdout.split('\n').filter((line) => line !== '');
}
