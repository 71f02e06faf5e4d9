import { mapAt, textAt } from '../reading/fields.ts';
import { isDeleting, nameOf } from '../reading/objects.ts';
import type { Check, Found } from './check.ts';
import { kubectl } from './next-steps.ts';
import { eventQuoted, lastOf, quoted } from './quoting.ts';
import { eventsAbout, kindsNotSeen, list, named, notSeen, whole, type Scene } from './scene.ts';

/** Objects that could not be made leave these instances unmade. */
const NOT_MADE = [
  'instances-missing',
  'cluster-not-ready',
  'instance-not-ready',
  'pooler-not-ready',
  'cluster-objects-refused',
  'no-primary',
  'service-without-endpoints',
];

/** Admission plugins of Kubernetes answer 403 with these words and no code of their own. */
const QUOTA = /exceeded quota: ([\w.-]+)/;
const POD_SECURITY = /violates PodSecurity "([^"]+)"/;
const LIMITS =
  /(?:maximum|minimum) (?:cpu|memory|storage) usage per|must specify (?:limits|requests)|usage per (?:Container|Pod|PersistentVolumeClaim)/i;

export const namespaceCheck: Check = {
  name: 'namespace',
  question: 'Does the namespace take what the cluster is made of?',
  findings: {
    'namespace-missing': {
      severity: 'critical',
      meaning: 'The namespace is not there.',
      shownBy: 'The list of namespaces.',
      steps: 'It is in the environment’s file 00: apply it.',
      explains: ['cluster-missing', ...NOT_MADE],
    },
    'namespace-terminating': {
      severity: 'critical',
      meaning: 'The namespace is being deleted, with all that is in it.',
      shownBy: 'Its phase.',
      steps: 'Find out who deleted it. This cannot be taken back: restore into another namespace.',
      explains: ['cluster-deleting', 'cluster-missing', ...NOT_MADE],
    },
    'quota-exceeded': {
      severity: 'critical',
      meaning: 'A ResourceQuota refuses pods or claims of the cluster.',
      shownBy: 'Events of what could not be made, and what the quota has in use.',
      steps: 'Raise the quota, or make the cluster smaller.',
      explains: NOT_MADE,
    },
    'limit-range-refused': {
      severity: 'critical',
      meaning: 'A LimitRange refuses pods or claims of the cluster.',
      shownBy: 'Events of what could not be made.',
      steps: 'Change the LimitRange, or the resources of the cluster.',
      explains: NOT_MADE,
    },
    'pod-security-refused': {
      severity: 'critical',
      meaning: 'Pod Security of the namespace refuses pods of the cluster.',
      shownBy: 'Events of what could not be made, and the namespace’s labels.',
      steps: 'CloudNativePG’s own pods satisfy restricted: look for an injected sidecar or a changed securityContext.',
      explains: NOT_MADE,
    },
    'cluster-objects-refused': {
      severity: 'critical',
      meaning: 'The operator could not make an object that the cluster needs.',
      shownBy: 'The phase and its reason.',
      steps: 'By the reason: rights, a name that is taken, a quota, a webhook of somebody else.',
      explains: ['cluster-not-ready', 'instances-missing'],
    },
  },
  judge: (scene) => ({
    found: [...ofNamespace(scene), ...refusals(scene)],
    unseen: [
      ...kindsNotSeen(scene, 'Namespace', 'ResourceQuota', 'LimitRange'),
      ...notSeen({ events: scene.evidence.events }),
    ],
    fine: `${scene.namespace} is active, and nothing was refused`,
  }),
};

