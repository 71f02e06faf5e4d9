import { accessSync, constants } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Part } from '@postgres-ha/testkit';
import { startProcess } from './local-process.ts';
import type { S3Server } from './s3-server.ts';

export interface VersityServer extends S3Server {
  /** Holds a directory per bucket, with the objects as plain files. */
  readonly directory: string;
}

/** Where the rig keeps its programs. */
const BINARY = join(process.env['RIG_BIN'] ?? join(homedir(), '.cache/postgres-ha-rig/bin'), 'versitygw');

export function versityPart(): Part {
  try {
    accessSync(BINARY, constants.X_OK);
    return { name: 'versitygw' };
  } catch {
    return { name: 'versitygw', missing: `no program ${BINARY}; the rig's build-parts makes it` };
  }
}

export async function startVersityServer(): Promise<VersityServer> {
  const state = await mkdtemp(join(tmpdir(), 'postgres-ha-versitygw-'));
  const directory = join(state, 'buckets');
  const versions = join(state, 'versions');
  await Promise.all([mkdir(directory), mkdir(versions)]);
  const server = await startProcess({
    command: BINARY,
    args: (port) => [
      '--port',
      `127.0.0.1:${port}`,
      '--region',
      'us-east-1',
      '--quiet',
      'posix',
      '--versioning-dir',
      versions,
      directory,
    ],
    env: { ROOT_ACCESS_KEY: 'test-access', ROOT_SECRET_KEY: 'test-secret-key' },
  });
  return {
    endpoint: `http://127.0.0.1:${server.port}`,
    accessKeyId: 'test-access',
    secretAccessKey: 'test-secret-key',
    directory,
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await rm(state, { recursive: true, force: true });
    },
  };
}
