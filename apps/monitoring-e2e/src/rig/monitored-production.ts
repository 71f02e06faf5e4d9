import { applied, rowsOf, startProduction, type RunningProduction } from '@postgres-ha/production-rig';
import {
  eventually,
  forward,
  startAlertmanager,
  startPrometheus,
  startPrometheusOperator,
  type Alertmanager,
  type Prometheus,
} from '@postgres-ha/testkit';
import { startAlertReceiver, type AlertReceiver } from '../routing/alert-receiver.ts';
import { loweredProduction, SCRAPE_SECONDS, type LoweredProduction } from './lowered-production.ts';
import { measureByKubelet } from './measuring-kubelet.ts';
import { makeNodeVolumes, type NodeVolumes } from './node-volumes.ts';
import { startPodDiscovery } from './pod-discovery.ts';
import { quickRules, type Quickening } from './quick-rules.ts';
import { scrapeConfiguration } from './scrape-configuration.ts';
import { loadWorkers, startWorkers } from './workers.ts';

/** Production on one node, with our workers in it, measured and told of as files 03 say. */
export interface MonitoredProduction extends AsyncDisposable {
  readonly production: RunningProduction;
  readonly lowered: LoweredProduction;
  readonly volumes: NodeVolumes;
  readonly prometheus: Prometheus;
  readonly alertmanager: Alertmanager;
  readonly receiver: AlertReceiver;
  /** Uses the rules in another way; what is measured goes on. */
  readonly useRules: (quickening: Quickening) => Promise<void>;
}

const MONITORING = 'monitoring';
const NAME = 'all';
const BACKUP_WITHIN_MS = 300_000;

export async function startMonitoredProduction(): Promise<MonitoredProduction> {
  await using resources = new AsyncDisposableStack();
  const receiver = resources.use(await startAlertReceiver());
  const lowered = loweredProduction(receiver.url);
  const started: { volumes?: NodeVolumes; image?: Promise<void> } = {};
  const production = resources.use(
    await startProduction({
      name: 'monitoring of production',
      prepare: async (rig) => {
        await measureByKubelet(rig);
        started.volumes = await makeNodeVolumes(rig);
        started.image = loadWorkers(rig);
        started.image.catch(() => undefined); // waited for below
      },
    }),
  );
  const { volumes, image } = started;
  if (volumes === undefined) throw new Error('the rig was not prepared');
  const [configured] = await Promise.all([
    configure(production, { lowered, resources }),
    Promise.all([image, backupOfAll(production)]).then(() => startWorkers(production)),
  ]);
  const alertmanager = resources.use(await startAlertmanager({ configuration: configured.alertmanager }));
  const { networkNamespace, state } = production.rig;
  const outside = resources.use(
    await forward({ listenIn: networkNamespace, to: alertmanager.url.replace('http://', '') }),
  );
  const pods = resources.use(await startPodDiscovery(production.kubectl));
  const setup = (quickening: Quickening) => ({
    config: scrapeConfiguration(configured.prometheus, { state, alertmanager: outside.address, pods }),
    rules: quickRules(configured.prometheus.rules, quickening),
  });
  const prometheus = resources.use(await startPrometheus({ ...setup({ holding: 'for seconds' }), networkNamespace }));
  const owned = resources.move();
  return {
    ...{ production, lowered, volumes, prometheus, alertmanager, receiver },
    useRules: (quickening) => prometheus.reload(setup(quickening)),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Applies files 03 and has the real Prometheus operator read them. */
async function configure(
  { rig, kubectl }: RunningProduction,
  { lowered, resources }: { readonly lowered: LoweredProduction; readonly resources: AsyncDisposableStack },
) {
  const operator = resources.use(await startPrometheusOperator(rig));
  await applied(kubectl, [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: MONITORING } }, ...lowered.objects]);
  const names = (kind: string): readonly string[] =>
    lowered.objects.flatMap((object) =>
      object.kind === kind ? [`${object.metadata.namespace ?? ''}/${object.metadata.name}/`] : [],
    );
  const monitors = names('PodMonitor').map((name) => `podMonitor/${name}`);
  const ruleFiles = names('PrometheusRule').length;
  const routes = names('AlertmanagerConfig');
  const [prometheus, alertmanager] = await Promise.all([
    operator.prometheus({
      namespace: MONITORING,
      name: NAME,
      spec: { evaluationInterval: `${SCRAPE_SECONDS}s` },
      until: ({ configuration, rules }) =>
        monitors.every((job) => configuration.includes(job)) && rules.size === ruleFiles,
    }),
    operator.alertmanager({
      namespace: MONITORING,
      name: NAME,
      until: ({ configuration }) => routes.every((route) => configuration.includes(route)),
    }),
  ]);
  return { prometheus, alertmanager: alertmanager.configuration };
}

/**
 * The schedule makes one at once, before the databases are what production's policy says of them. The verifier finds that too: it
 * replays the archive to its end. So it is begun when the archive has them.
 */
async function backupOfAll({ kubectl, namespace, cluster, bucket }: RunningProduction): Promise<void> {
  const databases = ['databases.postgresql.cnpg.io', '--all', '--for=jsonpath={.status.applied}=true'];
  await kubectl.run(['-n', namespace, 'wait', ...databases, '--timeout=150s']);
  const at = { namespace, pod: cluster.status?.currentPrimary ?? '' };
  const [segment = ''] = await rowsOf(kubectl, at, 'SELECT pg_walfile_name(pg_switch_wal())');
  await eventually(
    `the first backup, and ${segment} in the archive`,
    async () => {
      const backups = await kubectl.list<Backup>('backups.postgresql.cnpg.io', namespace);
      const keys = await bucket.keys('');
      const complete = backups.some(({ status }) => status?.phase === 'completed');
      return complete && keys.some((key) => key.includes(`/${segment}`)) ? true : undefined;
    },
    { timeoutMs: BACKUP_WITHIN_MS, intervalMs: 1_000 },
  );
}

type Backup = Awaited<ReturnType<RunningProduction['kubectl']['list']>>[number] & {
  readonly status?: { readonly phase?: string };
};
