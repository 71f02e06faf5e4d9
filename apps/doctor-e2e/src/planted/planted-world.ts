import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { KubeObject } from '@postgres-ha/kube-manifest';
import { eventually, sampled, startRig, type ClusterRig, type Kubectl } from '@postgres-ha/testkit';
import { makeAccount, type DoctorAccount } from '../doctor/doctor-account.ts';
import { recordApi, type ApiRecorder } from '../world/api-recorder.ts';
import { applied, clusterThat, condition, isHealthy, PATIENCE } from '../world/live.ts';
import { makeAuthority, type OwnAuthority } from '../world/own-authority.ts';
import { makeVolumesRoomy } from '../world/roomy-volumes.ts';
import { CLUSTER, credentials, PLUGIN, pooler, smallCluster } from '../world/small-cluster.ts';
import { openRoad, startTenantsStore } from '../world/tenants-store.ts';
import { ARCHIVE_CAUSES, archiving, BUCKETS, keysOf } from './archive-causes.ts';
import { INSTANCE_CAUSES, SERVER_NAMES } from './instance-causes.ts';
import { OPERATOR_CAUSES } from './operator-causes.ts';
import type { PlantedCause, Places, StorePlace } from './planted-cause.ts';
import { POOLER_CAUSES } from './pooler-causes.ts';

/** One node with a healthy cluster and everything that can be wrong with others. */
export interface PlantedWorld extends AsyncDisposable {
  readonly rig: ClusterRig;
  readonly kubectl: Kubectl;
  readonly authority: OwnAuthority;
  readonly api: ApiRecorder;
  /** Has the rights that the documentation gives, and asks by way of the recorder. */
  readonly account: DoctorAccount;
  readonly closeRoad: () => Promise<void>;
}

export const HEALTHY_NAMESPACE = 'healthy';
export const HEALTHY_POOLER = 'orders-pooler-rw';

/** In the order in which they are looked at; what all clusters suffer from comes last. */
export const CAUSES: readonly PlantedCause[] = [
  ...INSTANCE_CAUSES,
  ...ARCHIVE_CAUSES,
  ...POOLER_CAUSES,
  ...OPERATOR_CAUSES,
];

/** The cluster that never comes up is there in every run: `verify` is asked about it as well. */
export const NEVER_UP = 'bad-image';

/** Those that are planted in this run: all of them without SAMPLE. */
export const PLANTED: readonly PlantedCause[] = plantedOf(sampled(CAUSES));

function plantedOf(chosen: readonly PlantedCause[]): readonly PlantedCause[] {
  return CAUSES.filter((cause) => chosen.includes(cause) || cause.namespace === NEVER_UP);
}

/** Starts all clusters at once: on a small machine they mostly wait for one another. */
export async function startPlantedWorld(): Promise<PlantedWorld> {
  await using resources = new AsyncDisposableStack();
  const rig = resources.use(await startRig({ kind: 'cluster', name: 'what a doctor finds' }));
  const { kubectl } = rig;
  await makeVolumesRoomy(rig);
  const [tenants, road, authority] = await Promise.all([
    startTenantsStore(rig),
    openRoad(rig),
    makeAuthority(SERVER_NAMES),
  ]);
  resources.use(tenants);
  resources.use(road);
  await Promise.all(BUCKETS.map((bucket) => mkdir(join(rig.s3.directory, bucket), { recursive: true })));
  const { accessKeyId, secretAccessKey } = rig.s3;
  const open: StorePlace = { endpoint: rig.s3.endpointForPods, accessKeyId, secretAccessKey };
  const places: Places = { open, tenant: tenants, road: { ...open, endpoint: road.endpoint }, authority };

  const objects = [...healthyObjects(open), ...PLANTED.flatMap((cause) => cause.objects(places))];
  await applied(kubectl, unique(objects));
  const api = resources.use(await recordApi(rig));
  const account = resources.use(await makeAccount(rig, api));
  await healthyAndBackedUp(kubectl);

  const owned = resources.move();
  return {
    ...{ rig, kubectl, authority, api, account },
    closeRoad: async () => {
      await road[Symbol.asyncDispose]();
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function healthyObjects(store: StorePlace): readonly KubeObject[] {
  const namespace = HEALTHY_NAMESPACE;
  return [
    ...smallCluster({
      ...archiving(namespace, store),
      instances: 2,
      parameters: { log_statement: 'all' },
      spec: { certificates: { serverAltDNSNames: serviceNames(HEALTHY_POOLER, namespace) } },
    }),
    credentials(namespace, keysOf(store)),
    pooler(namespace, HEALTHY_POOLER),
    {
      apiVersion: 'postgresql.cnpg.io/v1',
      kind: 'ScheduledBackup',
      metadata: { name: `${CLUSTER}-daily`, namespace },
      spec: {
        ...{ schedule: '0 0 2 * * *', immediate: true, backupOwnerReference: 'none' },
        ...{ cluster: { name: CLUSTER }, method: 'plugin', pluginConfiguration: { name: PLUGIN } },
      },
    },
  ];
}

/** Under which clients in the cluster may know a Service. */
function serviceNames(service: string, namespace: string): readonly string[] {
  return ['', `.${namespace}`, `.${namespace}.svc`, `.${namespace}.svc.cluster.local`].map((rest) => service + rest);
}

async function healthyAndBackedUp(kubectl: Kubectl): Promise<void> {
  const namespace = HEALTHY_NAMESPACE;
  await clusterThat(
    kubectl,
    namespace,
    (cluster) => isHealthy(cluster) && condition(cluster, 'ContinuousArchiving')?.status === 'True',
  );
  await eventually(
    'the first base backup',
    async () => {
      const phases = await kubectl.run([
        '-n',
        namespace,
        'get',
        'backups.postgresql.cnpg.io',
        '-o',
        'jsonpath={.items[*].status.phase}',
      ]);
      return phases.includes('completed') ? true : undefined;
    },
    PATIENCE,
  );
  await kubectl.run(['-n', namespace, 'rollout', 'status', `deployment/${HEALTHY_POOLER}`, '--timeout=170s']);
}

/** Several causes of one cluster bring the same objects. */
function unique(objects: readonly KubeObject[]): readonly KubeObject[] {
  const byName = new Map(
    objects.map((object) => [`${object.kind} ${object.metadata.namespace ?? ''} ${object.metadata.name}`, object]),
  );
  const rank = ({ kind }: KubeObject): number => (kind === 'Namespace' ? 0 : 1);
  return [...byName.values()].toSorted((a, b) => rank(a) - rank(b));
}
