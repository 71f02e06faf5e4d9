import { kubectl, type Kubectl, type LiveObject } from './kubectl.ts';
import type { Part } from './missing-part.ts';
import { kubectlBinary, rigPart } from './rig-home.ts';
import { startRig } from './rig.ts';

/** A Kubernetes API to apply things to, for tests of admission. */
export interface Api extends AsyncDisposable {
  readonly kubeconfig: string;
  readonly kubectl: Kubectl;
}

/** Who carries this label on its namespace `default` may be written to by tests. */
const SCRATCH = 'postgres-ha.io/scratch';

/**
 * What tests of admission need: a rig, or else the cluster of `KUBECONFIG`, if someone has marked it as one to write to by
 * `kubectl label namespace default postgres-ha.io/scratch=true`. No cluster is written to just because a shell points to it.
 */
export async function apiPart(): Promise<Part> {
  const rig = rigPart('api');
  return rig.missing === undefined || (await scratchCluster()) !== undefined
    ? { name: 'a Kubernetes API' }
    : {
        name: 'a Kubernetes API',
        missing: `${rig.missing}, and KUBECONFIG names no cluster marked with ${SCRATCH}=true`,
      };
}

/** Starts a rig, or takes the marked cluster and, when disposed of, deletes the namespaces and storage classes that came up meanwhile. */
export async function startApi(name: string): Promise<Api> {
  const given = await scratchCluster();
  return given === undefined ? startRig({ kind: 'api', name }) : borrow(given);
}

async function scratchCluster(): Promise<Pick<Api, 'kubeconfig' | 'kubectl'> | undefined> {
  const kubeconfig = process.env['KUBECONFIG'];
  if (kubeconfig === undefined || kubeconfig === '') return undefined;
  const client = kubectl({ binary: kubectlBinary(), kubeconfig });
  const namespace = await client.get<LiveObject>({ resource: 'namespaces', name: 'default' }).catch(() => undefined);
  return namespace?.metadata.labels?.[SCRATCH] === 'true' ? { kubeconfig, kubectl: client } : undefined;
}

async function borrow({ kubeconfig, kubectl: client }: Pick<Api, 'kubeconfig' | 'kubectl'>): Promise<Api> {
  const own = ['namespaces', 'storageclasses'] as const;
  const namesOf = async (resource: string): Promise<readonly string[]> =>
    (await client.list<LiveObject>(resource)).map(({ metadata }) => metadata.name);
  const before = new Map(await Promise.all(own.map(async (resource) => [resource, await namesOf(resource)] as const)));
  return {
    kubeconfig,
    kubectl: client,
    [Symbol.asyncDispose]: async () => {
      for (const resource of own) {
        const fresh = (await namesOf(resource)).filter((name) => !before.get(resource)?.includes(name));
        if (fresh.length === 0) continue;
        await client.run(['delete', resource, ...fresh, '--timeout=180s'], { signal: AbortSignal.timeout(200_000) });
      }
    },
  };
}
