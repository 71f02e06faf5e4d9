import { listAt, numberAt, textAt } from '../reading/fields.ts';
import { annotationOf, conditionOf, isDeleting, nameOf } from '../reading/objects.ts';
import { isReady } from '../reading/pods.ts';
import type { Check, Found } from './check.ts';
import { again, edit, kubectl, operatorKubectl } from './next-steps.ts';
import { eventQuoted, lastOf, quoted } from './quoting.ts';
import { eventsAbout, kindsNotSeen, notSeen, type Scene } from './scene.ts';

const HEALTHY = 'Cluster in healthy state';

/** Phases in which the operator waits for a person, or cannot go on by itself. */
const STUCK: Readonly<Record<string, string>> = {
  'Invalid cluster definition': 'cluster-invalid',
  'Cluster cannot proceed to reconciliation due to an unknown plugin being required': 'plugin-unknown',
  'Cluster cannot proceed to reconciliation due to an error while interacting with plugins': 'plugin-fails',
  'Cluster is unrecoverable and needs manual intervention': 'cluster-unrecoverable',
};

export const clusterCheck: Check = {
  name: 'cluster',
  question: 'Is the Cluster there, whole and ready?',
  findings: {
    'cluster-missing': {
      severity: 'critical',
      meaning: 'There is no Cluster of that name in that namespace.',
      shownBy: 'The API server’s answer.',
      steps: 'See the name; see why Argo CD did not apply file 01.',
    },
    'cluster-deleting': {
      severity: 'critical',
      meaning: 'The Cluster is being deleted, and with it its volumes.',
      shownBy: 'Its deletionTimestamp.',
      steps:
        'Find out who deleted it. A deletion cannot be taken back; keep the archive, and make volumes Retain while they are there.',
      explains: [
        'cluster-not-ready',
        'instances-missing',
        'instance-not-ready',
        'no-primary',
        'service-without-endpoints',
      ],
    },
    'cluster-invalid': {
      severity: 'critical',
      meaning: 'The operator refuses the definition, and changes nothing until it is corrected.',
      shownBy: 'The phase and its reason.',
      steps: 'Correct what it names.',
      explains: ['cluster-not-ready', 'instances-missing'],
    },
    'plugin-unknown': {
      severity: 'critical',
      meaning: 'The Cluster needs a plugin that the operator has not found: nothing of it is reconciled.',
      shownBy: 'The phase and its reason.',
      steps: 'Install the plugin in the operator’s namespace; its Service needs the label cnpg.io/pluginName.',
      explains: ['cluster-not-ready', 'instances-missing', 'archiving-failing', 'backup-failed', 'backup-never'],
    },
    'plugin-fails': {
      severity: 'critical',
      meaning: 'The operator gets errors from a plugin, and reconciles nothing of the Cluster until it answers.',
      shownBy: 'The phase and its reason.',
      steps: 'See the plugin’s pod and log, its certificates and the ObjectStore that it is to use.',
      explains: ['cluster-not-ready', 'instances-missing', 'backup-failed', 'backup-never'],
    },
    'cluster-unrecoverable': {
      severity: 'critical',
      meaning: 'No instance has a volume from which the cluster could be started: it is to be restored.',
      shownBy: 'The phase.',
      steps: 'Do not delete any claim or volume. Look for detached volumes, then restore from the archive.',
      explains: ['cluster-not-ready', 'instances-missing', 'no-primary', 'service-without-endpoints'],
    },
    'cluster-not-ready': {
      severity: 'critical',
      meaning: 'The operator says that the cluster is not in its healthy state.',
      shownBy: 'The phase and its reason.',
      steps: 'What is named above it explains it; where nothing does, wait for what it does, and look again.',
      symptom: true,
    },
    'instances-missing': {
      severity: 'critical',
      meaning: 'Fewer instances have a pod than the Cluster asks for.',
      shownBy: 'Pods of the cluster beside spec.instances.',
      steps: 'See what keeps the next one from being made: events, jobs, claims.',
      symptom: true,
    },
    'instance-not-ready': {
      severity: 'critical',
      meaning: 'An instance does not serve.',
      shownBy: 'The Ready condition of its pod.',
      steps: 'See its log and events.',
      symptom: true,
    },
    'instances-differ': {
      severity: 'warning',
      meaning: 'The Cluster in Kubernetes asks for another number of instances than Git does.',
      shownBy: 'spec.instances beside cluster.yaml.',
      steps: 'See the Application in Argo CD: not synced, or changed by hand.',
    },
  },
  judge: (scene) => ({
    found: [...missing(scene), ...ofCluster(scene), ...ofPods(scene)],
    unseen: [
      ...notSeen({ Cluster: scene.evidence.cluster }),
      ...kindsNotSeen(scene, 'Pod'),
      ...notSeen({ events: scene.evidence.events }),
      ...(scene.evidence.cluster.kind === 'seen' && (scene.phase === undefined || scene.instancesWanted === undefined)
        ? ['the Cluster has no phase: nothing has reconciled it yet']
        : []),
    ],
    fine: `phase "${scene.phase ?? ''}", ${scene.instancePods.length} of ${scene.instancesWanted ?? 0} instances ready`,
  }),
};

function missing(scene: Scene): readonly Found[] {
  const { cluster } = scene.evidence;
  if (cluster.kind === 'seen' || cluster.reason !== 'absent') return [];
  return [
    {
      id: 'cluster-missing',
      subject: `Cluster ${scene.name}`,
      headline: `There is no Cluster ${scene.name} in ${scene.namespace}.`,
      evidence: [cluster.detail],
      nextSteps: ['kubectl get clusters.postgresql.cnpg.io -A', 'see its Application in Argo CD', 'npm run check'],
    },
  ];
}

