import type { KubeObject } from '@postgres-ha/kube-manifest';
import { at, listAt, mapAt, textAt } from '../reading/fields.ts';
import { labelOf, nameOf } from '../reading/objects.ts';
import type { Check, Found } from './check.ts';
import { operatorKubectl } from './next-steps.ts';
import { quoted } from './quoting.ts';
import { named, notSeen, type Scene } from './scene.ts';

export const webhookCheck: Check = {
  name: 'webhook',
  question: 'Do the operator’s admission webhooks answer?',
  findings: {
    'webhook-not-registered': {
      severity: 'warning',
      meaning: 'The operator’s webhooks are not registered: nothing fills in defaults, and mistakes are accepted.',
      shownBy: 'The list of webhook configurations.',
      steps: 'Apply file 00 again; restart the operator, which puts its certificate into them.',
    },
    'webhook-unreachable': {
      severity: 'critical',
      meaning:
        'The service of the webhooks has no endpoint: with failurePolicy Fail every change of a Cluster, Backup or Pooler is refused.',
      shownBy: 'The EndpointSlices of the service that the configurations name.',
      steps: 'Bring the operator up; see that the service’s selector fits its pods.',
      explains: ['admission-fails', 'backup-never', 'backup-overdue', 'cluster-missing'],
    },
    'admission-fails': {
      severity: 'critical',
      meaning:
        'The API server gets no answer from a webhook: every change of the Cluster is refused, by Argo CD and by the operator itself.',
      shownBy: 'What it says to a dry run of the Cluster as it stands.',
      steps:
        'By its message: no endpoints, a certificate that does not fit the caBundle, a network policy on port 9443, a time-out.',
      explains: ['backup-never', 'backup-overdue'],
    },
    'cluster-refused': {
      severity: 'warning',
      meaning:
        'The API server refuses the Cluster as it stands: the next change of anything in it will be refused as well.',
      shownBy: 'What it says to a dry run of the Cluster as it stands.',
      steps: 'Correct what it names in the cluster’s file; npm run check says it before.',
    },
  },
  judge: (scene) => {
    const { webhooks, services, endpoints } = scene.evidence.operator;
    const { admission } = scene.evidence;
    return {
      found: [...unregistered(scene), ...unreachable(scene), ...refused(scene)],
      unseen: notSeen({
        'webhook configurations': webhooks,
        'Services of the operator': services,
        'EndpointSlices of the operator': endpoints,
        ...(isLeftOut(admission) ? {} : { 'dry run of the Cluster': admission }),
      }),
      fine: isLeftOut(admission)
        ? 'their service has endpoints; no dry run was asked for'
        : 'their service has endpoints, and a dry run of the Cluster was accepted',
    };
  },
};

/** A dry run takes the right to write Clusters, which nobody needs to give who only has somebody look. */
function isLeftOut(admission: Scene['evidence']['admission']): boolean {
  return admission.kind === 'unseen' && admission.reason === 'skipped';
}

function unregistered(scene: Scene): readonly Found[] {
  const { webhooks } = scene.evidence.operator;
  if (webhooks.kind !== 'seen') return [];
  const missing = ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'].filter(
    (kind) => !webhooks.value.some((each) => each.kind === kind),
  );
  if (missing.length === 0) return [];
  return [
    {
      id: 'webhook-not-registered',
      subject: missing.join(', '),
      headline: `The operator has no ${missing.join(' and no ')}.`,
      evidence: [`${webhooks.value.length} webhook configurations of the operator were found`],
      nextSteps: [
        `kubectl apply --server-side -f environments/${scene.evidence.target.environment ?? '<environment>'}/00-operator-install.yaml, or sync it in Argo CD`,
      ],
    },
  ];
}

function unreachable(scene: Scene): readonly Found[] {
  const { webhooks, services, endpoints } = scene.evidence.operator;
  if (webhooks.kind !== 'seen' || endpoints.kind !== 'seen') return [];
  const names = new Set(
    webhooks.value.flatMap((configuration) =>
      listAt(configuration, 'webhooks').flatMap((webhook) => {
        const name = textAt(webhook, 'clientConfig', 'service', 'name');
        return name === undefined ? [] : [name];
      }),
    ),
  );
  return [...names].flatMap((name): readonly Found[] => {
    const service = services.kind === 'seen' ? named(services.value, name) : undefined;
    if (services.kind === 'seen' && service === undefined) {
      return [unreachableFinding(scene, name, `Service ${name} is not there`)];
    }
    const ready = endpoints.value
      .filter((slice) => labelOf(slice, 'kubernetes.io/service-name') === name)
      .flatMap(readyAddresses);
    if (ready.length > 0) return [];
    const selector = Object.entries(mapAt(service, 'spec', 'selector')).map(
      ([key, value]) => `${key}=${String(value)}`,
    );
    return [
      unreachableFinding(
        scene,
        name,
        `no EndpointSlice of Service ${name} has a ready address; it selects ${selector.join(',')}`,
      ),
    ];
  });
}

function unreachableFinding(scene: Scene, service: string, evidence: string): Found {
  return {
    id: 'webhook-unreachable',
    subject: `Service ${service}`,
    headline: `The operator’s webhook service ${service} has no endpoint: changes of clusters are refused.`,
    evidence: [evidence],
    nextSteps: [
      operatorKubectl(scene, `get endpointslices -l kubernetes.io/service-name=${service}`),
      operatorKubectl(scene, 'get pods --show-labels'),
    ],
  };
}

/** Addresses of an EndpointSlice that take connections; one that says nothing of itself is taken for ready, as Kubernetes does. */
export function readyAddresses(slice: KubeObject): readonly string[] {
  return listAt(slice, 'endpoints').flatMap((endpoint) =>
    at(endpoint, 'conditions', 'ready') === false
      ? []
      : listAt(endpoint, 'addresses').filter((address): address is string => typeof address === 'string'),
  );
}

function refused(scene: Scene): readonly Found[] {
  const { admission, cluster } = scene.evidence;
  if (admission.kind !== 'seen' || admission.value.kind === 'accepted') return [];
  const { message } = admission.value;
  const subject = cluster.kind === 'seen' ? `Cluster ${nameOf(cluster.value)}` : `Cluster ${scene.name}`;
  if (admission.value.kind === 'refused') {
    return [
      {
        id: 'cluster-refused',
        subject,
        headline: `The API server refuses ${subject} as it stands.`,
        evidence: [`dry run: ${quoted(message)}`],
        nextSteps: ['npm run check', `npx postgres-ha explain, for the rule that it names`],
      },
    ];
  }
  return [
    {
      id: 'admission-fails',
      subject,
      headline: `The API server cannot judge a change of ${subject}: a webhook does not answer.`,
      evidence: [`dry run: ${admission.value.code ?? 'no code'} ${quoted(message)}`],
      nextSteps: [
        operatorKubectl(scene, 'get pods,services,endpointslices'),
        'kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations | grep cnpg',
        operatorKubectl(scene, 'get networkpolicies, for one that keeps the API server from port 9443'),
      ],
    },
  ];
}
