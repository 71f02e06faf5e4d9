import type { Reach } from '../evidence/reach.ts';
import { mapAt } from '../reading/fields.ts';
import { nameOf } from '../reading/objects.ts';
import { isReady } from '../reading/pods.ts';
import type { Check, Found } from './check.ts';
import { kubectl } from './next-steps.ts';
import { peerOf, policiesThatBlock } from './network-policy.ts';
import { quoted } from './quoting.ts';
import { kindsNotSeen, list, named, type Scene } from './scene.ts';

const CUT_OFF = [
  'standby-not-streaming',
  'replication-lag',
  'synchronous-degraded',
  'commits-blocked',
  'instance-not-ready',
  'cluster-not-ready',
  'bootstrap-failed',
  'bootstrap-stuck',
  'instances-missing',
  'no-answer',
  'failover-stuck',
  'probe-failing',
  'instances-unreachable',
  'pooler-login-fails',
  'pooler-not-ready',
  'slot-lost',
];
const PORTS = [5432, 8000];

export const networkCheck: Check = {
  name: 'network',
  question: 'Do instances reach one another, and the operator them?',
  findings: {
    'network-policy-blocks': {
      severity: 'critical',
      meaning:
        'A NetworkPolicy keeps instances from one another, or the operator from them. Port 8000 matters too: without it a primary that loses the API server ends itself.',
      shownBy: 'Policies that select the pods, and allow none of what they need; and connections that got no answer.',
      steps: 'Remove or correct the policy; the cluster’s own one in file 01 allows what is needed.',
      explains: CUT_OFF,
    },
    'instances-unreachable': {
      severity: 'critical',
      meaning: 'An instance gets no connection to another one.',
      shownBy: 'Connections that were tried inside the pods.',
      steps: 'See NetworkPolicies, the network plugin and its own policies, firewalls between nodes.',
      explains: CUT_OFF.filter((id) => id !== 'instances-unreachable'),
    },
  },
  judge: (scene) => {
    const policies = blocked(scene);
    return {
      found: [...policies, ...unreachable(scene, policies.length > 0)],
      unseen: [...kindsNotSeen(scene, 'Pod', 'NetworkPolicy', 'Namespace'), ...notTried(scene)],
      fine: `${scene.evidence.reaches.filter(({ outcome }) => outcome === 'open').length} connections between pods were taken`,
    };
  },
};

function notTried(scene: Scene): readonly string[] {
  const tried = new Set(
    scene.evidence.reaches
      .filter(({ outcome }) => outcome !== 'not-asked')
      .map(({ from, to, port }) => `${from}>${to}:${port}`),
  );
  const pods = scene.instancePods.filter(isReady).map(nameOf);
  const pairs = pods.flatMap((from) =>
    pods.filter((to) => to !== from).flatMap((to) => PORTS.map((port) => ({ from, to, port }))),
  );
  const open = pairs.filter(({ from, to, port }) => !tried.has(`${from}>${to}:${port}`));
  return open.length === 0
    ? []
    : [
        `connections between instances: ${open.length} of ${pairs.length} were not tried, such as ${open[0]?.from ?? ''} to ${open[0]?.to ?? ''}:${open[0]?.port ?? ''}`,
      ];
}

