import type { KubeObject } from '@postgres-ha/kube-manifest';
import { at, listAt, mapAt, numberAt, textAt, textsAt } from '../reading/fields.ts';
import { isDeleting, labelOf, nameOf } from '../reading/objects.ts';
import { claimsOf } from '../reading/pods.ts';
import type { Check, Found } from './check.ts';
import { kubectl } from './next-steps.ts';
import { quoted } from './quoting.ts';
import { kindsNotSeen, list, named, notSeen, whole, type Scene } from './scene.ts';
import { readyAddresses } from './webhook.ts';

export const surroundingsCheck: Check = {
  name: 'surroundings',
  question: 'Do services lead to instances, are databases and roles as they are declared, and is no volume left over?',
  findings: {
    'service-without-endpoints': {
      severity: 'critical',
      meaning: 'A service has no endpoint: whoever connects to it is refused.',
      shownBy: 'Its EndpointSlices.',
      steps: 'See the pods that it selects.',
      symptom: true,
    },
    'database-not-applied': {
      severity: 'warning',
      meaning: 'A Database is not as it is declared.',
      shownBy: 'status.applied and its message.',
      steps: 'By its message.',
    },
    'role-not-applied': {
      severity: 'warning',
      meaning: 'A role is not as it is declared.',
      shownBy: 'status of the DatabaseRole or of the Cluster’s managed roles.',
      steps:
        'By its message; a password’s Secret needs type kubernetes.io/basic-auth, and username has to be the role’s.',
      explains: ['pooler-login-fails', 'database-not-applied'],
    },
    'claim-dangling': {
      severity: 'warning',
      meaning:
        'A volume claim of the cluster is used by no instance: it costs, and holds data of an instance that was.',
      shownBy: 'Claims beside pods, and the Cluster’s status.',
      steps: 'See what is in it before it is deleted: that cannot be taken back.',
    },
    'claim-unusable': {
      severity: 'warning',
      meaning: 'The operator cannot use a claim of the cluster, as one of its group is missing.',
      shownBy: 'status.unusablePVC.',
      steps: 'See what is in it before it is deleted: that cannot be taken back.',
      explains: ['instances-missing', 'cluster-not-ready'],
    },
    'disruption-blocked': {
      severity: 'warning',
      meaning: 'A node is to be emptied, and a PodDisruptionBudget lets no instance go.',
      shownBy: 'A cordoned node, and disruptionsAllowed 0.',
      steps: 'Bring standbys back, or switch the primary over; with one instance switch the budget off.',
      explains: [],
    },
    'kubernetes-too-old': {
      severity: 'warning',
      meaning: 'CloudNativePG 1.30 is neither supported nor tested on this version of Kubernetes.',
      shownBy: 'The API server’s version.',
      steps: 'Upgrade Kubernetes to 1.34 or later.',
    },
    'mesh-injected': {
      severity: 'warning',
      meaning: 'A service mesh put its proxy into pods of instances: jobs do not end, and probes fail.',
      shownBy: 'Containers of the pods.',
      steps: 'linkerd.io/inject: disabled for the instances, in inherited annotations.',
      explains: ['bootstrap-stuck', 'probe-failing', 'instances-unreachable'],
    },
  },
  judge: (scene) => ({
    found: [
      ...services(scene),
      ...declared(scene),
      ...claims(scene),
      ...disruption(scene),
      ...version(scene),
      ...mesh(scene),
    ],
    unseen: [
      ...kindsNotSeen(
        scene,
        'Service',
        'EndpointSlice',
        'PersistentVolumeClaim',
        'Pod',
        'Database',
        'DatabaseRole',
        'PodDisruptionBudget',
        'Node',
        'Deployment',
        'FailoverQuorum',
      ).filter((each) => !/^(?:Database|DatabaseRole|FailoverQuorum): absent/.test(each)),
      ...notSeen({ Cluster: scene.evidence.cluster, 'version of Kubernetes': scene.evidence.kubernetes }),
    ],
    fine: `services have endpoints, and ${scene.claims.length} claims belong to instances`,
  }),
};

