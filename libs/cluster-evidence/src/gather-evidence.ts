import type { KubeObject } from '@postgres-ha/kube-manifest';
import {
  EVIDENCE_FORMAT,
  WATCHED_KINDS,
  secretsWanted,
  seen,
  unseen,
  type Evidence,
  type Intent,
  type Look,
  type OperatorEvidence,
  type StoreAnswer,
  type Target,
  type WatchedKind,
} from '@postgres-ha/diagnosis';
import { dryRunAsItStands, fieldsOf, serverVersion, type KubeConnection } from '@postgres-ha/kube-api';
import { lookAtCertificates } from './certificate-looks.ts';
import { lookAtEvents } from './event-looks.ts';
import { lookAtInstances, POSTGRES } from './instance-looks.ts';
import { CLUSTER, watchedType } from './kinds.ts';
import { isOurs, lessObject } from './less-objects.ts';
import { lookAtLogs, wishedLogs } from './log-looks.ts';
import {
  lanes,
  listSeen,
  lookAtList,
  lookAtObject,
  lookOf,
  mapLook,
  patienceOf,
  unseenOf,
  type Lookout,
} from './lookout.ts';
import { lookAtOperator } from './operator-looks.ts';
import { instancesOf, labelOf } from './pods.ts';
import { lookAtPoolers } from './pooler-looks.ts';
import { lookAtReaches } from './reach-looks.ts';
import { noEvidence, noReports } from './no-evidence.ts';
import { lookAtReports } from './report-looks.ts';
import { lookAtSecrets, secretsSeen } from './secret-looks.ts';
import { certificateNames } from './certificate-names.ts';
import { sidecarImage } from './sidecar-image.ts';
import { lookAtStore, storePlace } from './store-look.ts';
import { lookAtVolumes } from './volume-looks.ts';

export interface GatherOptions {
  /** Aborted by who does not want to wait any more; the Job is removed before it is thrown. */
  readonly signal: AbortSignal;
  /** Of the machine that looks. */
  readonly takenAt: Date;
  /** For everything. Looks that have not ended then are `timeout`. */
  readonly timeoutMs: number;
  readonly intent: Look<Intent>;
  /** Whether the object store is asked from inside the cluster, by a Job. */
  readonly job: 'run' | 'leave-out';
  /** Whether workers and Alertmanager are asked what they found, and the namespace of the latter. */
  readonly reports: { readonly monitoring: string } | 'leave-out';
}

/** Of one kind, those of the cluster first; what is left out is unknown. */
const MOST_OBJECTS = 5000; // as many nodes as Kubernetes supports
/** Of evidence that is being gathered. */
const NOT_YET = { takenAt: '', look: unseen('skipped', 'not looked at yet') } as const;
/** Looks on their way at a time; an API server counts them by who asks. */
const LANES = 8;
/** Kinds that there is one object of in all of Kubernetes, or that belong to the operator's namespace too. */
const EVERYWHERE: ReadonlySet<WatchedKind> = new Set<WatchedKind>([
  'PersistentVolume',
  'StorageClass',
  'Node',
  'ClusterImageCatalog',
]);

/**
 * Looks at everything that may say what is wrong with one cluster. It never fails as a whole: a look that fails is `unseen`, with its reason. Where the
 * API server does not answer at all, that is found out once.
 * @throws the signal's reason where it was aborted by something else than a timeout
 */
