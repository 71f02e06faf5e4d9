import type { Environment } from '@postgres-ha/environment';
import { inWave, WAVES, type KubeObject } from '@postgres-ha/kube-manifest';

const CNPG_CHARTS = 'https://cloudnative-pg.github.io/charts';
const JETSTACK_CHARTS = 'https://charts.jetstack.io';

/** Marks what only Argo CD can deliver, so that an installation by hand can leave it out. */
const DELIVERED_BY_ARGO_CD = { 'postgres-ha.io/delivered-by': 'argo-cd' };

interface Chart {
  readonly name: string;
  readonly repoURL: string;
  readonly chart: string;
  readonly version: string;
  readonly namespace: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** Order among the three: each needs the one before it. */
  readonly order: 0 | 1 | 2;
}

/** The operator and its backup plugin, and cert-manager where the environment wants it installed, pinned, as Argo CD Applications. */
export function operatorApplications(environment: Environment): readonly KubeObject[] {
  const charts = [certManager(environment), operator(environment), backupPlugin(environment)];
  return charts.filter((chart) => chart !== undefined).map(application);
}

function certManager({ certManager: intent }: Environment): Chart | undefined {
  if (intent === 'installed') return undefined;
  // Its leader election would otherwise write to kube-system, where the project `platform` may not.
  const values = { crds: { enabled: true, keep: true }, global: { leaderElection: { namespace: 'cert-manager' } } };
  return {
    name: 'cert-manager',
    repoURL: JETSTACK_CHARTS,
    chart: 'cert-manager',
    version: intent.chart,
    namespace: 'cert-manager',
    values,
    order: 0,
  };
}

/** The names are those of the operator's release manifest, which people and tools know, rather than the chart's. */
function operator({ operator: { version, chart, namespace } }: Environment): Chart {
  const values = {
    fullnameOverride: 'cnpg-controller-manager',
    serviceAccount: { name: 'cnpg-manager' },
    image: { tag: version.replace(/^v/, '') },
    crds: { create: true },
  };
  return {
    name: 'cnpg-operator',
    repoURL: CNPG_CHARTS,
    chart: 'cloudnative-pg',
    version: chart,
    namespace,
    values,
    order: 1,
  };
}

/** The plugin lives in the operator's namespace, or the operator does not find it. */
function backupPlugin({ backupPlugin: { version, chart }, operator: { namespace } }: Environment): Chart {
  const tag = `v${version.replace(/^v/, '')}`;
  const values = { image: { tag }, sidecarImage: { tag } };
  return {
    name: 'cnpg-barman-cloud',
    repoURL: CNPG_CHARTS,
    chart: 'plugin-barman-cloud',
    version: chart,
    namespace,
    values,
    order: 2,
  };
}

/** @see https://argo-cd.readthedocs.io/en/stable/operator-manual/application.yaml */
function application({ name, repoURL, chart, version, namespace, values, order }: Chart): KubeObject {
  const object: KubeObject = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name,
      namespace: 'argocd',
      labels: { ...DELIVERED_BY_ARGO_CD, 'app.kubernetes.io/managed-by': 'postgres-ha' },
    },
    spec: {
      project: 'platform',
      source: { repoURL, chart, targetRevision: version, helm: { releaseName: name, valuesObject: values } },
      destination: { server: 'https://kubernetes.default.svc', namespace },
      syncPolicy: {
        automated: { prune: false, selfHeal: true },
        // The CRDs are larger than the annotation of a client-side apply may be.
        syncOptions: ['ServerSideApply=true', 'CreateNamespace=true', 'RespectIgnoreDifferences=true'],
        retry: { limit: 10, backoff: { duration: '10s', factor: 2, maxDuration: '5m' } },
      },
      ignoreDifferences: ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'].map((kind) => ({
        group: 'admissionregistration.k8s.io',
        kind,
        jqPathExpressions: ['.webhooks[].clientConfig.caBundle'],
      })),
    },
  };
  return order === 0 ? inWave(WAVES.platform, object) : inWave(order === 1 ? WAVES.guard : WAVES.inputs, object);
}
