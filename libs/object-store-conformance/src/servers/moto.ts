import { join } from 'node:path';
import { motoPart } from '@postgres-ha/testkit';
import { startProcess } from './local-process.ts';
import type { S3Server } from './s3-server.ts';

/** moto: encryption and versions as Amazon has them, no signatures, everything in memory. */
export async function startMotoServer(): Promise<S3Server> {
  const server = await startProcess({
    command: join(motoPart().directory, 'bin/moto_server'),
    args: (port) => ['-H', '127.0.0.1', '-p', String(port)],
  });
  return {
    endpoint: `http://127.0.0.1:${server.port}`,
    accessKeyId: 'test',
    secretAccessKey: 'test',
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
