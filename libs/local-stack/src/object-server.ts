import type { AddressInfo } from 'node:net';
import { buildApp } from 'fauxqs';

/** S3 on a random port of the loopback address, in memory, within this process. */
export interface ObjectServer extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`; buckets are in the path. */
  readonly endpoint: string;
  readonly region: string;
  /** Any are taken. */
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly createBucket: (name: string) => Promise<void>;
}

/**
 * Sends objects whole or in ranges and lists in order, but takes no request above 11 MiB (so larger objects come in parts of at least 5 MiB),
 * knows no versions or encryption, replaces what is there although it is asked not to, and lets everybody of this machine in.
 */
export async function startObjectServer({ signal }: { readonly signal?: AbortSignal } = {}): Promise<ObjectServer> {
  signal?.throwIfAborted();
  const region = 'us-east-1';
  // fauxqs' own start listens on all addresses
  const app = buildApp({ logger: false, defaultRegion: region });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    region,
    accessKeyId: 'local-stack',
    secretAccessKey: 'local-stack',
    createBucket: async (name) => {
      const { statusCode, body } = await app.inject({ method: 'PUT', url: `/${name}` });
      if (statusCode !== 200) throw new Error(`bucket ${name} was not created (${statusCode}): ${body}`);
    },
    [Symbol.asyncDispose]: () => app.close(),
  };
}
