import type { KubeObject } from '@postgres-ha/kube-manifest';
import { STORE_STEPS, seen, unseen, type Look, type StoreAnswer, type StoreStep } from '@postgres-ha/diagnosis';
import { fieldsOf, listOf, runJob, textOf, type Fields } from '@postgres-ha/kube-api';
import { jobObject } from './job-object.ts';
import { unseenOf, type Lookout } from './lookout.ts';
import { STORE_MARK, STORE_SCRIPT } from './store-script.ts';

const PLUGIN = 'barman-cloud.cloudnative-pg.io';
/** Pulling an image that is on the node already, and a dozen requests of at most 10 s each. */
const JOB_MS = 75_000;

export interface StorePlace {
  readonly store: string;
  readonly serverName: string;
}

/** The archive that a cluster writes, or else the one that it comes from; undefined where it has neither. */
export function storePlace(cluster: KubeObject): StorePlace | undefined {
  const spec = fieldsOf(cluster['spec']);
  const plugins = [
    ...listOf(spec['plugins']),
    ...listOf(spec['externalClusters']).map(({ plugin }) => fieldsOf(plugin)),
  ];
  const plugin = plugins.find(({ name, enabled }) => name === PLUGIN && enabled !== false);
  const parameters = fieldsOf(plugin?.['parameters']);
  const store = textOf(parameters['barmanObjectName']);
  return store === '' ? undefined : { store, serverName: textOf(parameters['serverName']) || cluster.metadata.name };
}

export interface StoreQuestion {
  readonly cluster: KubeObject;
  readonly store: KubeObject;
  /** Of the plugin's sidecar, which has Python and boto3. */
  readonly image: string;
  readonly like: KubeObject | undefined;
  readonly policies: readonly KubeObject[];
}

/** Asks the object store from a pod that has the cluster's own credentials and place in the network. */
export async function lookAtStore(
  { connection, signal, target }: Lookout,
  { cluster, store, image, like, policies }: StoreQuestion,
): Promise<Look<StoreAnswer>> {
  const place = storePlace(cluster);
  if (place === undefined) return unseen('skipped', 'the cluster has no object store');
  const configuration = fieldsOf(fieldsOf(store['spec'])['configuration']);
  const destination = textOf(configuration['destinationPath']);
  const endpoint = textOf(configuration['endpointURL']) || null;
  if (!destination.startsWith('s3://')) {
    return unseen('skipped', `ObjectStore ${store.metadata.name}: ${destination || 'no destination'} is not S3`);
  }
  const credentials = fieldsOf(configuration['s3Credentials']);
  const inherits = credentials['inheritFromIAMRole'] === true;
  const ca = fieldsOf(configuration['endpointCA']);
  const hasCa = textOf(ca['name']) !== '';
  const job = jobObject({
    ...{ namespace: target.namespace, cluster: target.cluster, image, like, stands: 'instance' },
    seconds: JOB_MS / 1000 + 30,
    command: ['python3', '-B', '-c', STORE_SCRIPT],
    env: [
      { name: 'DOCTOR_DESTINATION', value: destination },
      { name: 'DOCTOR_SERVER', value: place.serverName },
      ...(endpoint === null ? [] : [{ name: 'DOCTOR_ENDPOINT', value: endpoint }]),
      ...(hasCa ? [{ name: 'AWS_CA_BUNDLE', value: '/store-ca/ca.crt' }] : []),
      ...secretVariables(credentials),
      ...listOf(fieldsOf(fieldsOf(store['spec'])['instanceSidecarConfiguration'])['env']),
    ],
    ...(inherits ? { serviceAccountName: target.cluster } : {}),
    imagePullSecrets: fieldsOf(cluster['spec'])['imagePullSecrets'],
    ...(hasCa
      ? {
          volumes: [
            { name: 'store-ca', secret: { secretName: ca['name'], items: [{ key: ca['key'], path: 'ca.crt' }] } },
          ],
          volumeMounts: [{ name: 'store-ca', mountPath: '/store-ca', readOnly: true }],
        }
      : {}),
  });
  const end = await runJob(connection, job, { signal, timeoutMs: JOB_MS });
  const asked = `Job ${target.namespace}/${job.metadata.name}`;
  if (end.kind !== 'answered') return unseenOf(end, asked);
  const { outcome, removed } = end.value;
  const caveats = [
    ...caveatsOf(policies, { like, job }),
    ...(removed ? [] : [`${asked} could not be removed; Kubernetes does that 60 s after it ended`]),
  ];
  if (outcome.kind === 'never-ran') return unseen('unreachable', `${asked}: ${outcome.because}`);
  const steps = readSteps(outcome.log);
  return steps === undefined
    ? unseen('unreadable', `${asked}: ended with ${outcome.exitCode} and said: ${outcome.log.at(-1) ?? 'nothing'}`)
    : seen({ destination, endpoint, serverName: place.serverName, ...steps, caveats });
}

