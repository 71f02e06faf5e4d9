import type { KubeObject } from '@postgres-ha/kube-manifest';
import { listAt, numberAt, textAt } from '../reading/fields.ts';
import { conditionOf, nameOf } from '../reading/objects.ts';
import { containersOf, isReady, unschedulable } from '../reading/pods.ts';
import type { Check, Found, Judgement } from './check.ts';
import { operatorKubectl } from './next-steps.ts';
import { eventQuoted, lastOf, lineQuoted, quoted } from './quoting.ts';
import { eventsAbout, linesOf, notSeen, type Scene } from './scene.ts';

/** What does not go on while nobody reconciles. */
const LEFT_UNDONE = [
  'webhook-unreachable',
  'admission-fails',
  'cluster-not-ready',
  'instance-not-ready',
  'instances-missing',
  'failover-stuck',
  'no-primary',
  'pooler-not-ready',
  'backup-stuck',
  'backup-overdue',
  'backup-never',
  'database-not-applied',
  'certificate-expiring',
  'certificate-expired',
  'service-without-endpoints',
];

export const operatorCheck: Check = {
  name: 'operator',
  question: 'Does the operator run, in the version that is intended?',
  findings: {
    'operator-not-installed': {
      severity: 'critical',
      meaning: 'There is no operator in its namespace: clusters are neither made nor repaired, and nothing fails over.',
      shownBy: 'The Deployment is not there.',
      steps: 'Apply the environment’s file 00, or see why Argo CD did not.',
      explains: [...LEFT_UNDONE, 'definitions-missing', 'webhook-not-registered', 'cluster-missing'],
    },
    'operator-down': {
      severity: 'critical',
      meaning: 'The operator has no pod that is ready: running databases go on, and nothing fails over or is repaired.',
      shownBy: 'The Deployment’s available replicas, states and events of its pods.',
      steps: 'See why the pod does not start; scale it up where it was scaled to zero.',
      explains: LEFT_UNDONE,
    },
    'operator-crash-looping': {
      severity: 'critical',
      meaning: 'The operator starts and ends again and again.',
      shownBy: 'Restarts, exit code and the last lines of its container.',
      steps: 'Read the end of the last run’s log: rights, webhook certificate, memory, an unreachable API server.',
      explains: ['operator-down', ...LEFT_UNDONE],
    },
    'operator-image-unavailable': {
      severity: 'critical',
      meaning: 'The image of the operator cannot be pulled.',
      shownBy: 'The waiting reason of its container.',
      steps: 'Correct the version or the registry; see that nodes may pull from it.',
      explains: ['operator-down', ...LEFT_UNDONE],
    },
    'operator-unschedulable': {
      severity: 'critical',
      meaning: 'No node takes the pod of the operator.',
      shownBy: 'What the scheduler says of it.',
      steps: 'Make room on a node, or lift what keeps the pod away.',
      explains: ['operator-down', ...LEFT_UNDONE],
    },
    'operator-version-differs': {
      severity: 'warning',
      meaning:
        'Another version of the operator runs than Git intends: a roll-out hangs, or somebody changed it by hand.',
      shownBy: 'The image of its Deployment beside environment.yaml.',
      steps: 'Let Argo CD sync; see the roll-out.',
    },
  },
  judge: (scene) => {
    const { deployment, pods } = scene.evidence.operator;
    const found = [
      ...notInstalled(scene),
      ...(deployment.kind === 'seen' ? ofDeployment(scene, deployment.value) : []),
    ];
    return {
      found,
      unseen: notSeen({ 'Deployment of the operator': deployment, 'pods of the operator': pods }),
      fine: proof(scene),
    } satisfies Judgement;
  },
};

function proof(scene: Scene): string {
  const { deployment } = scene.evidence.operator;
  if (deployment.kind !== 'seen') return '';
  return `${nameOf(deployment.value)} has ${numberAt(deployment.value, 'status', 'availableReplicas') ?? 0} available, ${imageOf(deployment.value)}`;
}

function notInstalled(scene: Scene): readonly Found[] {
  const { deployment } = scene.evidence.operator;
  if (deployment.kind === 'seen' || deployment.reason !== 'absent') return [];
  const namespace = scene.evidence.target.operatorNamespace;
  return [
    {
      id: 'operator-not-installed',
      subject: `namespace ${namespace}`,
      headline: `CloudNativePG is not installed in ${namespace}.`,
      evidence: [deployment.detail],
      nextSteps: [
        `kubectl apply --server-side -f environments/${scene.evidence.target.environment ?? '<environment>'}/00-operator-install.yaml, or sync it in Argo CD`,
        `kubectl get deployments -A -l app.kubernetes.io/name=cloudnative-pg, in case it is in another namespace`,
      ],
    },
  ];
}