function ofNamespace(scene: Scene): readonly Found[] {
  const subject = `namespace ${scene.namespace}`;
  const all = whole(scene, 'Namespace');
  const namespace = all === undefined ? undefined : named(all, scene.namespace);
  if (all !== undefined && namespace === undefined) {
    return [
      {
        id: 'namespace-missing',
        subject,
        headline: `Namespace ${scene.namespace} is not there.`,
        evidence: [`namespaces: ${all.map(nameOf).join(', ')}`],
        nextSteps: [`kubectl get namespace ${scene.namespace}`, 'sync the environment’s Application in Argo CD'],
      },
    ];
  }
  if (namespace === undefined || !(isDeleting(namespace) || textAt(namespace, 'status', 'phase') === 'Terminating'))
    return [];
  return [
    {
      id: 'namespace-terminating',
      subject,
      headline: `Namespace ${scene.namespace} is being deleted, with all that is in it.`,
      evidence: [`status.phase: ${textAt(namespace, 'status', 'phase') ?? 'none'}`],
      nextSteps: [`kubectl get namespace ${scene.namespace} -o yaml`, kubectl(scene, 'get pvc')],
    },
  ];
}

function refusals(scene: Scene): readonly Found[] {
  const reason = textAt(scene.cluster, 'status', 'phaseReason') ?? '';
  const blocked = scene.phase === 'Unable to create required cluster objects';
  const short = scene.instancesWanted !== undefined && scene.instancePods.length < scene.instancesWanted;
  const poolersShort = scene.events.some(({ kind, name }) => kind === 'ReplicaSet' && name.includes('pooler'));
  // Once everything is there again, an old refusal is history.
  const events =
    short || blocked || poolersShort
      ? eventsAbout(scene, { withinMs: 1_800_000 }).filter(({ warning }) => warning)
      : [];
  const said = [
    ...events.map((event) => ({ text: event.message, shown: eventQuoted(event) })),
    ...(blocked ? [{ text: reason, shown: `status.phaseReason: ${quoted(reason)}` }] : []),
  ];
  const which = (pattern: RegExp): readonly string[] =>
    lastOf(
      said.filter(({ text }) => pattern.test(text)),
      3,
    ).map(({ shown }) => shown);
  const subject = `namespace ${scene.namespace}`;
  const found: Found[] = [];
  const quota = which(QUOTA);
  if (quota.length > 0) {
    const name = QUOTA.exec(quota.join(' '))?.[1] ?? '?';
    const object = named(list(scene, 'ResourceQuota'), name);
    const used = Object.entries(mapAt(object, 'status', 'hard')).map(
      ([what, hard]) => `${what} ${textAt(object, 'status', 'used', what) ?? '?'} of ${String(hard)}`,
    );
    found.push({
      id: 'quota-exceeded',
      subject: `ResourceQuota ${name}`,
      headline: `ResourceQuota ${name} refuses what the cluster needs.`,
      evidence: [...quota, ...(used.length === 0 ? [] : [`ResourceQuota ${name}: ${used.join(', ')}`])],
      nextSteps: [
        kubectl(scene, `describe resourcequota ${name}`),
        'raise the quota, or make the cluster smaller in its file',
      ],
    });
  }
  const security = which(POD_SECURITY);
  if (security.length > 0) {
    const level = POD_SECURITY.exec(security.join(' '))?.[1] ?? '?';
    found.push({
      id: 'pod-security-refused',
      subject,
      headline: `Pod Security "${level}" of ${scene.namespace} refuses pods of the cluster.`,
      evidence: security,
      nextSteps: [
        `kubectl get namespace ${scene.namespace} --show-labels`,
        'look for an injected sidecar, or a changed securityContext',
      ],
    });
  }
  const limits = which(LIMITS);
  if (limits.length > 0) {
    found.push({
      id: 'limit-range-refused',
      subject,
      headline: `A LimitRange of ${scene.namespace} refuses what the cluster needs.`,
      evidence: limits,
      nextSteps: [kubectl(scene, 'describe limitrange'), 'change it, or resources in the cluster’s file'],
    });
  }
  if (blocked && found.length === 0) {
    found.push({
      id: 'cluster-objects-refused',
      subject: `Cluster ${scene.name}`,
      headline: `The operator cannot make what ${scene.name} needs.`,
      evidence: [`status.phaseReason: ${quoted(reason)}`],
      nextSteps: [kubectl(scene, `describe clusters.postgresql.cnpg.io ${scene.name}`)],
    });
  }
  return found;
}
