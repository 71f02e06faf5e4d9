import { cpuMillicores, quantityBytes, type KubeObject } from '@postgres-ha/kube-manifest';
import { isList, isMap, listAt, mapAt, numberAt, stringAt, valueAt } from './value-at.ts';

/**
 * A part of the pod that the operator would make for a Cluster, such that two Clusters with the same part get the same pod as far as
 * that part goes. Defaults are filled in as the operator does.
 */
export type PodFacet = (cluster: KubeObject | undefined) => unknown;

const POSTGRES_ID = 26;
const START_DELAY_S = 3600;
const STOP_DELAY_S = 1800;
const PROBE_PERIOD_S = 10;
const PROBE_TIMEOUT_S = 5;

/** @see CloudNativePG 1.30: pkg/specs/podspec_diff.go, doContainersMatch; quantities count by what they mean */
export const resources: PodFacet = (cluster) => {
  const at = (which: string): unknown =>
    Object.fromEntries(
      Object.entries(mapAt(cluster, ['spec', 'resources', which])).map(([name, value]) => [
        name,
        quantity(name, value),
      ]),
    );
  return { limits: at('limits'), requests: at('requests'), claims: listAt(cluster, ['spec', 'resources', 'claims']) };
};

/** @see CloudNativePG 1.30: pkg/specs/pods.go, CreateAffinitySection */
export const affinity: PodFacet = (cluster) => {
  const at = (key: string): unknown => valueAt(cluster, ['spec', 'affinity', key]) ?? undefined;
  const own =
    at('enablePodAntiAffinity') === false
      ? undefined
      : {
          type: at('podAntiAffinityType') ?? 'preferred',
          key: unlessEmpty(at('topologyKey')) ?? 'kubernetes.io/hostname',
        };
  const further = at('additionalPodAntiAffinity');
  const [podAffinity, nodeAffinity] = [at('additionalPodAffinity'), at('nodeAffinity')];
  return {
    any: [own, further, podAffinity, nodeAffinity].some((value) => value !== undefined),
    anti: own !== undefined || further !== undefined,
    own,
    required: filled(listAt(further, ['requiredDuringSchedulingIgnoredDuringExecution'])),
    preferred: filled(listAt(further, ['preferredDuringSchedulingIgnoredDuringExecution'])),
    podAffinity: podAffinity !== undefined && { ...mapAt(podAffinity, []) },
    nodeAffinity: nodeAffinity !== undefined && { ...mapAt(nodeAffinity, []) },
  };
};

export const tolerations: PodFacet = (cluster) => valueAt(cluster, ['spec', 'affinity', 'tolerations']);
export const nodeSelector: PodFacet = (cluster) => ({
  nodeSelector: valueAt(cluster, ['spec', 'affinity', 'nodeSelector']),
});
export const topologySpread: PodFacet = (cluster) => valueAt(cluster, ['spec', 'topologySpreadConstraints']);
export const scheduler: PodFacet = (cluster) => stringAt(cluster, ['spec', 'schedulerName']) ?? '';

/** The order of the variables counts. */
export const environment: PodFacet = (cluster) => ({
  env: listAt(cluster, ['spec', 'env']),
  envFrom: listAt(cluster, ['spec', 'envFrom']),
});

/** @see CloudNativePG 1.30: pkg/specs/pods.go, GetPodSecurityContext */
export const podSecurity: PodFacet = (cluster) => {
  const given = valueAt(cluster, ['spec', 'podSecurityContext']);
  const always = { runAsUser: POSTGRES_ID, runAsGroup: POSTGRES_ID, seccompProfile: seccomp(cluster) };
  return isMap(given) ? { ...always, ...given } : { ...always, runAsNonRoot: true, fsGroup: POSTGRES_ID };
};

/** @see CloudNativePG 1.30: pkg/specs/containers.go, GetSecurityContext */
export const containerSecurity: PodFacet = (cluster) => ({
  seccompProfile: seccomp(cluster),
  capabilities: { drop: ['ALL'] },
  privileged: false,
  runAsNonRoot: true,
  readOnlyRootFilesystem: true,
  allowPrivilegeEscalation: false,
  ...mapAt(cluster, ['spec', 'securityContext']),
});

/** @see CloudNativePG 1.30: pkg/specs/pods.go, createPostgresContainers */
export const startupProbe: PodFacet = (cluster) => {
  const probe = probeOf(cluster, 'startup');
  const delay = unlessZero(numberAt(cluster, ['spec', 'startDelay'])) ?? START_DELAY_S;
  return { ...probe, failureThreshold: unlessZero(probe.failureThreshold) ?? threshold(delay, probe.periodSeconds) };
};

export const readinessProbe: PodFacet = (cluster) => probeOf(cluster, 'readiness');

