import type { KubeObject } from '@postgres-ha/kube-manifest';
import {
  accessQuestions,
  seen,
  unseen,
  type AccessSeen,
  type Look,
  type OperatorEvidence,
} from '@postgres-ha/diagnosis';
import { fieldsOf, mayDo, servedGroups, servedResources, textOf } from '@postgres-ha/kube-api';
import { WEBHOOK_CONFIGURATIONS, watchedType } from './kinds.ts';
import { lookAtLogs, wishedLogs } from './log-looks.ts';
import { listSeen, lookAtList, mapLook, patienceOf, unseenOf, type Lookout } from './lookout.ts';
import { labelOf } from './pods.ts';

/** Names of the release's manifests and of the charts. */
const OPERATOR = { labels: ['cloudnative-pg'], names: ['cnpg-controller-manager', 'cloudnative-pg'] };
const PLUGIN = { labels: ['plugin-barman-cloud', 'barman-cloud'], names: ['barman-cloud', 'plugin-barman-cloud'] };
const OPERATOR_ACCOUNT = 'cnpg-manager';
const PLUGIN_ACCOUNT = 'plugin-barman-cloud';
/** Of these there is one of each name in all of Kubernetes. */
const CLUSTER_WIDE = new Set(['nodes']);
/** Groups whose kinds are told by name. */
const GROUPS = [
  'postgresql.cnpg.io',
  'barmancloud.cnpg.io',
  'cert-manager.io',
  'external-secrets.io',
  'monitoring.coreos.com',
  'grafana.integreatly.org',
];

/** The operator and its plugin: whether they run, what they say, and whether they may do their work. */
export async function lookAtOperator(lookout: Lookout): Promise<OperatorEvidence> {
  const namespace = lookout.target.operatorNamespace;
  const list = (kind: 'Deployment' | 'Pod' | 'Service' | 'EndpointSlice') =>
    lookAtList(lookout, { type: watchedType(kind), namespace });
  const [deployments, pods, services, endpoints, definitions, webhooks] = await Promise.all([
    list('Deployment'),
    list('Pod'),
    list('Service'),
    list('EndpointSlice'),
    lookAtDefinitions(lookout),
    lookAtWebhooks(lookout),
  ]);
  const deployment = pick(deployments, { ...OPERATOR, what: 'CloudNativePG', namespace });
  const plugin = pick(deployments, { ...PLUGIN, what: 'the Barman Cloud plugin', namespace });
  const operatorPods = podsOf(deployment, pods);
  const pluginPods = podsOf(plugin, pods);
  const [access, logs] = await Promise.all([
    lookAtAccess(lookout, { deployment, plugin }),
    lookAtLogs(
      lookout,
      wishedLogs([...listSeen(operatorPods), ...listSeen(pluginPods)], new Set(['manager', 'barman-cloud'])),
    ),
  ]);
  return {
    ...{ deployment, pods: operatorPods, plugin, pluginPods, services, endpoints },
    ...{ logs, access, definitions, webhooks },
  };
}

function pick(
  deployments: Look<readonly KubeObject[]>,
  wanted: {
    readonly labels: readonly string[];
    readonly names: readonly string[];
    readonly what: string;
    readonly namespace: string;
  },
): Look<KubeObject> {
  if (deployments.kind === 'unseen') return deployments;
  const { labels, names, what, namespace } = wanted;
  const found = deployments.value.find(
    (one) =>
      names.includes(one.metadata.name) ||
      labels.includes(labelOf(one, 'app.kubernetes.io/name') ?? labelOf(one, 'app') ?? ''),
  );
  return found === undefined
    ? unseen('absent', `list deployments in ${namespace}: no Deployment of ${what}`)
    : seen(found);
}

function podsOf(deployment: Look<KubeObject>, pods: Look<readonly KubeObject[]>): Look<readonly KubeObject[]> {
  if (deployment.kind === 'unseen') return pods.kind === 'unseen' ? pods : deployment;
  const wanted = Object.entries(fieldsOf(fieldsOf(fieldsOf(deployment.value['spec'])['selector'])['matchLabels']));
  return mapLook(pods, (all) => all.filter((pod) => wanted.every(([label, value]) => labelOf(pod, label) === value)));
}