function services(scene: Scene): readonly Found[] {
  const slices = whole(scene, 'EndpointSlice');
  const all = whole(scene, 'Service');
  if (slices === undefined || all === undefined) return [];
  const wanted = [`${scene.name}-rw`, ...((scene.instancesWanted ?? 1) > 1 ? [`${scene.name}-ro`] : [])];
  return wanted.flatMap((name): readonly Found[] => {
    const own = slices.filter((slice) => labelOf(slice, 'kubernetes.io/service-name') === name);
    if (named(all, name) === undefined || own.flatMap(readyAddresses).length > 0) return [];
    return [
      {
        id: 'service-without-endpoints',
        subject: `Service ${name}`,
        headline: `Service ${name} has no endpoint: clients are refused.`,
        evidence: [`${own.length} EndpointSlices of ${name}, no ready address`],
        nextSteps: [
          kubectl(scene, `get endpointslices -l kubernetes.io/service-name=${name}`),
          kubectl(scene, `get pods -L cnpg.io/instanceRole -l cnpg.io/cluster=${scene.name}`),
        ],
      },
    ];
  });
}

function declared(scene: Scene): readonly Found[] {
  const of = (kind: 'Database' | 'DatabaseRole', id: string): readonly Found[] =>
    list(scene, kind)
      .filter(
        (each) => textAt(each, 'spec', 'cluster', 'name') === scene.name && at(each, 'status', 'applied') === false,
      )
      .map((each) => ({
        id,
        subject: `${kind} ${nameOf(each)}`,
        headline: `${kind} ${nameOf(each)} is not applied.`,
        evidence: [`status.message: ${quoted(textAt(each, 'status', 'message') ?? 'none')}`],
        nextSteps: [kubectl(scene, `describe ${kind.toLowerCase()} ${nameOf(each)}`)],
      }));
  const refused = Object.entries(mapAt(scene.cluster, 'status', 'managedRolesStatus', 'cannotReconcile'));
  const managed = refused.map(([role, why]): Found => ({
    id: 'role-not-applied',
    subject: `role ${role}`,
    headline: `Role ${role} cannot be made as it is declared.`,
    evidence: [`status.managedRolesStatus.cannotReconcile: ${quoted(JSON.stringify(why))}`],
    nextSteps: [
      kubectl(scene, `get clusters.postgresql.cnpg.io ${scene.name} -o jsonpath='{.status.managedRolesStatus}'`),
    ],
  }));
  return [...of('Database', 'database-not-applied'), ...of('DatabaseRole', 'role-not-applied'), ...managed];
}

function claims(scene: Scene): readonly Found[] {
  const pods = whole(scene, 'Pod');
  const known = new Set([...textsAt(scene.cluster, 'status', 'instanceNames'), ...scene.instancePods.map(nameOf)]);
  const used = new Set((pods ?? []).flatMap(claimsOf));
  const instance = (claim: KubeObject): string =>
    labelOf(claim, 'cnpg.io/instanceName') ?? nameOf(claim).replace(/-(?:wal|tbs-.*)$/, '');
  const dangling = new Set([
    ...textsAt(scene.cluster, 'status', 'danglingPVC'),
    ...(pods === undefined || known.size === 0
      ? []
      : scene.claims.filter((claim) => !used.has(nameOf(claim)) && !known.has(instance(claim))).map(nameOf)),
  ]);
  const unusable = textsAt(scene.cluster, 'status', 'unusablePVC');
  const made = (id: string, name: string, words: string): Found => {
    const claim = named(scene.claims, name);
    return {
      id,
      subject: `PersistentVolumeClaim ${name}`,
      headline: `Claim ${name} ${words}.`,
      evidence: [
        `claim ${name}: ${textAt(claim, 'status', 'phase') ?? 'not seen'}, ${textAt(claim, 'status', 'capacity', 'storage') ?? '?'}${claim !== undefined && isDeleting(claim) ? ', being deleted' : ''}`,
        `instances: ${[...known].join(', ') || 'none'}`,
      ],
      nextSteps: [
        kubectl(scene, `describe pvc ${name}`),
        `kubectl -n ${scene.namespace} delete pvc ${name} loses what is in it: see first that no instance needs it`,
      ],
    };
  };
  return [
    ...[...dangling].map((name) => made('claim-dangling', name, 'is used by no instance')),
    ...unusable.map((name) => made('claim-unusable', name, 'cannot be used by the operator')),
  ];
}