function blocked(scene: Scene): readonly Found[] {
  const namespaces = list(scene, 'Namespace');
  const labels = (name: string): Readonly<Record<string, unknown>> | undefined => {
    const found = named(namespaces, name);
    return found === undefined
      ? undefined
      : { 'kubernetes.io/metadata.name': name, ...mapAt(found, 'metadata', 'labels') };
  };
  const operatorPods = scene.evidence.operator.pods.kind === 'seen' ? scene.evidence.operator.pods.value : [];
  const operator = scene.evidence.target.operatorNamespace;
  const ways = scene.instancePods.flatMap((to) => [
    ...scene.instancePods
      .filter((from) => from !== to)
      .map((from) => ({ from, to, who: nameOf(from), namespace: scene.namespace })),
    ...scene.poolerPods.slice(0, 1).map((from) => ({ from, to, who: nameOf(from), namespace: scene.namespace })),
    ...operatorPods
      .slice(0, 1)
      .map((from) => ({ from, to, who: `the operator (${nameOf(from)})`, namespace: operator })),
  ]);
  const hits = ways.flatMap(({ from, to, who, namespace }) =>
    PORTS.filter((port) => port === 5432 || !scene.poolerPods.includes(from)).flatMap((port) =>
      policiesThatBlock(list(scene, 'NetworkPolicy'), {
        from: peerOf(from, namespace, labels(namespace)),
        to: peerOf(to, scene.namespace, labels(scene.namespace)),
        port,
      }).map((policy) => ({
        policy,
        way: `${who} to ${nameOf(to)}:${port}`,
        from: nameOf(from),
        to: nameOf(to),
        port,
      })),
    ),
  );
  // A network plugin may not enforce policies: where all those connections were taken, nothing is blocked.
  const harmful = hits.filter((hit) => outcomeOf(scene, hit) !== 'open');
  const policies = [...new Set(harmful.map(({ policy }) => policy))].toSorted(blameForeignFirst(scene));
  const [first] = policies;
  if (first === undefined) return [];
  const all = harmful.filter(({ policy }) => policy === first);
  const tried = all.flatMap(({ from, to, port }) =>
    scene.evidence.reaches.filter((reach) => reach.from === from && reach.to === to && reach.port === port),
  );
  const name = first.replace(/^.* /, '');
  return [
    {
      id: 'network-policy-blocks',
      subject: `NetworkPolicy ${name}`,
      headline: `NetworkPolicy ${name} keeps ${all[0]?.way ?? ''} apart${all.length > 1 ? ` and ${all.length - 1} more ways` : ''}.`,
      evidence: [
        `${policies.join('; ')}: select the pods, and none allows it`,
        ...all.slice(0, 4).map(({ way }) => `not allowed: ${way}`),
        ...tried.slice(0, 3).map(reachWords),
      ],
      nextSteps: [
        kubectl(scene, `describe networkpolicy ${name}`),
        kubectl(scene, 'get networkpolicies'),
        'npm run check, and sync the cluster’s own policy (file 01)',
      ],
    },
  ];
}

/** The project's own policy allows what is needed: where it and another one select a pod, it is the other one that somebody made. */
function blameForeignFirst(scene: Scene): (a: string, b: string) => number {
  const isOwn = (policy: string): number =>
    policy.endsWith(` ${scene.name}-instances`) || policy.endsWith(` ${scene.name}-poolers`) ? 1 : 0;
  return (a, b) => isOwn(a) - isOwn(b);
}

function outcomeOf(
  scene: Scene,
  { from, to, port }: { readonly from: string; readonly to: string; readonly port: number },
): Reach['outcome'] | undefined {
  return scene.evidence.reaches.find((reach) => reach.from === from && reach.to === to && reach.port === port)?.outcome;
}

function unreachable(scene: Scene, explained: boolean): readonly Found[] {
  const up = new Set(scene.instancePods.filter(isReady).map(nameOf));
  const names = new Set(scene.instancePods.map(nameOf));
  // A pod that does not run takes no connection: that says nothing of the network. Silence of one that is ready does.
  const failed = scene.evidence.reaches.filter(
    ({ from, to, outcome }) =>
      names.has(from) && ((outcome === 'no-answer' && names.has(to)) || (outcome === 'refused' && up.has(to))),
  );
  if (failed.length === 0 || explained) return [];
  const pairs = [...new Set(failed.map(({ from, to }) => `${from} to ${to}`))];
  return [
    {
      id: 'instances-unreachable',
      subject: pairs[0] ?? '',
      headline: `Instances do not reach one another: ${pairs.join(', ')}.`,
      evidence: failed.slice(0, 6).map(reachWords),
      nextSteps: [
        kubectl(scene, 'get networkpolicies'),
        kubectl(scene, `get pods -o wide -l cnpg.io/cluster=${scene.name}`),
        `let the pods reach one another on ports ${[...new Set(failed.map(({ port }) => port))].join(' and ')}: see the network plugin’s own policies (CiliumNetworkPolicy, GlobalNetworkPolicy) and firewalls between nodes`,
      ],
    },
  ];
}

function reachWords({ from, to, port, outcome, detail }: Reach): string {
  return `${from} to ${to}:${port}: ${outcome} ${quoted(detail)}`;
}