function ofDeployment(scene: Scene, deployment: KubeObject): readonly Found[] {
  const name = nameOf(deployment);
  const wanted = numberAt(deployment, 'spec', 'replicas') ?? 1;
  const available = numberAt(deployment, 'status', 'availableReplicas') ?? 0;
  const pods = scene.evidence.operator.pods.kind === 'seen' ? scene.evidence.operator.pods.value : [];
  const reasons = pods.filter((pod) => !isReady(pod)).flatMap((pod) => whyNot(scene, pod));
  const found: Found[] = [...reasons];
  if (available === 0) {
    found.push({
      id: 'operator-down',
      subject: `Deployment ${name}`,
      headline:
        wanted === 0
          ? `The operator is down: ${name} is scaled to 0 replicas.`
          : `The operator is down: 0 of ${wanted} replicas of ${name} are available.`,
      evidence: [
        `Deployment ${name}: replicas ${wanted}, available ${available}`,
        ...quotedCondition(deployment, 'Available'),
        ...quotedCondition(deployment, 'ReplicaFailure'),
        ...pods.map(
          (pod) =>
            `pod ${nameOf(pod)}: ${textAt(pod, 'status', 'phase') ?? 'no phase'}, ${isReady(pod) ? 'ready' : 'not ready'}`,
        ),
      ],
      nextSteps: [
        ...(wanted === 0
          ? [operatorKubectl(scene, `scale deployment ${name} --replicas=1, or sync it in Argo CD`)]
          : []),
        operatorKubectl(scene, `describe deployment ${name}`),
        operatorKubectl(scene, `logs deployment/${name} --tail=100`),
        'Until it is back nothing fails over: do not restart instances or drain nodes.',
      ],
    });
  }
  return [...found, ...versionDiffers(scene, deployment)];
}

function whyNot(scene: Scene, pod: KubeObject): readonly Found[] {
  const name = nameOf(pod);
  const subject = `pod ${name}`;
  const events = eventsAbout(scene, { kind: 'Pod', name }).filter(({ warning }) => warning);
  const shown = lastOf(events, 2).map(eventQuoted);
  const away = unschedulable(pod);
  if (away !== undefined) {
    return [
      {
        id: 'operator-unschedulable',
        subject,
        headline: `No node takes the operator’s pod ${name}.`,
        evidence: [`scheduler: ${quoted(away)}`],
        nextSteps: [operatorKubectl(scene, `describe pod ${name}`), 'kubectl get nodes'],
      },
    ];
  }
  return containersOf(pod).flatMap((container): readonly Found[] => {
    const { waiting, lastTerminated } = container;
    if (waiting !== undefined && /Image|ErrImage/.test(waiting.reason)) {
      return [
        {
          id: 'operator-image-unavailable',
          subject,
          headline: `The operator’s image ${container.image} cannot be pulled: ${waiting.reason}.`,
          evidence: [`container ${container.name}: ${quoted(waiting.message)}`, ...shown],
          nextSteps: [
            operatorKubectl(scene, `describe pod ${name}`),
            'correct operator.version or the registry in environment.yaml',
          ],
        },
      ];
    }
    if (waiting?.reason !== 'CrashLoopBackOff' && container.restarts < 3) return [];
    const lines = linesOf(scene, (log) => log.pod === name).filter(
      ({ level }) => level !== 'info' && level !== 'debug',
    );
    return [
      {
        id: 'operator-crash-looping',
        subject,
        headline: `The operator does not stay up: ${container.restarts} restarts of ${name}${lastTerminated === undefined ? '' : `, last exit code ${lastTerminated.exitCode}${lastTerminated.reason === '' ? '' : ` (${lastTerminated.reason})`}`}.`,
        evidence: [
          `container ${container.name}: ${waiting?.reason ?? 'not ready'}`,
          ...lastOf(lines, 3).map(lineQuoted),
          ...shown,
        ],
        nextSteps: [
          operatorKubectl(scene, `logs ${name} --previous --tail=50`),
          operatorKubectl(scene, `describe pod ${name}`),
        ],
      },
    ];
  });
}

function versionDiffers(scene: Scene, deployment: KubeObject): readonly Found[] {
  const { intent } = scene.evidence;
  const image = imageOf(deployment);
  const tag = /:v?([\w.-]+?)(?:@|$)/.exec(image.replace(/^[^/]*:\d+\//, ''))?.[1];
  if (intent.kind !== 'seen' || tag === undefined || !/^\d+\.\d+/.test(tag)) return [];
  if (tag === intent.value.operatorVersion) return [];
  return [
    {
      id: 'operator-version-differs',
      subject: `Deployment ${nameOf(deployment)}`,
      headline: `The operator runs version ${tag}; Git intends ${intent.value.operatorVersion}.`,
      evidence: [`image ${image}`, `${intent.value.file}: operator.version ${intent.value.operatorVersion}`],
      nextSteps: [
        operatorKubectl(scene, `rollout status deployment ${nameOf(deployment)}`),
        'see the Application of the operator in Argo CD',
      ],
    },
  ];
}

function imageOf(deployment: KubeObject): string {
  return textAt(listAt(deployment, 'spec', 'template', 'spec', 'containers')[0], 'image') ?? 'an unknown image';
}

function quotedCondition(object: KubeObject, type: string): readonly string[] {
  const condition = conditionOf(object, type);
  if (condition === undefined || (type === 'Available' && condition.status === 'True')) return [];
  return [`condition ${type} ${condition.status} (${condition.reason}): ${quoted(condition.message)}`];
}
