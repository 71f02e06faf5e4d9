import type { Kubectl, LiveObject } from '@postgres-ha/testkit';
import { rowsOf } from '@postgres-ha/production-rig';

/** A cluster by its name. */
export interface ClusterRef {
  readonly namespace: string;
  readonly name: string;
}

export interface Pod {
  readonly name: string;
  readonly uid: string;
  readonly ready: boolean;
  readonly leaving: boolean;
  /** Of all its containers together. */
  readonly restarts: number;
}

/** A cluster at one moment, as the API server shows it. */
export interface Look {
  /** Milliseconds of the epoch. */
  readonly at: number;
  readonly phase: string;
  readonly primary: string;
  readonly target: string;
  readonly instancesWanted: number;
  readonly instancesReady: number;
  readonly instances: readonly Pod[];
  readonly poolers: readonly (Pod & { readonly pooler: string })[];
}

/** What the PostgreSQL of an instance says of itself. */
export interface Server {
  readonly instance: string;
  readonly primary: boolean;
  /** Both are seconds of the epoch, with microseconds. */
  readonly startedAt: number;
  readonly loadedAt: number;
  /** Parameters whose new value waits for a restart. */
  readonly pending: number;
}

interface ObservedCluster extends LiveObject {
  readonly spec: { readonly instances: number };
  readonly status?: {
    readonly phase?: string;
    readonly currentPrimary?: string;
    readonly targetPrimary?: string;
    readonly readyInstances?: number;
  };
}

interface ObservedPod extends LiveObject {
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly initContainerStatuses?: readonly { readonly restartCount: number }[];
    readonly containerStatuses?: readonly { readonly restartCount: number }[];
  };
}

export async function lookAt(kubectl: Kubectl, { namespace, name }: ClusterRef): Promise<Look> {
  const at = Date.now();
  const list = await kubectl.list<LiveObject>('clusters.postgresql.cnpg.io,pods', namespace);
  const cluster = list.find(
    (object): object is ObservedCluster => object.kind === 'Cluster' && object.metadata.name === name,
  );
  if (cluster === undefined) throw new Error(`there is no Cluster ${namespace}/${name}`);
  const pods = list.filter(
    (object): object is ObservedPod => object.kind === 'Pod' && object.metadata.labels?.['cnpg.io/cluster'] === name,
  );
  const { status = {} } = cluster;
  return {
    at,
    phase: status.phase ?? '',
    primary: status.currentPrimary ?? '',
    target: status.targetPrimary ?? '',
    instancesWanted: cluster.spec.instances,
    instancesReady: status.readyInstances ?? 0,
    instances: pods.filter((pod) => pod.metadata.labels?.['cnpg.io/podRole'] === 'instance').map(podOf),
    poolers: pods.flatMap((pod) => {
      const pooler = pod.metadata.labels?.['cnpg.io/poolerName'];
      return pooler === undefined ? [] : [{ ...podOf(pod), pooler }];
    }),
  };
}

function podOf({ metadata, status = {} }: ObservedPod): Pod {
  const containers = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  return {
    name: metadata.name,
    uid: metadata.uid,
    ready: status.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') ?? false,
    leaving: 'deletionTimestamp' in metadata,
    restarts: containers.reduce((sum, { restartCount }) => sum + restartCount, 0),
  };
}

const SERVER = `SELECT NOT pg_is_in_recovery(), extract(epoch FROM pg_postmaster_start_time()),
  extract(epoch FROM pg_conf_load_time()), (SELECT count(*) FROM pg_settings WHERE pending_restart)`;

/**
 * Asks the PostgreSQL of every instance that a look found.
 * @throws when an answer is not complete, as one is when the pod ends meanwhile
 */
export async function askServers(kubectl: Kubectl, namespace: string, { instances }: Look): Promise<readonly Server[]> {
  return Promise.all(
    instances.map(async ({ name }) => {
      const [row = ''] = await rowsOf(kubectl, { namespace, pod: name }, SERVER);
      const [, primary, startedAt, loadedAt, pending] = /^([tf])\|([\d.]+)\|([\d.]+)\|(\d+)$/.exec(row) ?? [];
      if (pending === undefined) throw new Error(`${name} answered ${JSON.stringify(row)}`);
      return {
        instance: name,
        primary: primary === 't',
        startedAt: Number(startedAt),
        loadedAt: Number(loadedAt),
        pending: Number(pending),
      };
    }),
  );
}

const COMPLETE = 'complete';

/**
 * The settings that every PgBouncer of a look runs with, by the name of its pod.
 * @throws when an answer is not complete
 */
export async function askPoolers(
  kubectl: Kubectl,
  namespace: string,
  { poolers }: Look,
): Promise<Readonly<Record<string, string>>> {
  const answers = await Promise.all(
    poolers.map(async ({ name }) => {
      const command = ['psql', '-XAt', '-c', 'SHOW CONFIG', '-c', `\\echo ${COMPLETE}`];
      const { stdout, stderr } = await kubectl.exec({ namespace, pod: name, container: 'pgbouncer', command });
      if (!stdout.endsWith(`${COMPLETE}\n`)) throw new Error(`PgBouncer of ${name}: ${stderr}`);
      return [name, stdout] as const;
    }),
  );
  return Object.fromEntries(answers);
}
