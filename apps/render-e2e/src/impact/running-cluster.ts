import type { KubeObject } from '@postgres-ha/kube-manifest';
import { makeExternalSecrets, startRig, type ClusterRig } from '@postgres-ha/testkit';
import {
  allOf,
  applied,
  bucketAndPrefix,
  createBackupBucket,
  healthy,
  type LivePod,
  loadImages,
  onlyOf,
  shippedEnvironments,
} from '@postgres-ha/production-rig';
import type { ClusterRef } from './look.ts';
import { startWriter, type Writer } from './writer.ts';

/** A cluster made of an intent, healthy, and a client that writes to it. */
export interface RunningCluster {
  readonly cluster: ClusterRef;
  readonly objects: readonly KubeObject[];
  readonly writer: Writer;
}

/** A node with production's namespaces and bucket, and more names for its image of PostgreSQL. */
export async function startNode(name: string, images: readonly string[] = []): Promise<ClusterRig> {
  await using resources = new AsyncDisposableStack();
  const rig = resources.use(await startRig({ kind: 'cluster', name }));
  const production = shippedEnvironments().find((environment) => environment.name === 'production');
  const [shipped] = production?.clusters ?? [];
  if (production === undefined || shipped === undefined)
    throw new Error('there is no production cluster in this checkout');
  await applied(
    rig.kubectl,
    production.platform.objects.filter(({ kind }) => kind === 'Namespace'),
  );
  const { destinationPath } = onlyOf('ObjectStore', shipped.cluster.objects).spec.configuration;
  const bucket = await createBackupBucket(rig.s3, bucketAndPrefix(destinationPath).bucket);
  bucket[Symbol.dispose]();
  for (const image of images) await rig.script('load-image', [image, '--as', 'rig.local/postgresql:17']);
  resources.move();
  return rig;
}

export async function startCluster(rig: ClusterRig, objects: readonly KubeObject[]): Promise<RunningCluster> {
  const { kubectl } = rig;
  const { metadata, spec } = onlyOf('Cluster', objects);
  const cluster = { name: metadata.name, namespace: metadata.namespace ?? 'default' };
  await loadImages(rig, objects);
  await deploy(rig, objects);
  await healthy({ kubectl, ...cluster, instances: spec.instances, seen: new Map<string, LivePod>() });
  const waiting = await makeSecrets(rig, objects);
  if (waiting.length > 0) throw new Error(`the operator did not make ${waiting.join(', ')}`);
  const poolers = allOf('Pooler', objects).map(({ metadata: { name } }) => `deployment/${name}`);
  await kubectl.run(['-n', cluster.namespace, 'rollout', 'status', ...poolers, '--timeout=300s'], {
    signal: AbortSignal.timeout(310_000),
  });
  const writer = await startWriter(kubectl, {
    cluster,
    image: `rig.local/postgresql:${spec.imageCatalogRef.major}`,
    secret: `${cluster.name}-user-svc-connection`,
  });
  return { cluster, objects, writer };
}

/** Applies the objects with the Secrets that their ExternalSecrets ask for. */
export async function deploy(rig: ClusterRig, objects: readonly KubeObject[]): Promise<void> {
  await makeSecrets(rig, objects);
  await applied(rig.kubectl, objects);
}

async function makeSecrets({ kubectl, s3 }: ClusterRig, objects: readonly KubeObject[]): Promise<readonly string[]> {
  const { s3Credentials } = onlyOf('ObjectStore', objects).spec.configuration;
  return makeExternalSecrets(kubectl, objects, {
    known: {
      [s3Credentials.accessKeyId.name]: {
        [s3Credentials.accessKeyId.key]: s3.accessKeyId,
        [s3Credentials.secretAccessKey.key]: s3.secretAccessKey,
      },
    },
  });
}