async function lookAtAccess(
  lookout: Lookout,
  { deployment, plugin }: { readonly deployment: Look<KubeObject>; readonly plugin: Look<KubeObject> },
): Promise<Look<readonly AccessSeen[]>> {
  const { connection, target } = lookout;
  const accounts = {
    operator: accountOf(deployment, OPERATOR_ACCOUNT),
    plugin: accountOf(plugin, PLUGIN_ACCOUNT),
  };
  const questions = accessQuestions({ plugin: plugin.kind === 'seen' }).map(({ of, verb, group, resource }) => ({
    ...{ subject: `system:serviceaccount:${target.operatorNamespace}:${accounts[of]}`, verb, group, resource },
    namespace: CLUSTER_WIDE.has(resource) ? '' : target.namespace,
  }));
  const ask = ({ subject, ...access }: (typeof questions)[number]) =>
    lookout.inLane(() => mayDo(connection, { who: subject, access }, patienceOf(lookout)));
  const [first, ...others] = questions;
  if (first === undefined) return seen([]);
  // One before the others: without the right to ask, all of them would fail alike.
  const begun = await ask(first);
  if (begun.kind !== 'answered') return unseenOf(begun, 'create subjectaccessreviews');
  const answers = [begun, ...(await Promise.all(others.map(ask)))];
  return seen(
    questions.map((question, index) => {
      const answer = answers[index];
      return { ...question, allowed: answer?.kind === 'answered' ? answer.value : null };
    }),
  );
}

function accountOf(deployment: Look<KubeObject>, otherwise: string): string {
  if (deployment.kind === 'unseen') return otherwise;
  const template = fieldsOf(fieldsOf(deployment.value['spec'])['template']);
  return textOf(fieldsOf(template['spec'])['serviceAccountName']) || 'default';
}

/** By what is served, which nobody needs a right to ask, and which is what counts. */
async function lookAtDefinitions(lookout: Lookout): Promise<Look<readonly string[]>> {
  const { connection } = lookout;
  const groups = await lookout.inLane(() => servedGroups(connection, patienceOf(lookout)));
  if (groups.kind !== 'answered') return unseenOf(groups, 'GET /apis');
  const versions = GROUPS.flatMap((group) =>
    (groups.value.get(group) ?? []).map((version) => ({ group, apiVersion: `${group}/${version}` })),
  );
  const served = await Promise.all(
    versions.map(async ({ group, apiVersion }) => ({
      group,
      answer: await lookout.inLane(() => servedResources(connection, apiVersion, patienceOf(lookout))),
    })),
  );
  const failed = served.find(({ answer }) => answer.kind !== 'answered')?.answer;
  if (failed !== undefined && failed.kind !== 'answered') return unseenOf(failed, 'GET /apis');
  const names = served.flatMap(({ group, answer }) =>
    answer.kind === 'answered' ? [...answer.value.values()].map(({ plural }) => `${plural}.${group}`) : [],
  );
  return seen([...new Set(names)].sort());
}

async function lookAtWebhooks(lookout: Lookout): Promise<Look<readonly KubeObject[]>> {
  const looks = await Promise.all(WEBHOOK_CONFIGURATIONS.map((type) => lookAtList(lookout, { type })));
  const failed = looks.find(({ kind }) => kind === 'unseen');
  if (failed?.kind === 'unseen') return failed;
  return seen(
    looks.flatMap(listSeen).filter((configuration) => isOurs(configuration, lookout.target.operatorNamespace)),
  );
}

function isOurs(configuration: KubeObject, operatorNamespace: string): boolean {
  const webhooks = Array.isArray(configuration['webhooks']) ? configuration['webhooks'].map(fieldsOf) : [];
  return webhooks.some((webhook) => {
    const { namespace } = fieldsOf(fieldsOf(webhook['clientConfig'])['service']);
    return namespace === operatorNamespace || textOf(webhook['name']).endsWith('.cnpg.io');
  });
}