export async function gatherEvidence(
  connection: KubeConnection,
  target: Target,
  { signal, takenAt, timeoutMs, intent, job, reports }: GatherOptions,
): Promise<Evidence> {
  const lookout: Lookout = {
    connection,
    target,
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    inLane: lanes(LANES),
  };
  const begin = { format: EVIDENCE_FORMAT, takenAt: takenAt.toISOString(), target, intent } as const;
  const version = await serverVersion(connection, patienceOf(lookout));
  const kubernetes = lookOf(version, 'GET /version');
  if (version.kind === 'unreachable' || version.kind === 'timeout') {
    const nothing = noEvidence(target, { takenAt: begin.takenAt, look: unseen(version.kind, version.detail) });
    return { ...nothing, ...begin, kubernetes };
  }
  const [cluster, { objects, cut }, events, operator] = await Promise.all([
    lookAtObject(lookout, { type: CLUSTER, name: target.cluster, namespace: target.namespace }),
    lookAtObjects(lookout),
    lookAtEvents(lookout),
    lookAtOperator(lookout),
  ]);
  const [inner, reported] = await Promise.all([
    lookInside(lookout, { cluster, objects, operator, job }),
    reports === 'leave-out'
      ? noReports()
      : lookAtReports(lookout, { pods: objects.Pod, monitoring: reports.monitoring }),
  ]);
  return {
    ...{ ...begin, kubernetes, cluster, objects, events, operator, ...inner, ...reported },
    cut: [...inner.cut, ...cut],
  };
}

async function lookAtObjects(lookout: Lookout): Promise<Pick<Evidence, 'objects' | 'cut'>> {
  const cut: string[] = [];
  const { namespace, operatorNamespace, cluster } = lookout.target;
  const isOwn = (object: KubeObject): boolean =>
    labelOf(object, 'cnpg.io/cluster') === cluster || object.metadata.name.startsWith(`${cluster}-`);
  const looks = await Promise.all(
    WATCHED_KINDS.map(async (kind): Promise<readonly [WatchedKind, Look<readonly KubeObject[]>]> => {
      const type = watchedType(kind);
      if (kind === 'Namespace') return [kind, await lookAtNamespaces(lookout, [namespace, operatorNamespace])];
      const look = await lookAtList(lookout, EVERYWHERE.has(kind) ? { type } : { type, namespace });
      const bounded = mapLook(look, (all) => {
        const others = all.filter((one) => !isOurs(one)).toSorted((a, b) => Number(isOwn(b)) - Number(isOwn(a)));
        if (others.length > MOST_OBJECTS)
          cut.push(
            `${others.length - MOST_OBJECTS} of ${others.length} objects of ${kind}: left out, to stay within bounds`,
          );
        return others.slice(0, MOST_OBJECTS).map((one) => lessObject(one, isOwn));
      });
      return [kind, bounded];
    }),
  );
  return { objects: Object.fromEntries(looks) as Record<WatchedKind, Look<readonly KubeObject[]>>, cut };
}

/** One by one: who may see the two need not be allowed to see all. */
async function lookAtNamespaces(lookout: Lookout, names: readonly string[]): Promise<Look<readonly KubeObject[]>> {
  const looks = await Promise.all(
    [...new Set(names)].map((name) => lookAtObject(lookout, { type: watchedType('Namespace'), name, namespace: '' })),
  );
  const failed = looks.find((look) => look.kind === 'unseen' && look.reason !== 'absent');
  if (failed?.kind === 'unseen') return failed;
  return seen(looks.flatMap((look) => (look.kind === 'seen' ? [look.value] : [])));
}

interface Outside {
  readonly cluster: Look<KubeObject>;
  readonly objects: Evidence['objects'];
  readonly operator: OperatorEvidence;
  readonly job: GatherOptions['job'];
}

