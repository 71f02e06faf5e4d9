import { readFile, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { installRouteDefinitions } from './definitions.ts';
import { kubectl, type Kubectl } from './kubectl.ts';
import { abandonedClaims, claimRig, releaseRig, takeOver, type RigClaim } from './rig-claim.ts';
import { rigHome, type RigHome, type RigKind } from './rig-home.ts';
import { outputOf } from './run-command.ts';

/** A Kubernetes API with the real CloudNativePG operator and its webhooks; no pod runs. */
export interface ApiRig extends AsyncDisposable {
  readonly kubeconfig: string;
  readonly kubectl: Kubectl;
  /** The state directory of the rig: logs, certificates, pids. */
  readonly state: string;
  /** The API server's port on 127.0.0.1; what is added to the rig listens above it. */
  readonly port: number;
  /** Runs another of the rig's scripts against this rig. */
  readonly script: (name: 'argo-cd' | 'load-image', args?: readonly string[]) => Promise<void>;
}

/** A node that runs pods as well, the Barman Cloud plugin and an S3 server. */
export interface ClusterRig extends ApiRig {
  /** Path of the network namespace that the node and its pods are in; a program that reaches pods by their addresses is started there. */
  readonly networkNamespace: string;
  readonly s3: RigObjectStore;
}

export interface RigObjectStore {
  /** As tests reach it. */
  readonly endpoint: string;
  /** As pods reach it. */
  readonly endpointForPods: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Holds a directory per bucket, with the objects as plain files. */
  readonly directory: string;
}

export interface RigOptions<K extends RigKind> {
  readonly kind: K;
  /** What it is for; found again in the owner file of a rig that was left behind. */
  readonly name: string;
}

const UP_WITHIN_MS: Readonly<Record<RigKind, number>> = { api: 300_000, cluster: 600_000 };
const DOWN_WITHIN_MS = 240_000;

/**
 * Starts a rig of its own: own state, own ports, own network namespace. Disposing of it stops and removes all of that; so does a
 * start that fails half way, and so does the next start for rigs whose process was killed.
 */
export async function startRig(options: RigOptions<'api'>): Promise<ApiRig>;
export async function startRig(options: RigOptions<'cluster'>): Promise<ClusterRig>;
export async function startRig({ kind, name }: RigOptions<RigKind>): Promise<ApiRig | ClusterRig> {
  const home = rigHome();
  await removeAbandonedRigs(home);
  const claim = await claimRig(name);
  try {
    await outputOf(join(home.scripts, 'up'), [kind], {
      env: envOf(home, claim),
      signal: AbortSignal.timeout(UP_WITHIN_MS[kind]),
    });
  } catch (cause) {
    const logs = await endsOfLogs(claim);
    await takeDown(home, claim);
    throw new Error(`the rig for ${name} did not come up\n${logs}`, { cause });
  }
  const rig = running(home, claim);
  try {
    await installRouteDefinitions(rig);
  } catch (cause) {
    await takeDown(home, claim);
    throw cause;
  }
  if (kind === 'api') return rig;
  return { ...rig, s3: objectStoreOf(claim), networkNamespace: `/run/netns/${claim.networkNamespace}` };
}

/** Stops and removes the rigs whose process has ended without doing so, as one does that is killed. */
export async function removeAbandonedRigs(home: RigHome = rigHome()): Promise<void> {
  for (const abandoned of await abandonedClaims()) {
    if (await takeOver(abandoned, 'removal')) await takeDown(home, abandoned);
  }
}

function running(home: RigHome, claim: RigClaim): ApiRig {
  const kubeconfig = join(claim.state, 'kubeconfig');
  return {
    kubeconfig,
    kubectl: kubectl({ binary: join(home.binaries, 'kubectl'), kubeconfig }),
    state: claim.state,
    port: claim.port,
    script: async (name, args = []) => {
      await outputOf(join(home.scripts, name), args, { env: envOf(home, claim), signal: AbortSignal.timeout(300_000) });
    },
    [Symbol.asyncDispose]: () => takeDown(home, claim),
  };
}

/** @see the rig's README for the addresses and the keys */
function objectStoreOf({ port, state }: RigClaim): RigObjectStore {
  return {
    endpoint: `http://127.0.0.1:${port + 10}`,
    endpointForPods: 'http://10.244.0.1:7070',
    region: 'us-east-1',
    accessKeyId: 'rig-access',
    secretAccessKey: 'rig-secret-key',
    directory: join(state, 's3'),
  };
}

function envOf(home: RigHome, claim: RigClaim): Readonly<Record<string, string>> {
  return {
    RIG_STATE: claim.state,
    RIG_PORT: String(claim.port),
    RIG_NETNS: claim.networkNamespace,
    RIG_BIN: home.binaries,
    RIG_IMAGES: home.images,
    PATH: ['/usr/sbin', '/sbin', home.path].join(delimiter),
  };
}

async function takeDown(home: RigHome, claim: RigClaim): Promise<void> {
  await outputOf(join(home.scripts, 'down'), [], {
    env: envOf(home, claim),
    signal: AbortSignal.timeout(DOWN_WITHIN_MS),
  });
  if (await exists(claim.state)) throw new Error(`the rig was not removed: ${claim.state}`);
  await releaseRig(claim);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** What the parts that decide most failures said last. */
async function endsOfLogs({ state }: RigClaim): Promise<string> {
  const names = ['etcd', 'kube-apiserver', 'cnpg-operator', 'kubelet', 'containerd', 's3'];
  const ends = await Promise.all(
    names.map(async (name) => {
      const log = await readFile(join(state, 'log', `${name}.log`), 'utf8').catch(() => '');
      return log === '' ? '' : `--- ${name}\n${log.trim().split('\n').slice(-8).join('\n')}`;
    }),
  );
  return ends.filter((end) => end !== '').join('\n');
}
