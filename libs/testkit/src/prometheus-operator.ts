import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { canonicalYaml, type KubeObject, type ManifestMap } from '@postgres-ha/kube-manifest';
import { installDefinitions } from './definitions.ts';
import { eventually } from './eventually.ts';
import type { Kubectl, LiveObject } from './kubectl.ts';
import type { InstalledPart } from './parts.ts';
import { prometheusOperatorPart } from './parts.ts';
import { judgeBy, type AdmissionVerdict } from './prometheus-admission.ts';
import { startProgram } from './running-program.ts';

/** The real Prometheus operator, as a process beside a Kubernetes API in which no pod needs to run. */
export interface PrometheusOperator extends AsyncDisposable {
  /**
   * Makes a Prometheus object, or changes it, and returns the configuration that the operator writes for it from the PodMonitors and
   * PrometheusRules that the object selects.
   */
  readonly prometheus: (wanted: Wanted<GeneratedPrometheus>) => Promise<GeneratedPrometheus>;
  /** The same for an Alertmanager object and its AlertmanagerConfigs. */
  readonly alertmanager: (wanted: Wanted<GeneratedAlertmanager>) => Promise<GeneratedAlertmanager>;
  /** What the operator's admission webhook says of a PrometheusRule or an AlertmanagerConfig. */
  readonly judge: (object: KubeObject) => Promise<AdmissionVerdict>;
  /** The last lines of what it has logged: which objects it refused, and why. */
  readonly log: () => string;
}

export interface Wanted<Generated> {
  readonly namespace: string;
  readonly name: string;
  /** Of the Prometheus or the Alertmanager; over the default, which selects every object of every namespace. */
  readonly spec?: ManifestMap;
  /** Objects that were applied a moment ago are not in the first configuration: which one to wait for. */
  readonly until?: (generated: Generated) => boolean;
}

export interface GeneratedPrometheus {
  /** `prometheus.yaml` as Prometheus reads it. Its targets come from the API server of the pod it is meant for. */
  readonly configuration: string;
  /** Text of the rule files by name, `link-services-postgres-cluster-1234.yaml`. */
  readonly rules: ReadonlyMap<string, string>;
}

export interface GeneratedAlertmanager {
  /** `alertmanager.yaml` as Alertmanager reads it, with the values of the Secrets that were referred to in it. */
  readonly configuration: string;
}

/** What Debian's packages are, so that the operator writes nothing that they cannot read. */
const PROMETHEUS_VERSION = 'v2.42.0';
const ALERTMANAGER_VERSION = 'v0.25.0';
const WITHIN_MS = 180_000;
const unzip = promisify(gunzip);

/** Installs the operator's definitions into the API and runs it on them, with its admission webhook. */
export async function startPrometheusOperator(
  { kubeconfig, kubectl }: { readonly kubeconfig: string; readonly kubectl: Kubectl },
  part: InstalledPart = prometheusOperatorPart(),
): Promise<PrometheusOperator> {
  await using started = new AsyncDisposableStack();
  await installDefinitions(kubectl, join(part.directory, 'crds'));
  const webhook = started.use(
    await startProgram(join(part.directory, 'bin/admission-webhook'), {
      args: ['--web.listen-address=127.0.0.1:0', '--web.enable-tls=false'],
      readyLine: LISTENING,
      withinMs: WITHIN_MS,
    }),
  );
  const operator = started.use(
    await startProgram(join(part.directory, 'bin/operator'), {
      args: ['--web.listen-address=127.0.0.1:0'],
      env: { KUBECONFIG: kubeconfig },
      readyLine: LISTENING,
      withinMs: WITHIN_MS,
    }),
  );
  const running = started.move();

  /** The object, and then the first of what the operator makes of it that its maker waits for. */
  async function generated<G>(
    kind: 'Prometheus' | 'Alertmanager',
    { namespace, name, spec, until = () => true }: Wanted<G>,
    look: () => Promise<G | undefined>,
  ): Promise<G> {
    const outcome = await kubectl.apply(
      canonicalYaml({ apiVersion: 'monitoring.coreos.com/v1', kind, metadata: { namespace, name }, spec: { ...spec } }),
    );
    if (outcome.kind === 'refused') throw new Error(`the ${kind} ${namespace}/${name} was refused: ${outcome.because}`);
    const seen = { last: undefined as G | undefined };
    try {
      return await eventually(
        `the configuration of ${kind} ${namespace}/${name}`,
        async () => {
          seen.last = await look();
          return seen.last !== undefined && until(seen.last) ? seen.last : undefined;
        },
        { timeoutMs: WITHIN_MS, intervalMs: 250 },
      );
    } catch (cause) {
      throw new Error(`the last one was ${JSON.stringify(seen.last)}; the operator said:\n${operator.said()}`, {
        cause,
      });
    }
  }

  return {
    prometheus: ({ spec, ...wanted }) =>
      generated('Prometheus', { ...wanted, spec: { ...PROMETHEUS, ...spec } }, async () => {
        const { namespace, name } = wanted;
        const configuration = await unzipped(kubectl, {
          namespace,
          name: `prometheus-${name}`,
          key: 'prometheus.yaml.gz',
        });
        return configuration === undefined ? undefined : { configuration, rules: await ruleFiles(kubectl, wanted) };
      }),
    alertmanager: ({ spec, ...wanted }) =>
      generated('Alertmanager', { ...wanted, spec: { ...ALERTMANAGER, ...spec } }, async () => {
        const { namespace, name } = wanted;
        const secret = { namespace, name: `alertmanager-${name}-generated`, key: 'alertmanager.yaml.gz' };
        const configuration = await unzipped(kubectl, secret);
        return configuration === undefined ? undefined : { configuration };
      }),
    judge: judgeBy(`http://${webhook.ready}`),
    log: operator.said,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

const LISTENING = /msg="starting insecure server".* address=(\S+)/;

const PROMETHEUS = {
  version: PROMETHEUS_VERSION,
  replicas: 1,
  podMonitorSelector: {},
  podMonitorNamespaceSelector: {},
  serviceMonitorSelector: {},
  serviceMonitorNamespaceSelector: {},
  ruleSelector: {},
  ruleNamespaceSelector: {},
} as const satisfies ManifestMap;

const ALERTMANAGER = {
  version: ALERTMANAGER_VERSION,
  replicas: 1,
  alertmanagerConfigSelector: {},
  alertmanagerConfigNamespaceSelector: {},
} as const satisfies ManifestMap;

interface KeyOfSecret {
  readonly namespace: string;
  readonly name: string;
  readonly key: string;
}

async function unzipped(kubectl: Kubectl, { namespace, name, key }: KeyOfSecret): Promise<string | undefined> {
  const secret = await kubectl.get<LiveObject & { readonly data?: Readonly<Record<string, string>> }>({
    resource: 'secrets',
    namespace,
    name,
  });
  const value = secret?.data?.[key];
  return value === undefined ? undefined : (await unzip(Buffer.from(value, 'base64'))).toString('utf8');
}

/** The operator spreads rule files over ConfigMaps of its own. */
async function ruleFiles(
  kubectl: Kubectl,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): Promise<ReadonlyMap<string, string>> {
  const maps = await kubectl.list<LiveObject & { readonly data?: Readonly<Record<string, string>> }>(
    'configmaps',
    namespace,
  );
  const own = maps.filter(({ metadata }) => metadata.name.startsWith(`prometheus-${name}-rulefiles-`));
  return new Map(own.flatMap(({ data }) => Object.entries(data ?? {})));
}