function disruption(scene: Scene): readonly Found[] {
  const cordoned = list(scene, 'Node')
    .filter((node) => at(node, 'spec', 'unschedulable') === true)
    .map(nameOf);
  const here = scene.instancePods.filter((pod) => cordoned.includes(textAt(pod, 'spec', 'nodeName') ?? ''));
  const budgets = list(scene, 'PodDisruptionBudget').filter(
    (budget) => nameOf(budget).startsWith(scene.name) && numberAt(budget, 'status', 'disruptionsAllowed') === 0,
  );
  if (here.length === 0 || budgets.length === 0) return [];
  return [
    {
      id: 'disruption-blocked',
      subject: `node ${cordoned.join(', ')}`,
      headline: `${here.map(nameOf).join(', ')} cannot leave ${cordoned.join(', ')}: ${budgets.map(nameOf).join(', ')} lets none go.`,
      evidence: budgets.map(
        (budget) =>
          `PodDisruptionBudget ${nameOf(budget)}: disruptionsAllowed 0, healthy ${numberAt(budget, 'status', 'currentHealthy') ?? '?'} of ${numberAt(budget, 'status', 'desiredHealthy') ?? '?'} needed`,
      ),
      nextSteps: [
        kubectl(scene, 'get poddisruptionbudgets'),
        kubectl(scene, `get pods -o wide -l cnpg.io/cluster=${scene.name}`),
      ],
    },
  ];
}

function version(scene: Scene): readonly Found[] {
  const { kubernetes } = scene.evidence;
  const [, major, minor] = kubernetes.kind === 'seen' ? (/^v?(\d+)\.(\d+)/.exec(kubernetes.value) ?? []) : [];
  if (major === undefined || minor === undefined || Number(major) > 1 || Number(minor) >= 30) return [];
  return [
    {
      id: 'kubernetes-too-old',
      subject: 'Kubernetes',
      headline: `Kubernetes ${major}.${minor} is too old for CloudNativePG 1.30.`,
      evidence: ['supported 1.34 to 1.36, tested from 1.30'],
      nextSteps: ['kubectl version'],
    },
  ];
}

function mesh(scene: Scene): readonly Found[] {
  const proxies = new Set(['linkerd-proxy', 'istio-proxy']);
  const meshed = [...scene.instancePods, ...scene.jobPods].filter((pod) =>
    [...listAt(pod, 'spec', 'containers'), ...listAt(pod, 'spec', 'initContainers')].some((each) =>
      proxies.has(textAt(each, 'name') ?? ''),
    ),
  );
  if (meshed.length === 0) return [];
  return [
    {
      id: 'mesh-injected',
      subject: `pod ${meshed.map(nameOf).join(', ')}`,
      headline: `${meshed.map(nameOf).join(', ')} ${meshed.length === 1 ? 'has' : 'have'} the proxy of a service mesh.`,
      evidence: ['replication is mutual TLS already'],
      nextSteps: [
        kubectl(
          scene,
          `get pod ${nameOf(meshed[0] ?? { apiVersion: '', kind: '', metadata: { name: '' } })} -o jsonpath='{.metadata.annotations}'`,
        ),
        'npm run check',
      ],
    },
  ];
}