/** As the plugin gives them to barman-cloud. @see https://cloudnative-pg.io/plugin-barman-cloud/docs/object_stores */
function secretVariables(credentials: Fields): readonly unknown[] {
  const variables = [
    ['AWS_ACCESS_KEY_ID', 'accessKeyId'],
    ['AWS_SECRET_ACCESS_KEY', 'secretAccessKey'],
    ['AWS_SESSION_TOKEN', 'sessionToken'],
    ['AWS_DEFAULT_REGION', 'region'],
  ] as const;
  return variables.flatMap(([name, field]) => {
    const { name: secret, key } = fieldsOf(credentials[field]);
    return typeof secret === 'string' ? [{ name, valueFrom: { secretKeyRef: { name: secret, key } } }] : [];
  });
}

/** @returns undefined where the line that counts is not there */
export function readSteps(log: readonly string[]): Pick<StoreAnswer, 'steps' | 'found'> | undefined {
  const line = log.findLast((one) => one.startsWith(STORE_MARK));
  if (line === undefined) return undefined;
  let said: Fields;
  try {
    said = fieldsOf(JSON.parse(line.slice(STORE_MARK.length)));
  } catch {
    return undefined;
  }
  const steps = fieldsOf(said['steps']);
  const found = said['found'] as StoreAnswer['found'];
  return {
    found,
    steps: STORE_STEPS.map((step): StoreStep => {
      const { outcome, code, detail } = fieldsOf(steps[step]);
      return outcome === undefined
        ? { step, outcome: 'not-reached', code: null, detail: '' }
        : {
            ...{ step, outcome: outcome as StoreStep['outcome'], detail: textOf(detail) },
            code: typeof code === 'string' ? code : null,
          };
    }),
  };
}

/** NetworkPolicies for what goes out that select an instance and not the Job's pod, or the other way round. */
function caveatsOf(
  policies: readonly KubeObject[],
  { like, job }: { readonly like: KubeObject | undefined; readonly job: KubeObject },
): readonly string[] {
  if (like === undefined) return ['there is no instance to compare with, so that its place in the network is a guess'];
  const template = fieldsOf(fieldsOf(job['spec'])['template']);
  const own = fieldsOf(fieldsOf(template['metadata'])['labels']);
  return policies.flatMap((policy) => {
    const spec = fieldsOf(policy['spec']);
    const types = Array.isArray(spec['policyTypes']) ? spec['policyTypes'] : [];
    if (!types.includes('Egress')) return [];
    const selects = (labels: Fields): boolean => matches(fieldsOf(spec['podSelector']), labels);
    return selects(own) === selects(fieldsOf(like.metadata.labels))
      ? []
      : [`NetworkPolicy ${policy.metadata.name} treats an instance otherwise than the Job that asked`];
  });
}

function matches(selector: Fields, labels: Fields): boolean {
  const equal = Object.entries(fieldsOf(selector['matchLabels'])).every(([key, value]) => labels[key] === value);
  return (
    equal &&
    listOf(selector['matchExpressions']).every(({ key, operator, values }) => {
      const has = labels[textOf(key)];
      const listed = Array.isArray(values) && values.includes(has);
      switch (operator) {
        case 'In':
          return listed;
        case 'NotIn':
          return !listed;
        case 'Exists':
          return has !== undefined;
        default:
          return has === undefined;
      }
    })
  );
}
