import type { KubeObject } from '@postgres-ha/kube-manifest';
import { secretsWanted, seen, unseen, type Look, type SecretSeen, type StoreAnswer } from '@postgres-ha/diagnosis';
import { dryRun, servedGroups, serverVersion, type Judged, type KubeConnection } from '@postgres-ha/kube-api';
import { watchedType } from './kinds.ts';
import { lanes, lookAtList, lookAtObject, lookOf, patienceOf, unseenOf, type Lookout } from './lookout.ts';
import { noEvidence } from './no-evidence.ts';
import { lookAtSecrets, secretsSeen } from './secret-looks.ts';
import { sidecarImage } from './sidecar-image.ts';
import { lookAtStore, storePlace } from './store-look.ts';

/** What a cluster needs before it is there. */
export interface Surroundings {
  readonly kubernetes: Look<string>;
  readonly nodes: Look<readonly KubeObject[]>;
  readonly storageClasses: Look<readonly KubeObject[]>;
  readonly namespaces: ReadonlyMap<string, Look<KubeObject>>;
  /** Groups of the API with their versions. */
  readonly groups: Look<ReadonlyMap<string, readonly string[]>>;
  /** Of all namespaces. */
  readonly deployments: Look<readonly KubeObject[]>;
  readonly clusters: ReadonlyMap<string, ClusterSurroundings>;
}

export interface ClusterSurroundings {
  readonly secrets: readonly SecretSeen[];
  readonly objectStore: Look<StoreAnswer>;
  readonly dryRun: Look<readonly Judged[]>;
}

/** A cluster by its rendered objects. */
export interface RenderedCluster {
  readonly name: string;
  readonly namespace: string;
  readonly objects: readonly KubeObject[];
}

export interface LookAroundOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly operatorNamespace: string;
  readonly namespaces: readonly string[];
  readonly clusters: readonly RenderedCluster[];
  readonly job: 'run' | 'leave-out';
}

const LANES = 8;

/** Looks at everything that is to be there before clusters are applied. Each look for itself; one that fails is `unseen`. */
export async function lookAround(
  connection: KubeConnection,
  { signal, timeoutMs, operatorNamespace, namespaces, clusters, job }: LookAroundOptions,
): Promise<Surroundings> {
  const lookout: Lookout = {
    connection,
    target: { namespace: operatorNamespace, cluster: '', operatorNamespace },
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    inLane: lanes(LANES),
  };
  const version = await serverVersion(connection, patienceOf(lookout));
  const kubernetes = lookOf(version, 'GET /version');
  if (version.kind === 'unreachable' || version.kind === 'timeout') return nobody(kubernetes);
  const [nodes, storageClasses, spaces, groups, deployments] = await Promise.all([
    lookAtList(lookout, { type: watchedType('Node') }),
    lookAtList(lookout, { type: watchedType('StorageClass') }),
    Promise.all(
      namespaces.map(async (name): Promise<[string, Look<KubeObject>]> => [
        name,
        await lookAtObject(lookout, { type: watchedType('Namespace'), name, namespace: '' }),
      ]),
    ),
    lookout.inLane(() => servedGroups(connection, patienceOf(lookout))),
    lookAtList(lookout, { type: watchedType('Deployment') }),
  ]);
  const around = await Promise.all(
    clusters.map(async (cluster): Promise<[string, ClusterSurroundings]> => [
      cluster.name,
      await lookAroundCluster(lookout, { cluster, deployments, job }),
    ]),
  );
  return {
    ...{ kubernetes, nodes, storageClasses, deployments, namespaces: new Map(spaces) },
    groups: lookOf(groups, 'GET /apis'),
    clusters: new Map(around),
  };
}

async function lookAroundCluster(
  lookout: Lookout,
  given: {
    readonly cluster: RenderedCluster;
    readonly deployments: Look<readonly KubeObject[]>;
    readonly job: LookAroundOptions['job'];
  },
): Promise<ClusterSurroundings> {
  const { cluster, deployments, job } = given;
  const { operatorNamespace } = lookout.target;
  const own: Lookout = {
    ...lookout,
    target: { namespace: cluster.namespace, cluster: cluster.name, operatorNamespace },
  };
  const ofKind = (kind: string) => cluster.objects.filter((object) => object.kind === kind);
  const [object] = ofKind('Cluster');
  const nothing = noEvidence(own.target, { takenAt: '', look: unseen('skipped', 'not looked at') });
  const references = secretsWanted({
    ...nothing,
    cluster: object === undefined ? nothing.cluster : seen(object),
    objects: { ...nothing.objects, ObjectStore: seen(ofKind('ObjectStore')), Pooler: seen(ofKind('Pooler')) },
  });
  const [gists, objectStore, judged] = await Promise.all([
    lookAtSecrets(own, new Set(references.map(({ name }) => name))),
    lookAtArchive(own, { cluster, deployments, job }),
    judge(own, cluster.objects),
  ]);
  return { secrets: secretsSeen(references, gists), objectStore, dryRun: judged };
}

async function lookAtArchive(
  lookout: Lookout,
  given: {
    readonly cluster: RenderedCluster;
    readonly deployments: Look<readonly KubeObject[]>;
    readonly job: LookAroundOptions['job'];
  },
): Promise<Look<StoreAnswer>> {
  const { cluster, deployments, job } = given;
  const object = cluster.objects.find(({ kind }) => kind === 'Cluster');
  const place = object === undefined ? undefined : storePlace(object);
  const store = cluster.objects.find(({ kind, metadata }) => kind === 'ObjectStore' && metadata.name === place?.store);
  if (object === undefined || place === undefined || store === undefined) {
    return { kind: 'unseen', reason: 'skipped', detail: 'the cluster has no object store' };
  }
  if (job === 'leave-out') return { kind: 'unseen', reason: 'skipped', detail: 'no Job was wanted' };
  const plugin: Look<KubeObject> =
    deployments.kind === 'unseen' ? deployments : pluginOf(deployments.value, lookout.target.operatorNamespace);
  const image = await sidecarImage(lookout, { instances: [], plugin });
  if (image.kind === 'unseen') return image;
  return lookAtStore(lookout, { cluster: object, store, image: image.value, like: undefined, policies: [] });
}

function pluginOf(deployments: readonly KubeObject[], namespace: string): Look<KubeObject> {
  const found = deployments.find(
    ({ metadata }) => metadata.namespace === namespace && metadata.name.includes('barman-cloud'),
  );
  return found === undefined
    ? { kind: 'unseen', reason: 'absent', detail: `there is no Barman Cloud plugin in ${namespace}` }
    : seen(found);
}

/** A server that answers with a status that says nothing of objects ends it. */
async function judge(lookout: Lookout, objects: readonly KubeObject[]): Promise<Look<readonly Judged[]>> {
  const judged = await dryRun(lookout.connection, objects, lookout.signal);
  return judged.kind === 'answered' ? seen(judged.value) : unseenOf(judged, 'dry run of file 01');
}

function nobody(look: Look<string>): Surroundings {
  const no = look as Look<never>;
  return {
    ...{ kubernetes: look, nodes: no, storageClasses: no, deployments: no, groups: no },
    ...{ namespaces: new Map(), clusters: new Map() },
  };
}
