import { defaultAlertLimits, type AlertLimits } from '@postgres-ha/environment';
import type { KubeObject } from '@postgres-ha/kube-manifest';
import type { Evidence, WatchedKind } from '../evidence/evidence.ts';
import type { InstanceAnswer } from '../evidence/instance-answer.ts';
import type { Look } from '../evidence/look.ts';
import { readEvent, type EventSeen } from '../reading/events.ts';
import { at, listAt, numberAt, textAt } from '../reading/fields.ts';
import { readLogLine, type LogLine } from '../reading/log-lines.ts';
import { labelOf, nameOf } from '../reading/objects.ts';
import { claimsOf } from '../reading/pods.ts';

const DEFAULT_LIMITS = defaultAlertLimits();
const PLUGIN = 'barman-cloud.cloudnative-pg.io';

/** Evidence in the form that checks read it. Lists are empty where they were not seen: what is concluded from absence asks `whole`. */
export interface Scene {
  readonly evidence: Evidence;
  /** From when on a number is a finding: what Git says for its alerts, else what alerts have by default. */
  readonly limits: AlertLimits;
  /** When it was looked, in milliseconds. */
  readonly now: number;
  readonly namespace: string;
  readonly name: string;
  /** The Cluster; undefined where it was not seen. */
  readonly cluster: KubeObject | undefined;
  readonly phase: string | undefined;
  readonly currentPrimary: string | undefined;
  readonly instancesWanted: number | undefined;
  /** Pods of instances, without those of jobs and poolers. */
  readonly instancePods: readonly KubeObject[];
  /** Pods of the jobs that make instances. */
  readonly jobPods: readonly KubeObject[];
  readonly poolerPods: readonly KubeObject[];
  readonly claims: readonly KubeObject[];
  readonly events: readonly EventSeen[];
  /** Answers by SQL, by pod. */
  readonly answers: ReadonlyMap<string, InstanceAnswer>;
  readonly primary: { readonly pod: string; readonly answer: InstanceAnswer } | undefined;
  /** The backup plugin as the Cluster uses it. */
  readonly plugin:
    { readonly objectStore: string; readonly serverName: string; readonly archives: boolean } | undefined;
}

export function sceneOf(evidence: Evidence): Scene {
  const cluster = evidence.cluster.kind === 'seen' ? evidence.cluster.value : undefined;
  const { namespace, cluster: name } = evidence.target;
  const pods = objectsIn(evidence.objects.Pod).filter(
    (pod) => labelOf(pod, 'cnpg.io/cluster') === name || ownClaims(pod, name),
  );
  const answers = new Map(
    evidence.instances.flatMap(({ pod, answer }) => (answer.kind === 'seen' ? [[pod, answer.value] as const] : [])),
  );
  const currentPrimary = textAt(cluster, 'status', 'currentPrimary');
  return {
    evidence,
    limits: (evidence.intent.kind === 'seen' ? evidence.intent.value.limits : undefined) ?? DEFAULT_LIMITS,
    now: Date.parse(evidence.takenAt),
    namespace,
    name,
    cluster,
    phase: textAt(cluster, 'status', 'phase'),
    currentPrimary,
    instancesWanted: numberAt(cluster, 'spec', 'instances'),
    instancePods: pods.filter((pod) => !isJobPod(pod) && labelOf(pod, 'cnpg.io/podRole') !== 'pooler'),
    jobPods: pods.filter(isJobPod),
    poolerPods: pods.filter((pod) => labelOf(pod, 'cnpg.io/podRole') === 'pooler'),
    claims: objectsIn(evidence.objects.PersistentVolumeClaim).filter(
      (claim) => labelOf(claim, 'cnpg.io/cluster') === name,
    ),
    events: objectsIn(evidence.events).map(readEvent),
    answers,
    primary: primaryOf(answers, currentPrimary),
    plugin: pluginOf(cluster, name),
  };
}

/** The objects of a kind that were seen; none where it was not looked. */
export function list(scene: Scene, kind: WatchedKind): readonly KubeObject[] {
  return objectsIn(scene.evidence.objects[kind]);
}

/** All objects of a kind, undefined where they were not seen: nothing is said of what is missing among them then. */
export function whole(scene: Scene, kind: WatchedKind): readonly KubeObject[] | undefined {
  const look = scene.evidence.objects[kind];
  return look.kind === 'seen' ? look.value : undefined;
}

export function named(objects: readonly KubeObject[], name: string): KubeObject | undefined {
  return objects.find((object) => nameOf(object) === name);
}

