import type { KubeObject } from '@postgres-ha/kube-manifest';
import { textAt } from '../reading/fields.ts';
import { conditionOf, nameOf } from '../reading/objects.ts';
import { unschedulable } from '../reading/pods.ts';
import type { Check, Found } from './check.ts';
import { edit, kubectl } from './next-steps.ts';
import { quoted } from './quoting.ts';
import { kindsNotSeen, list, notSeen, type Scene } from './scene.ts';

const NOT_PLACED = [
  'instance-not-ready',
  'cluster-not-ready',
  'instances-missing',
  'standby-not-streaming',
  'synchronous-degraded',
  'commits-blocked',
  'pooler-not-ready',
  'bootstrap-stuck',
  'no-primary',
  'service-without-endpoints',
  'unschedulable',
];

/** Reasons in the scheduler's message, which has no codes: `0/3 nodes are available: 1 Insufficient cpu, 2 node(s) …`. */
const REASONS: readonly (readonly [id: string, pattern: RegExp, words: string])[] = [
  [
    'anti-affinity-few-nodes',
    /(?:anti-affinity rules|topology spread constraints)/,
    'no other node is left that has no instance',
  ],
  [
    'resources-short',
    /Insufficient (?:cpu|memory|ephemeral-storage|hugepages)|Too many pods/,
    'no node has that much left',
  ],
  ['taints-not-tolerated', /untolerated taint|had taint/, 'nodes have taints that it does not tolerate'],
  ['selector-matches-none', /node affinity\/selector/, 'no node has the labels that it asks for'],
];

export const schedulingCheck: Check = {
  name: 'scheduling',
  question: 'Does every pod have a node?',
  findings: {
    'anti-affinity-few-nodes': {
      severity: 'critical',
      meaning: 'Instances must not share a node or zone, and there are too few of them for the instances.',
      shownBy: 'The scheduler’s message.',
      steps: 'Add nodes, or have fewer instances; preferred placement gives up the protection.',
      explains: NOT_PLACED,
    },
    'resources-short': {
      severity: 'critical',
      meaning: 'No node has the processors or memory left that a pod asks for.',
      shownBy: 'The scheduler’s message.',
      steps: 'Add nodes, or ask for less.',
      explains: NOT_PLACED,
    },
    'taints-not-tolerated': {
      severity: 'critical',
      meaning: 'Nodes keep the pods away by taints.',
      shownBy: 'The scheduler’s message.',
      steps: 'Uncordon nodes, or tolerate the taint.',
      explains: NOT_PLACED,
    },
    'selector-matches-none': {
      severity: 'critical',
      meaning: 'The pods ask for labels that no node has.',
      shownBy: 'The scheduler’s message.',
      steps: 'Correct the labels in the cluster’s placement, or label the nodes.',
      explains: NOT_PLACED,
    },
    unschedulable: {
      severity: 'critical',
      meaning: 'The scheduler finds no node for a pod.',
      shownBy: 'The scheduler’s message.',
      steps: 'By its message.',
      explains: NOT_PLACED.filter((id) => id !== 'unschedulable'),
    },
    'node-not-ready': {
      severity: 'critical',
      meaning: 'A node with an instance does not answer the API server, or is under pressure.',
      shownBy: 'Conditions of the node.',
      steps: 'See the machine. Its pods are moved after the node’s grace period; local volumes stay with it.',
      explains: [...NOT_PLACED, 'no-answer', 'failover-stuck', 'replication-lag', 'instances-unreachable', 'evicted'],
    },
  },
  judge: (scene) => ({
    found: [...unplaced(scene), ...nodes(scene)],
    unseen: [...kindsNotSeen(scene, 'Pod', 'Node'), ...notSeen({ Cluster: scene.evidence.cluster })],
    fine: `every pod has a node, and ${list(scene, 'Node').length} nodes are ready`,
  }),
};

function unplaced(scene: Scene): readonly Found[] {
  const pods = [...scene.instancePods, ...scene.jobPods, ...scene.poolerPods];
  return pods.flatMap((pod): readonly Found[] => {
    const message = unschedulable(pod);
    // What is about volumes is told by the check of storage.
    if (
      message === undefined ||
      /persistentvolumeclaim|volume node affinity|persistent volumes? to bind/i.test(message)
    )
      return [];
    const reasons = REASONS.filter(([, pattern]) => pattern.test(message));
    const name = nameOf(pod);
    const [id, , words] = reasons[0] ?? ['unschedulable', /./, 'the scheduler finds no node'];
    return [
      {
        id,
        subject: `pod ${name}`,
        headline: `No node takes ${name}: ${words}.`,
        evidence: [`scheduler: ${quoted(message)}`, `${list(scene, 'Node').length} nodes`],
        nextSteps: [
          kubectl(scene, `describe pod ${name}`),
          'kubectl get nodes -L topology.kubernetes.io/zone',
          ...(id === 'resources-short' ? [edit(scene, 'resources.memory=<less>')] : []),
          ...(id === 'anti-affinity-few-nodes' ? [edit(scene, 'instances=<as many as there are nodes>')] : []),
        ],
      },
    ];
  });
}

function nodes(scene: Scene): readonly Found[] {
  const used = new Map<string, string[]>();
  for (const pod of [...scene.instancePods, ...scene.poolerPods]) {
    const node = textAt(pod, 'spec', 'nodeName');
    if (node !== undefined) used.set(node, [...(used.get(node) ?? []), nameOf(pod)]);
  }
  return list(scene, 'Node').flatMap((node): readonly Found[] => {
    const pods = used.get(nameOf(node));
    const wrong = faults(node);
    if (pods === undefined || wrong.length === 0) return [];
    return [
      {
        id: 'node-not-ready',
        subject: `node ${nameOf(node)}`,
        headline: `Node ${nameOf(node)} with ${pods.join(', ')} is not well: ${wrong.map(({ type }) => type).join(', ')}.`,
        evidence: wrong.map(({ type, status, message }) => `condition ${type} ${status}: ${quoted(message)}`),
        nextSteps: [`kubectl describe node ${nameOf(node)}`],
      },
    ];
  });
}

function faults(
  node: KubeObject,
): readonly { readonly type: string; readonly status: string; readonly message: string }[] {
  return ['Ready', 'DiskPressure', 'MemoryPressure', 'PIDPressure'].flatMap((type) => {
    const condition = conditionOf(node, type);
    const good = type === 'Ready' ? 'True' : 'False';
    return condition === undefined || condition.status === good
      ? []
      : [{ type, status: condition.status, message: condition.message }];
  });
}