function ofCluster(scene: Scene): readonly Found[] {
  const { cluster, phase } = scene;
  if (cluster === undefined) return [];
  const subject = `Cluster ${scene.name}`;
  const reason = textAt(cluster, 'status', 'phaseReason');
  const found: Found[] = [];
  if (isDeleting(cluster)) {
    found.push({
      id: 'cluster-deleting',
      subject,
      headline: `${subject} is being deleted, and its volumes with it.`,
      evidence: [`deletionTimestamp ${textAt(cluster, 'metadata', 'deletionTimestamp') ?? ''}`],
      nextSteps: [
        kubectl(scene, `get pvc -l cnpg.io/cluster=${scene.name}`),
        'kubectl patch pv <volume> -p \'{"spec":{"persistentVolumeReclaimPolicy":"Retain"}}\' keeps a volume’s data',
      ],
    });
  }
  const stuck = phase === undefined ? undefined : STUCK[phase];
  const seen = [
    `status.phase: ${quoted(phase ?? 'none')}`,
    ...(reason === undefined ? [] : [`status.phaseReason: ${quoted(reason)}`]),
  ];
  if (stuck !== undefined) {
    found.push({
      id: stuck,
      subject,
      headline: `${subject}: ${phase ?? ''}.`,
      evidence: seen,
      nextSteps: [
        kubectl(scene, `describe clusters.postgresql.cnpg.io ${scene.name}`),
        'npm run check',
        operatorKubectl(scene, 'get deployments,pods'),
      ],
    });
  }
  if (phase !== HEALTHY && phase !== undefined) {
    const events = eventsAbout(scene, { kind: 'Cluster', name: scene.name }).filter(({ warning }) => warning);
    found.push({
      id: 'cluster-not-ready',
      subject,
      headline: `${subject} is not in its healthy state: ${phase}.`,
      evidence: [...seen, ...lastOf(events, 3).map(eventQuoted)],
      nextSteps: [kubectl(scene, `describe clusters.postgresql.cnpg.io ${scene.name}`), again(scene)],
    });
  }
  const { intent } = scene.evidence;
  if (
    intent.kind === 'seen' &&
    scene.instancesWanted !== undefined &&
    intent.value.instances !== scene.instancesWanted
  ) {
    found.push({
      id: 'instances-differ',
      subject,
      headline: `${subject} asks for ${scene.instancesWanted} instances; Git asks for ${intent.value.instances}.`,
      evidence: [
        `spec.instances ${scene.instancesWanted}`,
        `${intent.value.file}: instances ${intent.value.instances}`,
      ],
      nextSteps: ['see the cluster’s Application in Argo CD', edit(scene, `instances=${intent.value.instances}`)],
    });
  }
  return found;
}

function ofPods(scene: Scene): readonly Found[] {
  const { instancePods, instancesWanted } = scene;
  const hibernated = scene.cluster !== undefined && annotationOf(scene.cluster, 'cnpg.io/hibernation') === 'on';
  if (scene.evidence.objects.Pod.kind !== 'seen' || instancesWanted === undefined || hibernated) return [];
  const found: Found[] = [];
  if (instancePods.length < instancesWanted) {
    const events = eventsAbout(scene, { kind: 'Cluster', name: scene.name }).filter(({ warning }) => warning);
    found.push({
      id: 'instances-missing',
      subject: `Cluster ${scene.name}`,
      headline: `${instancePods.length} of ${instancesWanted} instances have a pod.`,
      evidence: [`pods: ${instancePods.map(nameOf).join(', ') || 'none'}`, ...lastOf(events, 3).map(eventQuoted)],
      nextSteps: [kubectl(scene, `get pods,jobs,pvc -l cnpg.io/cluster=${scene.name}`)],
    });
  }
  const fenced = fencedInstances(scene);
  for (const pod of instancePods.filter((each) => !isReady(each))) {
    const name = nameOf(pod);
    if (fenced.includes(name) || fenced.includes('*')) continue;
    const condition = conditionOf(pod, 'Ready');
    found.push({
      id: 'instance-not-ready',
      subject: `pod ${name}`,
      headline: `Instance ${name} is not ready.`,
      evidence: [
        `pod ${name}: phase ${textAt(pod, 'status', 'phase') ?? 'none'}, Ready ${condition?.status ?? 'not told'}${condition?.message === undefined || condition.message === '' ? '' : ` ${quoted(condition.message)}`}`,
        ...lastOf(
          eventsAbout(scene, { kind: 'Pod', name }).filter(({ warning }) => warning),
          2,
        ).map(eventQuoted),
      ],
      nextSteps: [kubectl(scene, `describe pod ${name}`), kubectl(scene, `logs ${name} -c postgres --tail=100`)],
    });
  }
  return found;
}

/** Names in the annotation of fenced instances, `*` for all. */
export function fencedInstances(scene: Scene): readonly string[] {
  const text = scene.cluster === undefined ? undefined : annotationOf(scene.cluster, 'cnpg.io/fencedInstances');
  if (text === undefined) return [];
  try {
    return listAt({ names: JSON.parse(text) as unknown }, 'names').filter(
      (name): name is string => typeof name === 'string',
    );
  } catch {
    return [];
  }
}

/** Whether the Cluster asks for this number of synchronous standbys at least. */
export function synchronousNumber(scene: Scene): number {
  return (
    numberAt(scene.cluster, 'spec', 'postgresql', 'synchronous', 'number') ??
    numberAt(scene.cluster, 'spec', 'minSyncReplicas') ??
    0
  );
}
