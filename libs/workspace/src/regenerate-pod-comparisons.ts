import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes what CloudNativePG's own code says of pairs of Clusters, which differ in one field that may be in the pod:
 *
 *   node libs/workspace/src/regenerate-pod-comparisons.ts
 *
 * It needs Go 1.26, and takes CloudNativePG v1.30.0 from the Go module proxy; a cold build takes minutes. The first line of the file is the
 * Cluster; each other one a path, the value before and after, and the answer. Null stands for an absent field.
 */
const CLUSTER = {
  apiVersion: 'postgresql.cnpg.io/v1',
  kind: 'Cluster',
  metadata: { name: 'orders', namespace: 'shop', annotations: {}, labels: {} },
  spec: {
    instances: 3,
    imageName: 'registry.example.com/postgresql:17.5',
    storage: { size: '100Gi' },
    resources: { requests: { cpu: '2', memory: '4Gi' }, limits: { cpu: '2', memory: '4Gi' } },
    affinity: { podAntiAffinityType: 'required' },
    logLevel: 'info',
  },
};

const NODES = { nodeSelectorTerms: [{ matchExpressions: [{ key: 'a', operator: 'Exists' }] }] };
const NODES_WITH_EMPTY_LIST = {
  nodeSelectorTerms: [{ matchExpressions: [{ key: 'a', operator: 'Exists', values: [] }] }],
};
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';
const TERM = { topologyKey: 'zone', labelSelector: { matchLabels: { a: 'b' } } };
const DEFAULT_SECURITY = {
  runAsUser: 26,
  runAsGroup: 26,
  fsGroup: 26,
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
};
const [ONE, TWO] = [
  { name: 'A', value: '1' },
  { name: 'B', value: '2' },
];

