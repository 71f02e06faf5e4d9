import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { bootstrapArgoCd, hardRefresh, refreshApplicationSets, withRepository } from '@postgres-ha/argo-cd-bootstrap';
import { eventually, outputOf, startRig, type Kubectl, type LiveObject } from '@postgres-ha/testkit';
import { NAMESPACE } from './lab-environment.ts';

/** A Kubernetes with a real node, CloudNativePG and an Argo CD that applies what a Git repository has on main. */
export interface ArgoCdCluster extends AsyncDisposable {
  readonly kubectl: Kubectl;
  /** Fetches main from another repository into the one that Argo CD reads, and waits until its commit has been compared. */
  readonly deliver: (from: string) => Promise<void>;
  /** The Cluster once it is as it is waited for. @throws with the Cluster, its pods and what Argo CD says, when that takes too long */
  readonly clusterThat: (what: string, is: (cluster: LiveCluster) => boolean) => Promise<LiveCluster>;
  readonly cluster: () => Promise<LiveCluster | undefined>;
}

export interface LiveCluster extends LiveObject {
  readonly spec: { readonly instances: number; readonly primaryUpdateStrategy?: string };
  readonly status?: {
    readonly phase?: string;
    readonly readyInstances?: number;
    readonly currentPrimary?: string;
    readonly instanceNames?: readonly string[];
  };
}

export const HEALTHY = 'Cluster in healthy state';
export const NAME = 'orders';
const APPLICATION = `lab-${NAME}`;
const MANIFESTS = fileURLToPath(new URL('../../../../manifests/argo-cd', import.meta.url));
const PATIENCE = { timeoutMs: 900_000, intervalMs: 2_000 };

/** @param from a repository to begin with */
export async function startArgoCdCluster(from: string): Promise<ArgoCdCluster> {
  await using resources = new AsyncDisposableStack();
  const rig = resources.use(await startRig({ kind: 'cluster', name: 'pull requests, delivered' }));
  const { kubectl } = rig;
  const home = await mkdtemp(join(tmpdir(), 'delivered-pull-requests-'));
  resources.defer(() => rm(home, { recursive: true, force: true }));
  const repository = join(home, 'repository.git');
  await outputOf('git', ['init', '--quiet', '--bare', '--initial-branch=main', repository]);
  const fetch = (source: string): Promise<string> =>
    outputOf('git', ['-C', repository, 'fetch', '--quiet', source, '+refs/heads/main:refs/heads/main']);
  await fetch(from);

  const folder = join(home, 'argo-cd');
  await cp(MANIFESTS, folder, { recursive: true });
  const settings = join(folder, 'settings.env');
  await writeFile(settings, withRepository(await readFile(settings, 'utf8'), `file://${repository}`));
  await rig.script('argo-cd');
  await bootstrapArgoCd(kubectl, folder);

  const cluster = (): Promise<LiveCluster | undefined> =>
    kubectl.get<LiveCluster>({ resource: 'clusters.postgresql.cnpg.io', name: NAME, namespace: NAMESPACE });
  const owned = resources.move();
  return {
    kubectl,
    cluster,
    deliver: async (source) => {
      await fetch(source);
      await refreshApplicationSets(kubectl);
      await hardRefresh(kubectl, [APPLICATION]);
    },
    clusterThat: async (what, is) => {
      try {
        return await eventually(
          what,
          async () => {
            const found = await cluster();
            return found !== undefined && is(found) ? found : undefined;
          },
          PATIENCE,
        );
      } catch (cause) {
        throw new Error(await stateOf(kubectl), { cause });
      }
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function stateOf(kubectl: Kubectl): Promise<string> {
  const looks = [
    ['-n', NAMESPACE, 'get', 'clusters.postgresql.cnpg.io,pods,jobs', '-o', 'wide'],
    ['-n', 'argocd', 'get', 'applications.argoproj.io', '-o', 'wide'],
    ['-n', 'argocd', 'get', 'applications.argoproj.io', APPLICATION, '-o', 'jsonpath={.status.operationState.message}'],
  ];
  const seen = await Promise.all(looks.map((look) => kubectl.run(look).catch((error: unknown) => String(error))));
  return seen.join('\n');
}
