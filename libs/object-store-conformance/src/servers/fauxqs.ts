import { startFauxqs } from 'fauxqs';
import type { S3Server } from './s3-server.ts';

/** fauxqs, in this process: no signatures, no conditions on PUT, bodies up to 11 MiB. */
export async function startFauxqsServer(): Promise<S3Server> {
  const server = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false });
  return {
    endpoint: `http://127.0.0.1:${server.port}`,
    accessKeyId: 'test',
    secretAccessKey: 'test',
    [Symbol.asyncDispose]: () => server.stop(),
  };
}