export const livenessProbe: PodFacet = (cluster) => {
  const probe = probeOf(cluster, 'liveness');
  const timeout = numberAt(cluster, ['spec', 'livenessProbeTimeout']);
  return timeout === undefined || probe.failureThreshold !== 0
    ? probe
    : { ...probe, failureThreshold: threshold(timeout, probe.periodSeconds) };
};

export const gracePeriod: PodFacet = (cluster) => unlessZero(numberAt(cluster, ['spec', 'stopDelay'])) ?? STOP_DELAY_S;
export const logLevel: PodFacet = (cluster) => unlessEmpty(stringAt(cluster, ['spec', 'logLevel'])) ?? 'info';
export const metricsTls: PodFacet = (cluster) => valueAt(cluster, ['spec', 'monitoring', 'tls', 'enabled']) === true;
export const projectedVolume: PodFacet = (cluster) => valueAt(cluster, ['spec', 'projectedVolumeTemplate']);
export const profiler: PodFacet = (cluster) => annotation(cluster, 'alpha.cnpg.io/enableInstancePprof') === 'true';
export const patch: PodFacet = (cluster) => annotation(cluster, 'cnpg.io/podPatch') ?? '';

/** @see CloudNativePG 1.30: pkg/specs/volumes.go, createEphemeralVolume */
export const ephemeralVolumes: PodFacet = (cluster) => {
  const limit = (name: string): unknown =>
    quantity('memory', valueAt(cluster, ['spec', 'ephemeralVolumesSizeLimit', name]));
  const source = valueAt(cluster, ['spec', 'ephemeralVolumeSource']) ?? undefined;
  return { shm: limit('shm'), scratch: source ?? { sizeLimit: limit('temporaryData') } };
};

/** Maps that Kubernetes has as such; any other one is a group of fields. */
const MAPS = ['matchLabels', 'nodeSelector'];

/**
 * Whether the part holds an empty list or an empty map. The operator notes the pod that it made as JSON, which leaves these out, and
 * then finds that the two differ, for ever.
 */
export function neverSettles(part: unknown): boolean {
  if (isList(part)) return part.length === 0 || part.some(neverSettles);
  return isMap(part) && Object.entries(part).some(([key, value]) => isEmptyMap(key, value) || neverSettles(value));
}

/** The part as the operator notes it. */
export function noted(part: unknown): unknown {
  if (isList(part)) return part.length === 0 ? undefined : part.map(noted);
  if (!isMap(part)) return part;
  return Object.fromEntries(
    Object.entries(part).map(([key, value]) => [key, isEmptyMap(key, value) ? undefined : noted(value)]),
  );
}

function isEmptyMap(key: string, value: unknown): boolean {
  return MAPS.includes(key) && isMap(value) && Object.keys(value).length === 0;
}

function filled(list: readonly unknown[]): readonly unknown[] | undefined {
  return list.length === 0 ? undefined : list;
}

function seccomp(cluster: KubeObject | undefined): unknown {
  return valueAt(cluster, ['spec', 'seccompProfile']) ?? { type: 'RuntimeDefault' };
}

interface ProbeTimes {
  readonly periodSeconds: number;
  readonly failureThreshold: number;
}

function probeOf(cluster: KubeObject | undefined, name: string): ProbeTimes & Readonly<Record<string, unknown>> {
  const at = (key: string): number => numberAt(cluster, ['spec', 'probes', name, key]) ?? 0;
  return {
    initialDelaySeconds: at('initialDelaySeconds'),
    timeoutSeconds: unlessZero(at('timeoutSeconds')) ?? PROBE_TIMEOUT_S,
    periodSeconds: unlessZero(at('periodSeconds')) ?? PROBE_PERIOD_S,
    successThreshold: at('successThreshold'),
    failureThreshold: at('failureThreshold'),
    terminationGracePeriodSeconds: valueAt(cluster, ['spec', 'probes', name, 'terminationGracePeriodSeconds']),
  };
}

function threshold(delaySeconds: number, periodSeconds: number): number {
  return delaySeconds <= periodSeconds ? 1 : Math.ceil(delaySeconds / periodSeconds);
}

function quantity(name: string, value: unknown): unknown {
  if (typeof value !== 'string' && typeof value !== 'number') return value;
  return (name === 'cpu' ? cpuMillicores(String(value)) : quantityBytes(String(value))) ?? String(value);
}

function annotation(cluster: KubeObject | undefined, name: string): string | undefined {
  return stringAt(cluster, ['metadata', 'annotations', name]);
}

/** To Go, zero and the empty text are what an absent field is. */
function unlessZero(value: number | undefined): number | undefined {
  return value === 0 ? undefined : value;
}

function unlessEmpty<Value>(value: Value): Value | undefined {
  return value === '' ? undefined : value;
}
