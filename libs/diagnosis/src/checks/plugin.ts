import { numberAt, textAt } from '../reading/fields.ts';
import { nameOf } from '../reading/objects.ts';
import { containersOf, isReady } from '../reading/pods.ts';
import type { Check, Found } from './check.ts';
import { kubectl, operatorKubectl } from './next-steps.ts';
import { lastOf, lineQuoted } from './quoting.ts';
import { kindsNotSeen, linesOf, notSeen, type Scene } from './scene.ts';

const SIDECAR = 'plugin-barman-cloud';
const NO_BACKUP = [
  'archiving-failing',
  'wal-backlog',
  'backup-failed',
  'backup-never',
  'backup-overdue',
  'plugin-unknown',
  'plugin-fails',
  'instances-missing',
  'cluster-not-ready',
];

export const pluginCheck: Check = {
  name: 'plugin',
  question: 'Does the backup plugin run, beside the operator and in every instance?',
  findings: {
    'plugin-not-installed': {
      severity: 'critical',
      meaning: 'The Cluster uses the Barman Cloud plugin, and it is not installed.',
      shownBy: 'The Deployment is not in the operator’s namespace.',
      steps: 'Apply the environment’s file 00; the plugin has to be in the operator’s namespace.',
      explains: ['plugin-down', 'plugin-sidecar-down', ...NO_BACKUP],
    },
    'plugin-down': {
      severity: 'critical',
      meaning:
        'The plugin beside the operator has no pod that is ready: the operator cannot reconcile clusters that use it.',
      shownBy: 'The Deployment’s available replicas.',
      steps: 'See its pod and log, and its certificates.',
      explains: NO_BACKUP,
    },
    'plugin-sidecar-down': {
      severity: 'critical',
      meaning: 'The plugin in an instance’s pod does not run: that instance can neither archive nor restore WAL.',
      shownBy: 'The state of the container plugin-barman-cloud.',
      steps: 'See its log and memory. A pod from before the plugin was configured has none: it is rolled.',
      explains: ['archiving-failing', 'wal-backlog', 'backup-failed', 'instance-not-ready'],
    },
  },
  judge: (scene) => {
    const { plugin, pluginPods } = scene.evidence.operator;
    if (scene.plugin === undefined) {
      return { found: [], unseen: notSeen({ Cluster: scene.evidence.cluster }), fine: 'the cluster does not use it' };
    }
    return {
      found: [...beside(scene), ...scene.instancePods.flatMap((pod) => sidecar(scene, pod))],
      unseen: [
        ...notSeen({ 'Deployment of the plugin': plugin, 'pods of the plugin': pluginPods }),
        ...kindsNotSeen(scene, 'Pod'),
      ],
      fine: `it is available, and its sidecar is ready in ${scene.instancePods.length} instances`,
    };
  },
};

function beside(scene: Scene): readonly Found[] {
  const { plugin, pluginPods } = scene.evidence.operator;
  const { operatorNamespace, environment } = scene.evidence.target;
  if (plugin.kind === 'unseen') {
    if (plugin.reason !== 'absent') return [];
    return [
      {
        id: 'plugin-not-installed',
        subject: `namespace ${operatorNamespace}`,
        headline: `The Barman Cloud plugin is not installed in ${operatorNamespace}.`,
        evidence: [plugin.detail],
        nextSteps: [
          `kubectl apply --server-side -f environments/${environment ?? '<environment>'}/00-operator-install.yaml, or sync it in Argo CD`,
        ],
      },
    ];
  }
  const name = nameOf(plugin.value);
  if ((numberAt(plugin.value, 'status', 'availableReplicas') ?? 0) > 0) return [];
  const pods = pluginPods.kind === 'seen' ? pluginPods.value : [];
  const states = pods.flatMap((pod) =>
    containersOf(pod).map(
      ({ name: container, ready, waiting, restarts }) =>
        `pod ${nameOf(pod)}, container ${container}: ${ready ? 'ready' : (waiting?.reason ?? 'not ready')}, ${restarts} restarts`,
    ),
  );
  const lines = linesOf(scene, ({ pod }) => pods.some((each) => nameOf(each) === pod)).filter(
    ({ level }) => level === 'error',
  );
  return [
    {
      id: 'plugin-down',
      subject: `Deployment ${name}`,
      headline: `The backup plugin is down: no replica of ${name} is available.`,
      evidence: [
        `Deployment ${name}: replicas ${numberAt(plugin.value, 'spec', 'replicas') ?? 1}, available 0`,
        ...states,
        ...lastOf(lines, 2).map(lineQuoted),
      ],
      nextSteps: [
        operatorKubectl(scene, `describe deployment ${name}`),
        operatorKubectl(scene, `logs deployment/${name} --tail=100`),
      ],
    },
  ];
}

function sidecar(scene: Scene, pod: Scene['instancePods'][number]): readonly Found[] {
  const name = nameOf(pod);
  // Of a pod that has not started, the kubelet has no states yet: why is told elsewhere.
  if (textAt(pod, 'status', 'phase') !== 'Running') return [];
  const container = containersOf(pod).find((each) => each.name === SIDECAR);
  if (container?.ready === true) return [];
  const lines = linesOf(scene, (log) => log.pod === name && log.container === SIDECAR).filter(
    ({ level }) => level === 'error',
  );
  return [
    {
      id: 'plugin-sidecar-down',
      subject: `pod ${name}`,
      headline:
        container === undefined
          ? `${name} has no ${SIDECAR} container: it archives nothing.`
          : `${SIDECAR} in ${name} is not ready${container.waiting === undefined ? '' : `: ${container.waiting.reason}`}.`,
      evidence: [
        `pod ${name} is ${isReady(pod) ? 'ready' : 'not ready'}; ${container === undefined ? 'the container is not in it' : `${container.restarts} restarts`}`,
        ...lastOf(lines, 2).map(lineQuoted),
      ],
      nextSteps: [kubectl(scene, `logs ${name} -c ${SIDECAR} --tail=50`), kubectl(scene, `describe pod ${name}`)],
    },
  ];
}
