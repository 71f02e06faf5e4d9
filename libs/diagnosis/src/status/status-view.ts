import { newestBackup } from '../checks/backups.ts';
import { synchronousNumber } from '../checks/cluster.ts';
import { list, sceneOf, type Scene } from '../checks/scene.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { readEvidence } from '../evidence/read-evidence.ts';
import type { Look } from '../evidence/look.ts';
import { listAt, moment, numberAt, textAt } from '../reading/fields.ts';
import { labelOf, nameOf } from '../reading/objects.ts';
import { isReady } from '../reading/pods.ts';
import { percent } from '../reading/amounts.ts';

/** One look at a cluster. undefined: unknown. */
export interface StatusView {
  readonly takenAt: string;
  readonly cluster: string;
  readonly phase: string | undefined;
  readonly primary: string | undefined;
  readonly instances: readonly InstanceStatus[];
  readonly instancesWanted: number | undefined;
  readonly synchronous: { readonly wanted: number; readonly confirming: number | undefined } | undefined;
  readonly archive: ArchiveStatus | 'none' | undefined;
  readonly proofs: Look<
    readonly {
      readonly server: string;
      readonly verdict: string;
      readonly level: string | null;
      readonly provenAt: string | null;
    }[]
  >;
  readonly watch: Look<{ readonly state: string; readonly openIncidents: number }>;
  readonly certificates: Look<readonly { readonly use: string; readonly where: string; readonly notAfter: string }[]>;
  readonly poolers: readonly PoolerStatus[] | undefined;
  readonly alerts: Look<
    readonly {
      readonly name: string;
      readonly severity: string;
      readonly summary: string;
      readonly startedAt: string;
    }[]
  >;
  readonly versions: {
    readonly operator: string | undefined;
    readonly postgresql: string | undefined;
    readonly kubernetes: string | undefined;
  };
}

export interface InstanceStatus {
  readonly pod: string;
  readonly role: 'primary' | 'standby' | undefined;
  readonly ready: boolean;
  readonly node: string | undefined;
  readonly zone: string | undefined;
  /** `streaming`; undefined of a primary and where the primary did not answer. */
  readonly state: string | undefined;
  readonly sync: string | undefined;
  /** Bytes. */
  readonly behind: number | undefined;
  readonly timeline: number | undefined;
  /** Percent of its fullest volume. */
  readonly disk: number | undefined;
  /** Percent of its connections. */
  readonly connections: number | undefined;
}

export interface ArchiveStatus {
  readonly objectStore: string;
  /** Milliseconds. */
  readonly lastArchivedAt: number | undefined;
  readonly waiting: number | undefined;
  readonly failing: boolean | undefined;
  readonly newestBackup: number | undefined;
  readonly recoverableFrom: string | undefined;
}

export interface PoolerStatus {
  readonly name: string;
  readonly type: string;
  readonly phase: string | undefined;
  readonly ready: number | undefined;
  readonly wanted: number;
  readonly waiting: number | undefined;
}

/** Reads evidence for one look; what was not seen is left unknown. */
export function statusView(recorded: Evidence): StatusView {
  const { evidence } = readEvidence(recorded);
  const scene = sceneOf(evidence);
  const number = synchronousNumber(scene);
  const lines = scene.primary?.answer.standbys;
  return {
    takenAt: evidence.takenAt,
    cluster: `${scene.namespace}/${scene.name}`,
    phase: scene.phase,
    primary: scene.primary?.pod,
    instances: instances(scene),
    instancesWanted: scene.instancesWanted,
    synchronous:
      scene.cluster === undefined
        ? undefined
        : {
            wanted: number,
            confirming: lines?.filter(
              ({ state, sync }) => state === 'streaming' && (sync === 'sync' || sync === 'quorum'),
            ).length,
          },
    archive: archive(scene),
    proofs: evidence.proofs,
    watch: evidence.watch,
    certificates: evidence.certificates,
    poolers: poolers(scene),
    alerts: evidence.alerts,
    versions: {
      operator: imageTag(evidence),
      postgresql: scene.primary?.answer.version.split(' ')[0] ?? [...scene.answers.values()][0]?.version.split(' ')[0],
      kubernetes: evidence.kubernetes.kind === 'seen' ? evidence.kubernetes.value : undefined,
    },
  };
}