/** What can only be asked when it is known what is there. */
async function lookInside(lookout: Lookout, outside: Outside) {
  const { cluster, objects, operator } = outside;
  const { target } = lookout;
  const pods = listSeen(objects.Pod);
  const instances = instancesOf(pods, target.cluster);
  const poolers = listSeen(objects.Pooler).filter((one) => refersTo(one, target.cluster));
  const poolerNames = new Set(poolers.map(({ metadata }) => metadata.name));
  const poolerPods = pods.filter((pod) => poolerNames.has(labelOf(pod, 'cnpg.io/poolerName') ?? ''));
  const clusterPods = pods.filter((pod) => labelOf(pod, 'cnpg.io/cluster') === target.cluster);
  const seenCluster = cluster.kind === 'seen' ? cluster.value : undefined;
  const references = secretsWanted({ ...noEvidence(target, NOT_YET), cluster, objects });
  const logged = new Set([...clusterPods, ...poolerPods]);
  const certificateSecrets = seenCluster === undefined ? [] : certificateSecretsOf(seenCluster);
  const secrets = lookAtSecrets(lookout, new Set([...references.map(({ name }) => name), ...certificateSecrets]));
  const instanceLooks = lookAtInstances(lookout, instances);
  const [answers, reaches, logs, gists, poolerLooks, admission, objectStore, volumes, certificates] = await Promise.all(
    [
      instanceLooks,
      lookAtReaches(lookout, instances),
      lookAtLogs(lookout, wishedLogs([...logged], new Set([POSTGRES, 'plugin-barman-cloud', 'pgbouncer']))),
      secrets,
      lookAtPoolers(lookout, { pods: poolerPods, poolers }),
      lookAtAdmission(lookout, cluster),
      lookAtObjectStore(lookout, { ...outside, instances }),
      instanceLooks.then((looks) => {
        const silent = new Set(looks.filter(({ answer }) => answer.kind === 'unseen').map(({ pod }) => pod));
        return lookAtVolumes(
          lookout,
          instances.filter(({ metadata }) => silent.has(metadata.name)),
        );
      }),
      secrets.then((read) =>
        seenCluster === undefined
          ? { certificates: unseen('absent', 'certificates: no Cluster was seen'), notShown: [] }
          : lookAtCertificates(lookout, {
              ...{ names: certificateNames(seenCluster), gists: read, instances, poolerPods },
              webhooks: listSeen(operator.webhooks),
            }),
      ),
    ],
  );
  return {
    ...{ instances: answers, reaches, logs, admission, objectStore, volumes },
    certificates: certificates.certificates,
    cut: certificates.notShown,
    poolers: poolerLooks,
    secrets: secretsSeen(references, gists),
  };
}

function certificateSecretsOf(cluster: KubeObject): readonly string[] {
  const { server, serverCa, replication, clientCa } = certificateNames(cluster);
  return [server, serverCa, replication, clientCa];
}

function refersTo(object: KubeObject, cluster: string): boolean {
  return fieldsOf(fieldsOf(object['spec'])['cluster'])['name'] === cluster;
}

async function lookAtAdmission(lookout: Lookout, cluster: Look<KubeObject>): Promise<Evidence['admission']> {
  if (cluster.kind === 'unseen') return cluster;
  const { namespace, cluster: name } = lookout.target;
  const answer = await lookout.inLane(() =>
    dryRunAsItStands(lookout.connection, { type: CLUSTER, namespace, name }, patienceOf(lookout, 20_000)),
  );
  if (answer.kind === 'answered') return seen(answer.value);
  // The published rights leave it out: it is the right to change Clusters.
  return answer.kind === 'forbidden' && answer.status === null
    ? unseen('skipped', `dry run of the Cluster as it stands: ${answer.detail}`)
    : unseenOf(answer, 'dry run of the Cluster as it stands');
}

async function lookAtObjectStore(
  lookout: Lookout,
  { cluster, objects, operator, job, instances }: Outside & { readonly instances: readonly KubeObject[] },
): Promise<Look<StoreAnswer>> {
  if (cluster.kind === 'unseen') return cluster;
  const place = storePlace(cluster.value);
  if (place === undefined) return unseen('skipped', 'the cluster has no object store');
  if (job === 'leave-out') return unseen('skipped', 'the object store was not asked, because of --no-job');
  if (objects.ObjectStore.kind === 'unseen') return objects.ObjectStore;
  const store = objects.ObjectStore.value.find(({ metadata }) => metadata.name === place.store);
  if (store === undefined)
    return unseen('absent', `there is no ObjectStore ${lookout.target.namespace}/${place.store}`);
  const image = await sidecarImage(lookout, { instances, plugin: operator.plugin });
  if (image.kind === 'unseen') return image;
  const like = instances[0];
  const policies = listSeen(objects.NetworkPolicy);
  return lookAtStore(lookout, { cluster: cluster.value, store, image: image.value, like, policies });
}
