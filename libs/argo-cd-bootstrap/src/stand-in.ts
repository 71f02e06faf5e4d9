import type { Kubectl, LiveObject } from '@postgres-ha/testkit';

export interface Reported extends LiveObject {
  readonly metadata: LiveObject['metadata'] & { readonly namespace: string };
  readonly spec: {
    readonly cluster?: { readonly name: string };
    readonly instances?: number;
    readonly replicas?: number;
  };
  readonly status?: {
    readonly phase?: string;
    readonly applied?: boolean;
    readonly replicas?: number;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

const READY = {
  type: 'Ready',
  status: 'True',
  reason: 'StandIn',
  message: 'reported by the test',
  lastTransitionTime: '2026-01-01T00:00:00Z',
};

const BUDGET = {
  conditions: [{ ...READY, type: 'DisruptionAllowed' }],
  ...{ currentHealthy: 2, desiredHealthy: 1, disruptionsAllowed: 1, expectedPods: 2 },
};

/**
 * Reports what controllers would that the rig has not: External Secrets, the instances in their pods, and those of Kubernetes itself.
 * Sync waves wait for these reports; without them no later wave would be applied. Nothing of what is *compared* is touched.
 * A Cluster whose plugin is missing keeps what the operator says of it: its Application goes on by Argo CD's retry.
 * One call does what can be done now; call it until the waves are through.
 */
export async function reportForMissingControllers(kubectl: Kubectl): Promise<void> {
  for (const kind of ['secretstores.external-secrets.io', 'externalsecrets.external-secrets.io']) {
    for (const object of await kubectl.list<Reported>(kind)) {
      const ready =
        object.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
      if (!ready) await report(kubectl, kind, object, { conditions: [READY] });
    }
  }
  for (const cluster of await kubectl.list<Reported>('clusters.postgresql.cnpg.io')) {
    // without a node the operator does not get as far as a first phase
    if (cluster.status?.phase === undefined) await reportPhase(kubectl, cluster, 'Cluster in healthy state');
  }
  for (const object of await kubectl.list<Reported>('databases.postgresql.cnpg.io')) {
    if (object.status?.applied !== true) await reportApplied(kubectl, object);
  }
  for (const pooler of await kubectl.list<Reported>('poolers.postgresql.cnpg.io')) {
    if (pooler.status?.phase === 'inactive') await makePoolerSecrets(kubectl, pooler);
  }
  for (const budget of await kubectl.list<Reported>('poddisruptionbudgets.policy')) {
    if (budget.status?.conditions === undefined) await report(kubectl, 'poddisruptionbudgets.policy', budget, BUDGET);
  }
  for (const deployment of await kubectl.list<Reported>('deployments.apps')) {
    const { replicas } = deployment.spec;
    const isPooler = deployment.metadata.labels?.['cnpg.io/poolerName'] !== undefined;
    if (isPooler && deployment.status?.replicas !== replicas) {
      await report(kubectl, 'deployments.apps', deployment, { replicas });
    }
  }
}

/** A Cluster's phase, as its operator would set it. */
export async function reportPhase(kubectl: Kubectl, cluster: Reported, phase: string): Promise<void> {
  await report(kubectl, 'clusters.postgresql.cnpg.io', cluster, { phase, readyInstances: cluster.spec.instances });
}

export async function reportApplied(kubectl: Kubectl, object: Reported): Promise<void> {
  const status = { applied: true, observedGeneration: object.metadata.generation };
  await report(kubectl, 'databases.postgresql.cnpg.io', object, status);
}

/** Merges a status into an object's, as its controller would. */
export async function report(
  kubectl: Kubectl,
  resource: string,
  { metadata }: Reported,
  status: unknown,
): Promise<void> {
  const patch = JSON.stringify({ status });
  const at = [resource, metadata.name, '-n', metadata.namespace];
  await kubectl.run(['patch', ...at, '--subresource=status', '--type', 'merge', '-p', patch]);
}

/** The operator makes these three once the cluster's instances can be made, which needs a node. */
async function makePoolerSecrets(kubectl: Kubectl, { metadata: { namespace }, spec }: Reported): Promise<void> {
  const cluster = spec.cluster?.name ?? '';
  for (const name of ['pooler', 'ca', 'server'].map((suffix) => `${cluster}-${suffix}`)) {
    if ((await kubectl.get({ resource: 'secrets', namespace, name })) !== undefined) continue;
    await kubectl.run(['create', 'secret', 'generic', name, '-n', namespace]);
  }
}
