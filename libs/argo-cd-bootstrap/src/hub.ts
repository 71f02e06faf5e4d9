import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { defineWatchingKinds, startRig, type ApiRig, type Kubectl } from '@postgres-ha/testkit';
import { bootstrapArgoCd, withRepository } from './bootstrap.ts';
import { deliveredRepository, type DeliveredRepository } from './delivered-repository.ts';

/** How an environment says where it is. */
export type Destination = { readonly name: string } | { readonly server: string };

/** One Argo CD, and a Kubernetes of its own for every environment, since these share the names of their namespaces. */
export interface Hub extends AsyncDisposable {
  readonly repository: DeliveredRepository;
  /** Where Argo CD runs, which is also the first environment's Kubernetes. */
  readonly argo: Kubectl;
  readonly kubernetes: ReadonlyMap<string, Kubectl>;
  /** Where the Applications of each environment must point. */
  readonly destinations: ReadonlyMap<string, Destination>;
}

const HERE = 'https://kubernetes.default.svc';

/**
 * Starts it and bootstraps it as manifests/README.md says. The environments are registered in the three ways there are: under their own
 * name, under another name, and by address.
 */
export async function startHub(): Promise<Hub> {
  await using resources = new AsyncDisposableStack();
  const repository = resources.use(await deliveredRepository());
  const names = readdirSync(join(repository.directory, 'environments')).toSorted();
  const rigs = new Map<string, ApiRig>();
  for (const name of names) rigs.set(name, resources.use(await startRig({ kind: 'api', name: `Argo CD: ${name}` })));

  for (const { kubectl } of rigs.values()) await watchedAlready(kubectl);
  const [first] = rigs.values();
  if (first === undefined) throw new Error('there are no environments');
  await first.script('argo-cd');
  const argo = first.kubectl;

  const destinations = new Map<string, Destination>();
  for (const [index, [name, rig]] of [...rigs].entries()) {
    const server = rig === first ? HERE : `https://127.0.0.1:${rig.port}`;
    const registeredAs = index === 1 ? 'another-name' : index === 2 ? 'found-by-address' : name;
    await register(argo, { name: registeredAs, server, config: await accessTo(rig.kubectl) });
    const destination = index === 2 ? { server } : { name: registeredAs };
    destinations.set(name, destination);
    if (index === 1 || index === 2) await declare(repository, name, destination);
  }
  await useRepository(repository);
  await bootstrapArgoCd(argo, join(repository.directory, 'manifests/argo-cd'));

  const started = resources.move();
  return {
    repository,
    argo,
    kubernetes: new Map([...rigs].map(([name, { kubectl }]) => [name, kubectl])),
    destinations,
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

/** Prometheus, its operator and Grafana are there before an environment is. */
async function watchedAlready(kubectl: Kubectl): Promise<void> {
  await defineWatchingKinds(kubectl);
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'monitoring' } };
  const outcome = await kubectl.apply(JSON.stringify(namespace));
  if (outcome.kind === 'refused') throw new Error(outcome.because);
}

async function declare(repository: DeliveredRepository, environment: string, destination: Destination): Promise<void> {
  const path = `environments/${environment}/environment.yaml`;
  const text = (await repository.read(path)).replace(/^destination:.*\n/m, '');
  await repository.change({ write: { [path]: `${text}\ndestination: ${JSON.stringify(destination)}\n` } });
}

async function useRepository(repository: DeliveredRepository): Promise<void> {
  const settings = 'manifests/argo-cd/settings.env';
  const text = withRepository(await repository.read(settings), repository.url);
  await repository.change({ write: { [settings]: text } });
}

interface Registration {
  readonly name: string;
  readonly server: string;
  readonly config: unknown;
}

/** @see https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#clusters */
async function register(argo: Kubectl, { name, server, config }: Registration): Promise<void> {
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: `cluster-${name}`,
      namespace: 'argocd',
      labels: { 'argocd.argoproj.io/secret-type': 'cluster' },
    },
    stringData: { name, server, config: JSON.stringify(config) },
  };
  const outcome = await argo.apply(JSON.stringify(secret));
  if (outcome.kind === 'refused') throw new Error(outcome.because);
}

interface Kubeconfig {
  readonly clusters: readonly { readonly cluster: Readonly<Record<string, string>> }[];
  readonly users: readonly { readonly user: Readonly<Record<string, string>> }[];
}

async function accessTo(kubectl: Kubectl): Promise<unknown> {
  const { clusters, users } = JSON.parse(await kubectl.run(['config', 'view', '--raw', '-o', 'json'])) as Kubeconfig;
  return {
    tlsClientConfig: {
      caData: clusters[0]?.cluster['certificate-authority-data'],
      certData: users[0]?.user['client-certificate-data'],
      keyData: users[0]?.user['client-key-data'],
    },
  };
}
