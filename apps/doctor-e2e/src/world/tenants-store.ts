import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, objectServerPart, type ClusterRig } from '@postgres-ha/testkit';
import { NODE_ADDRESS, runBeside, startBeside } from './rig-process.ts';

/** An object store whose tenant may use the buckets that there are, and make none: as credentials for backups should be. */
export interface TenantsStore extends AsyncDisposable {
  /** As pods reach it. */
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const PORT = 7072;
const TENANT = { access: 'tenant', secret: 'tenant-secret-key', role: 'user', userID: 0, groupID: 0, projectID: 0 };

export async function startTenantsStore(rig: ClusterRig): Promise<TenantsStore> {
  await using resources = new AsyncDisposableStack();
  const home = await mkdtemp(join(tmpdir(), 'tenants-store-'));
  resources.defer(() => rm(home, { recursive: true, force: true }));
  const [accounts, buckets] = [join(home, 'accounts'), join(home, 'buckets')];
  await Promise.all([mkdir(accounts), mkdir(buckets)]);
  await writeFile(join(accounts, 'users.json'), JSON.stringify({ accessAccounts: { [TENANT.access]: TENANT } }));
  const address = `${NODE_ADDRESS}:${PORT}`;
  resources.use(
    await startBeside(
      rig,
      [objectServerPart().program, '--port', address, '--iam-dir', accounts, '--quiet', 'posix', buckets],
      { ROOT_ACCESS_KEY: 'landlord', ROOT_SECRET_KEY: 'landlord-secret-key' },
    ),
  );
  await listening(rig, PORT);
  const owned = resources.move();
  return {
    endpoint: `http://${address}`,
    accessKeyId: TENANT.access,
    secretAccessKey: TENANT.secret,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** A way to the rig's own object store that can be closed under a running cluster. */
export async function openRoad(rig: ClusterRig): Promise<AsyncDisposable & { readonly endpoint: string }> {
  const port = PORT - 1;
  const road = await startBeside(rig, [
    'socat',
    `TCP-LISTEN:${port},bind=${NODE_ADDRESS},reuseaddr,fork`,
    `TCP:${new URL(rig.s3.endpointForPods).host}`,
  ]);
  await listening(rig, port);
  return { endpoint: `http://${NODE_ADDRESS}:${port}`, [Symbol.asyncDispose]: () => road[Symbol.asyncDispose]() };
}

async function listening(rig: ClusterRig, port: number): Promise<void> {
  await eventually(
    `port ${port} of the node`,
    async () => {
      const asked = await runBeside(rig, [
        'bash',
        '-c',
        `exec 3<>/dev/tcp/${NODE_ADDRESS}/${port} && echo open || true`,
      ]);
      return asked.includes('open') ? true : undefined;
    },
    { timeoutMs: 300_000, intervalMs: 100 },
  );
}