/** What of these looks was not taken, in words. */
export function notSeen(looks: Readonly<Record<string, Look<unknown>>>): readonly string[] {
  return Object.entries(looks).flatMap(([what, look]) =>
    look.kind === 'seen' ? [] : [`${what}: ${look.reason}${look.detail === '' ? '' : `, ${look.detail}`}`],
  );
}

/** The kinds of these that were not seen, in words. */
export function kindsNotSeen(scene: Scene, ...kinds: readonly WatchedKind[]): readonly string[] {
  return notSeen(Object.fromEntries(kinds.map((kind) => [kind, scene.evidence.objects[kind]])));
}

/** Instances that have not answered by SQL although they have a pod, in words; and that there is none, where there is none. */
export function answersNotSeen(scene: Scene): readonly string[] {
  const { evidence, instancePods } = scene;
  const asked = new Map(evidence.instances.map(({ pod, answer }) => [pod, answer]));
  const silent = instancePods.flatMap((pod) => {
    const answer = asked.get(nameOf(pod));
    if (answer?.kind === 'seen') return [];
    return [`SQL in ${nameOf(pod)}: ${answer === undefined ? 'not asked' : `${answer.reason}, ${answer.detail}`}`];
  });
  const others = evidence.instances.flatMap(({ pod, answer }) =>
    answer.kind === 'seen' || named(instancePods, pod) !== undefined ? [] : [`SQL in ${pod}: ${answer.reason}`],
  );
  const none = instancePods.length === 0 && evidence.instances.length === 0 ? ['no instance was asked'] : [];
  const missing = Math.max(0, (scene.instancesWanted ?? 0) - instancePods.length);
  return [
    ...silent,
    ...others,
    ...none,
    ...(missing > 0 ? [`${missing} of ${scene.instancesWanted ?? 0} instances have no pod`] : []),
  ];
}

/** Log lines of a container that were seen, of every run of it. */
export function linesOf(
  scene: Scene,
  matches: (log: { readonly pod: string; readonly container: string }) => boolean,
): readonly (LogLine & { readonly pod: string; readonly container: string })[] {
  return [...scene.evidence.logs, ...scene.evidence.operator.logs]
    .filter(matches)
    .flatMap(({ pod, container, lines }) =>
      lines.kind === 'seen' ? lines.value.map((text) => ({ ...readLogLine(text), pod, container })) : [],
    );
}

/** Events about something, newest last, not older than that. */
export function eventsAbout(
  scene: Scene,
  about: {
    readonly kind?: string;
    readonly name?: string;
    readonly reasons?: readonly string[];
    readonly withinMs?: number;
  },
): readonly EventSeen[] {
  const since = scene.now - (about.withinMs ?? 3_600_000);
  return scene.events.filter(
    (event) =>
      (about.kind === undefined || event.kind === about.kind) &&
      (about.name === undefined || event.name === about.name) &&
      (about.reasons === undefined || about.reasons.includes(event.reason)) &&
      (event.lastSeen === undefined || event.lastSeen >= since),
  );
}

function objectsIn(look: Look<readonly KubeObject[]>): readonly KubeObject[] {
  return look.kind === 'seen' ? look.value : [];
}

function isJobPod(pod: KubeObject): boolean {
  return labelOf(pod, 'cnpg.io/jobRole') !== undefined || labelOf(pod, 'batch.kubernetes.io/job-name') !== undefined;
}

/** A pod of the cluster's namespace that mounts an instance's claim, whatever its labels say. */
function ownClaims(pod: KubeObject, cluster: string): boolean {
  return (
    listAt(pod, 'metadata', 'ownerReferences').some(
      (owner) => textAt(owner, 'kind') === 'Cluster' && textAt(owner, 'name') === cluster,
    ) && claimsOf(pod).length > 0
  );
}

function primaryOf(answers: ReadonlyMap<string, InstanceAnswer>, current: string | undefined): Scene['primary'] {
  const primaries = [...answers].filter(([, answer]) => !answer.inRecovery);
  const [pod, answer] = primaries.find(([name]) => name === current) ?? primaries[0] ?? [];
  return pod === undefined || answer === undefined ? undefined : { pod, answer };
}

function pluginOf(cluster: KubeObject | undefined, name: string): Scene['plugin'] {
  const plugin = listAt(cluster, 'spec', 'plugins').find(
    (each) => textAt(each, 'name') === PLUGIN && at(each, 'enabled') !== false,
  );
  const objectStore = textAt(plugin, 'parameters', 'barmanObjectName');
  if (objectStore === undefined) return undefined;
  return {
    objectStore,
    serverName: textAt(plugin, 'parameters', 'serverName') ?? name,
    archives: at(plugin, 'isWALArchiver') === true,
  };
}