/** Values of a field; every one is changed to every other one. Dots within a key are written as `;`. */
const VALUES: Readonly<Record<string, readonly unknown[]>> = {
  'spec.resources': [null, {}, { limits: { cpu: '1' } }, { claims: [] }],
  'spec.resources.limits.cpu': [null, '2', '2000m', '4'],
  'spec.resources.limits.memory': ['4Gi', '4096Mi', '8Gi'],
  'spec.resources.limits.hugepages-2Mi': [null, '64Mi'],
  'spec.affinity.nodeSelector': [null, {}, { a: 'b' }],
  'spec.affinity.tolerations': [null, [], [{ key: 'a', operator: 'Exists' }]],
  'spec.affinity.enablePodAntiAffinity': [null, true, false],
  'spec.affinity.podAntiAffinityType': [null, 'preferred', 'required'],
  'spec.affinity.topologyKey': [null, '', 'kubernetes.io/hostname', 'zone'],
  'spec.affinity.nodeAffinity': [null, {}, { [REQUIRED]: NODES }, { [REQUIRED]: NODES_WITH_EMPTY_LIST }],
  'spec.affinity.additionalPodAffinity': [null, {}, { [REQUIRED]: [TERM] }, { [PREFERRED]: [] }],
  'spec.affinity.additionalPodAntiAffinity': [null, {}, { [PREFERRED]: [] }, { [REQUIRED]: [TERM] }],
  'spec.affinity': [
    null,
    {},
    { enablePodAntiAffinity: false },
    { enablePodAntiAffinity: false, additionalPodAntiAffinity: {} },
  ],
  'spec.topologySpreadConstraints': [null, [], [{ maxSkew: 1, topologyKey: 'z', whenUnsatisfiable: 'DoNotSchedule' }]],
  'spec.schedulerName': [null, '', 'other'],
  'spec.env': [null, [], [ONE], [ONE, TWO], [TWO, ONE]],
  'spec.envFrom': [null, [], [{ configMapRef: { name: 'x' } }]],
  'spec.podSecurityContext': [null, {}, { fsGroup: 26 }, { supplementalGroups: [] }, DEFAULT_SECURITY],
  'spec.securityContext': [
    null,
    {},
    { privileged: false },
    { readOnlyRootFilesystem: false },
    { capabilities: { add: [], drop: ['ALL'] } },
  ],
  'spec.seccompProfile': [null, { type: 'RuntimeDefault' }, { type: 'Unconfined' }],
  'spec.probes': [null, {}, { liveness: {} }, { startup: { periodSeconds: 20 } }],
  'spec.probes.startup.periodSeconds': [null, 0, 10, 20],
  'spec.probes.startup.timeoutSeconds': [null, 5, 6],
  'spec.probes.startup.failureThreshold': [null, 360, 100],
  'spec.probes.startup.type': [null, 'pg_isready', 'query'],
  'spec.probes.startup.maximumLag': [null, '1Gi'],
  'spec.probes.readiness.periodSeconds': [null, 10, 11],
  'spec.probes.readiness.failureThreshold': [null, 3],
  'spec.probes.readiness.successThreshold': [null, 1],
  'spec.probes.readiness.type': [null, 'streaming'],
  'spec.probes.liveness.failureThreshold': [null, 3],
  'spec.probes.liveness.initialDelaySeconds': [null, 0, 5],
  'spec.probes.liveness.terminationGracePeriodSeconds': [null, 30],
  'spec.probes.liveness.isolationCheck.enabled': [null, true, false],
  'spec.projectedVolumeTemplate': [null, { sources: [{ secret: { name: 'x' } }] }],
  'spec.ephemeralVolumesSizeLimit': [null, {}, { shm: '64Mi' }],
  'spec.ephemeralVolumesSizeLimit.shm': [null, '64Mi', '128Mi'],
  'spec.ephemeralVolumesSizeLimit.temporaryData': [null, '1Gi'],
  'spec.ephemeralVolumeSource': [null, { volumeClaimTemplate: { spec: { accessModes: ['ReadWriteOnce'] } } }],
  'spec.startDelay': [null, 5, 30, 3595, 3600, 3605],
  'spec.stopDelay': [null, 0, 1800, 1801],
  'spec.livenessProbeTimeout': [null, 30, 31, 35],
  'spec.logLevel': [null, 'info', 'debug'],
  'spec.monitoring.tls.enabled': [null, true, false],
  'spec.walStorage': [null, { size: '1Gi' }],
  'spec.serviceAccountName': [null, 'other'],
  'spec.priorityClassName': [null, 'high'],
  'spec.imagePullPolicy': [null, 'Always'],
  'spec.imagePullSecrets': [null, [{ name: 'x' }]],
  'spec.smartShutdownTimeout': [null, 15],
  'spec.switchoverDelay': [null, 60],
  'spec.failoverDelay': [null, 10],
  'spec.enablePDB': [null, false],
  'spec.instances': [3, 4],
  'spec.description': [null, 'x'],
  'spec.storage.size': ['100Gi', '200Gi'],
  'spec.storage.storageClass': [null, 'fast'],
  'spec.inheritedMetadata.labels.team': [null, 'a'],
  'spec.serviceAccountTemplate': [null, { metadata: { annotations: { a: 'b' } } }],
  'spec.postgresql.pg_hba': [null, ['host all all all reject']],
  'spec.postgresql.synchronous': [null, { method: 'any', number: 1 }],
  'spec.certificates': [null, { serverAltDNSNames: ['x'] }],
  'spec.enableSuperuserAccess': [null, true],
  'spec.primaryLease.leaseDurationSeconds': [null, 20],
  'spec.replicationSlots.updateInterval': [null, 10],
  'spec.monitoring.metricsQueriesTTL': [null, '1m'],
  'metadata.labels.team': [null, 'a'],
  'metadata.annotations.cnpg;io/podPatch': [
    null,
    '[{"op":"add","path":"/spec/terminationGracePeriodSeconds","value":5}]',
  ],
  'metadata.annotations.alpha;cnpg;io/enableInstancePprof': [null, 'true', 'false'],
};

function withValue(object: unknown, [key = '', ...rest]: readonly string[], to: unknown): unknown {
  const map = (object ?? {}) as Readonly<Record<string, unknown>>;
  if (rest.length > 0) return { ...map, [key]: withValue(map[key], rest, to) };
  return to === null ? Object.fromEntries(Object.entries(map).filter(([name]) => name !== key)) : { ...map, [key]: to };
}

const changes = Object.entries(VALUES).flatMap(([dotted, values]) => {
  const path = dotted.split('.').map((key) => key.replaceAll(';', '.'));
  return values.flatMap((before) =>
    values.filter((after) => after !== before).map((after) => ({ path, before, after })),
  );
});
const input = changes.map(({ path, before, after }) =>
  JSON.stringify({ before: withValue(CLUSTER, path, before), after: withValue(CLUSTER, path, after) }),
);
const answers = execFileSync('go', ['run', '-mod=mod', '.'], {
  cwd: join(import.meta.dirname, '../../change-impact/oracle'),
  input: input.join('\n'),
  encoding: 'utf8',
  maxBuffer: 2 ** 26,
}).trimEnd();
const lines = answers.split('\n').map((answer, index) => {
  const { path, before, after } = changes[index] ?? { path: [], before: null, after: null };
  return JSON.stringify([path, before, after, answer]);
});
writeFileSync(
  join(import.meta.dirname, '../../change-impact/src/pod-comparisons.golden.txt'),
  `${[JSON.stringify(CLUSTER), ...lines].join('\n')}\n`,
);
