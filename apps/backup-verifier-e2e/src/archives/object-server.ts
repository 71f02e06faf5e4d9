import { objectServerPart } from '@postgres-ha/testkit';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** An S3 server on loopback whose buckets are directories, with each object as a plain file. */
export interface ObjectServer extends AsyncDisposable {
  readonly endpoint: string;
  /** For AWS SDKs: credentials and region. */
  readonly env: Readonly<Record<string, string>>;
}

const KEYS = { access: 'corpus-access', secret: 'corpus-secret-key' } as const;

export interface ObjectServerOptions {
  /** A directory for accounts beside the one that may do everything. */
  readonly accounts?: string;
}

/**
 * @param directory holds a directory per bucket
 * @throws when the server ends instead of answering
 */
export async function startObjectServer(
  directory: string,
  { accounts }: ObjectServerOptions = {},
): Promise<ObjectServer> {
  const port = await freePort();
  const child = spawn(
    objectServerPart().program,
    [
      ...['--port', `127.0.0.1:${port}`, '--region', 'us-east-1', '--quiet'],
      ...(accounts === undefined ? [] : ['--iam-dir', accounts]),
      ...['posix', directory],
    ],
    {
      env: { ...process.env, ROOT_ACCESS_KEY: KEYS.access, ROOT_SECRET_KEY: KEYS.secret },
      stdio: ['pipe', 'ignore', 'inherit'],
    },
  );
  const ended = once(child, 'exit');
  const endpoint = `http://127.0.0.1:${port}`;
  while (!(await answers(endpoint))) {
    if (child.exitCode !== null) throw new Error(`the S3 server ended with ${child.exitCode}`);
    await wait(20);
  }
  return {
    endpoint,
    env: {
      AWS_ACCESS_KEY_ID: KEYS.access,
      AWS_SECRET_ACCESS_KEY: KEYS.secret,
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_REGION: 'us-east-1',
    },
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    await fetch(endpoint);
    return true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no port');
  return address.port;
}
