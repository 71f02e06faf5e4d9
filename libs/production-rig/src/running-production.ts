import type { KubeObject } from '@postgres-ha/kube-manifest';
import {
  eventually,
  makeExternalSecrets,
  manifestObjects,
  startRig,
  type ClusterRig,
  type Kubectl,
} from '@postgres-ha/testkit';
import { bucketAndPrefix, createBackupBucket, type BackupBucket } from './backup-bucket.ts';
import { allOf, onlyOf, type LiveCluster, type LivePod } from './kinds.ts';
import { productionOnOneNode } from './one-node.ts';
import { shippedEnvironments } from './shipped-environments.ts';

/** Production's cluster, started from the overlay on a real node, healthy. */
export interface RunningProduction extends AsyncDisposable {
  readonly rig: ClusterRig;
  readonly kubectl: Kubectl;
  readonly bucket: BackupBucket;
  /** Production's 01 and 02 as committed. */
  readonly shipped: readonly KubeObject[];
  /** Production's 00 as committed. */
  readonly platform: readonly KubeObject[];
  /** 01 and 02 as the overlay makes them: what runs. */
  readonly deployed: readonly KubeObject[];
  readonly cluster: LiveCluster;
  readonly namespace: string;
  /** Every pod that the namespace had at any time, those of jobs included. */
  readonly pods: readonly LivePod[];
}

/** The operator's own choice where a Pooler names no image. */
const PGBOUNCER = 'ghcr.io/cloudnative-pg/pgbouncer:1.25.1';
const HEALTHY = 'Cluster in healthy state';
const HEALTHY_WITHIN_MS = 600_000;

/** What a test changes of it. */
export interface ProductionOptions {
  /** What the rig is for; told by rigs that were left behind. */
  readonly name?: string;
  /** Changes the node before anything of the cluster is there. */
  readonly prepare?: (rig: ClusterRig) => Promise<void>;
  /** Changes what is applied. */
  readonly adapt?: (object: KubeObject) => KubeObject;
}

export async function startProduction({
  name = 'production on one node',
  prepare = () => Promise.resolve(),
  adapt = (object) => object,
}: ProductionOptions = {}): Promise<RunningProduction> {
  const production = shippedEnvironments().find(({ name }) => name === 'production');
  const [shippedCluster] = production?.clusters ?? [];
  if (production === undefined || shippedCluster === undefined)
    throw new Error('there is no production cluster in this checkout');
  const shipped = [...shippedCluster.cluster.objects, ...(shippedCluster.backup?.objects ?? [])];

  await using resources = new AsyncDisposableStack();
  const rig = resources.use(await startRig({ kind: 'cluster', name }));
  const { kubectl } = rig;
  await prepare(rig);

  const manifest = await productionOnOneNode(kubectl, rig.s3.endpointForPods);
  const deployed = manifestObjects(manifest).map(adapt);
  const { metadata, spec } = onlyOf('Cluster', deployed);
  const namespace = metadata.namespace ?? 'default';
  const { destinationPath, s3Credentials } = onlyOf('ObjectStore', deployed).spec.configuration;
  const known = {
    [s3Credentials.accessKeyId.name]: {
      [s3Credentials.accessKeyId.key]: rig.s3.accessKeyId,
      [s3Credentials.secretAccessKey.key]: rig.s3.secretAccessKey,
    },
  };
  const [bucket] = await Promise.all([
    createBackupBucket(rig.s3, bucketAndPrefix(destinationPath).bucket),
    loadImages(rig, deployed),
  ]);
  resources.use(bucket);

  await applied(
    kubectl,
    production.platform.objects.filter(({ kind }) => kind === 'Namespace'),
  );
  await makeExternalSecrets(kubectl, deployed, { known });
  await applied(kubectl, deployed);

  const seen = new Map<string, LivePod>();
  const cluster = await healthy({ kubectl, name: metadata.name, namespace, instances: spec.instances, seen });
  const waiting = await makeExternalSecrets(kubectl, deployed, { known });
  if (waiting.length > 0) throw new Error(`the operator did not make ${waiting.join(', ')}`);
  const poolers = allOf('Pooler', deployed).map(({ metadata: { name } }) => `deployment/${name}`);
  await kubectl.run(['-n', namespace, 'rollout', 'status', ...poolers, '--timeout=300s'], {
    signal: AbortSignal.timeout(310_000),
  });

  const owned = resources.move();
  return {
    ...{ rig, kubectl, bucket, shipped, platform: production.platform.objects, deployed, cluster, namespace },
    pods: [...seen.values()],
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** A cluster that is waited for. */
export interface Awaited {
  readonly kubectl: Kubectl;
  readonly name: string;
  readonly namespace: string;
  readonly instances: number;
  /** Gets every pod that shows up meanwhile: those of jobs are gone at the end. */
  readonly seen: Map<string, LivePod>;
}

/** @throws with what the cluster, its pods and the events say, when it does not become healthy in time */
export async function healthy({ kubectl, name, namespace, instances, seen }: Awaited): Promise<LiveCluster> {
  const look = async (): Promise<LiveCluster | undefined> => {
    for (const pod of await kubectl.list<LivePod>('pods', namespace)) seen.set(pod.metadata.name, pod);
    const cluster = await kubectl.get<LiveCluster>({ resource: 'clusters.postgresql.cnpg.io', name, namespace });
    return cluster?.status?.phase === HEALTHY && cluster.status.readyInstances === instances ? cluster : undefined;
  };
  try {
    return await eventually(`Cluster ${name} healthy`, look, { timeoutMs: HEALTHY_WITHIN_MS, intervalMs: 1_500 });
  } catch (cause) {
    const state = await kubectl.run([
      '-n',
      namespace,
      'get',
      'clusters.postgresql.cnpg.io,pods,jobs,pvc',
      '-o',
      'wide',
    ]);
    const events = await kubectl.run(['-n', namespace, 'get', 'events', '--sort-by=.lastTimestamp']);
    throw new Error(`${state}\n${events.split('\n').slice(-25).join('\n')}`, { cause });
  }
}

/** Every image that the manifests name, made of what the rig has. */
export async function loadImages(rig: ClusterRig, objects: readonly KubeObject[]): Promise<void> {
  const { major } = onlyOf('Cluster', objects).spec.imageCatalogRef;
  const catalogued = allOf('ImageCatalog', objects).flatMap(({ spec }) => spec.images);
  const postgresql = catalogued.filter((entry) => entry.major === major).map(({ image }) => image);
  const pgbouncer = allOf('Pooler', objects).map(({ spec }) => {
    const container = spec.template?.spec?.containers?.find(({ name }) => name === 'pgbouncer');
    return spec.pgbouncer.image ?? container?.image ?? PGBOUNCER;
  });
  for (const image of new Set(postgresql))
    await rig.script('load-image', [image, '--as', `rig.local/postgresql:${major}`]);
  for (const image of new Set(pgbouncer)) await rig.script('load-image', [image, '--as', 'rig.local/pgbouncer:1']);
}

/** Applies objects as they are. @throws when one is refused */
export async function applied(kubectl: Kubectl, objects: readonly KubeObject[]): Promise<void> {
  const outcome = await kubectl.apply(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
  if (outcome.kind === 'refused') throw new Error(outcome.because);
}