function instances(scene: Scene): readonly InstanceStatus[] {
  return scene.instancePods
    .toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
    .map((object) => {
      const pod = nameOf(object);
      const answer = scene.answers.get(pod);
      const line = scene.primary?.answer.standbys.find(({ name }) => name === pod);
      const node = textAt(object, 'spec', 'nodeName');
      const found = list(scene, 'Node').find((each) => nameOf(each) === node);
      return {
        pod,
        role: answer === undefined ? undefined : answer.inRecovery ? 'standby' : 'primary',
        ready: isReady(object),
        node,
        zone: found === undefined ? undefined : labelOf(found, 'topology.kubernetes.io/zone'),
        state: line?.state,
        sync: line?.sync,
        behind: line?.replayedBehind ?? undefined,
        timeline: answer?.timeline,
        disk:
          answer === undefined || answer.volumes.length === 0
            ? undefined
            : Math.max(...answer.volumes.map(({ size, free }) => percent(size - free, size))),
        connections: answer === undefined ? undefined : percent(answer.connections.used, answer.connections.most),
      };
    });
}

function archive(scene: Scene): StatusView['archive'] {
  if (scene.cluster === undefined) return undefined;
  if (scene.plugin === undefined) return 'none';
  const answer = scene.primary?.answer;
  const archived = moment(answer?.archiver.lastArchivedAt);
  const failed = moment(answer?.archiver.lastFailedAt);
  const store = list(scene, 'ObjectStore').find((each) => nameOf(each) === scene.plugin?.objectStore);
  return {
    objectStore: scene.plugin.objectStore,
    lastArchivedAt: archived,
    waiting: answer?.readySegments ?? undefined,
    failing: answer === undefined ? undefined : failed !== undefined && (archived === undefined || failed > archived),
    newestBackup: newestBackup(scene),
    recoverableFrom: textAt(
      store,
      'status',
      'serverRecoveryWindow',
      scene.plugin.serverName,
      'firstRecoverabilityPoint',
    ),
  };
}

function poolers(scene: Scene): StatusView['poolers'] {
  if (scene.evidence.objects.Pooler.kind !== 'seen') return undefined;
  return list(scene, 'Pooler')
    .filter((pooler) => textAt(pooler, 'spec', 'cluster', 'name') === scene.name)
    .map((pooler) => {
      const name = nameOf(pooler);
      const answers = scene.evidence.poolers.filter((each) => each.pooler === name);
      const known = answers.flatMap(({ answer }) => (answer.kind === 'seen' ? [answer.value] : []));
      return {
        name,
        type: textAt(pooler, 'spec', 'type') ?? 'rw',
        phase: textAt(pooler, 'status', 'phase'),
        ready:
          scene.evidence.objects.Pod.kind === 'seen'
            ? list(scene, 'Pod').filter((pod) => labelOf(pod, 'cnpg.io/poolerName') === name && isReady(pod)).length
            : undefined,
        wanted: numberAt(pooler, 'spec', 'instances') ?? 1,
        waiting:
          known.length === 0 || known.length < answers.length
            ? undefined
            : known.flatMap(({ pools }) => pools).reduce((sum, { clientsWaiting }) => sum + clientsWaiting, 0),
      };
    });
}

function imageTag({ operator: { deployment } }: Evidence): string | undefined {
  if (deployment.kind !== 'seen') return undefined;
  const image = textAt(listAt(deployment.value, 'spec', 'template', 'spec', 'containers')[0], 'image');
  return image === undefined ? undefined : /:v?([\w.-]+?)(?:@|$)/.exec(image.replace(/^[^/]*:\d+\//, ''))?.[1];
}
