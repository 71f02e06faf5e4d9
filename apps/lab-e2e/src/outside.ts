import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** Stands where the rest of the world would be, and answers nobody. */
export interface Outside extends AsyncDisposable {
  /** For `--proxy-server`. */
  readonly proxy: string;
  /** First lines of what was sent here: each is a request that would have left the machine. */
  readonly seen: readonly string[];
}

export async function standOutside(): Promise<Outside> {
  const seen: string[] = [];
  const server = createServer((socket) => {
    socket.once('data', (bytes) => {
      seen.push(bytes.toString('latin1').split('\r\n')[0] ?? '');
      socket.destroy();
    });
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    proxy: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}
