import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** What becomes of the bytes that a server sends, counted from the beginning of a connection. */
export interface Cut {
  readonly atByte: number;
  /** `close` ends the connection there, `reset` breaks it, `silence` lets nothing more through, `garble` changes the bytes from there on. */
  readonly how: 'close' | 'reset' | 'silence' | 'garble';
}

export interface CuttingProxy extends AsyncDisposable {
  readonly port: number;
  /** Of connections that begin from now on; undefined lets everything through. */
  readonly plan: (cut: Cut | undefined) => void;
  /** Sent by the server over the last connection. */
  readonly bytes: () => number;
  readonly openConnections: () => number;
}

export async function startCuttingProxy(serverPort: number): Promise<CuttingProxy> {
  const sockets = new Set<Socket>();
  let next: Cut | undefined;
  let bytes = 0;
  const server = createServer((client) => {
    const cut = next;
    const upstream = connect(serverPort, '127.0.0.1');
    bytes = 0;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', (chunk) => upstream.write(chunk));
    upstream.on('data', (chunk) => {
      const begin = bytes;
      bytes += chunk.length;
      if (cut === undefined || bytes <= cut.atByte) {
        client.write(chunk);
        return;
      }
      const kept = Math.max(0, cut.atByte - begin);
      if (cut.how === 'garble') {
        client.write(chunk.map((byte, index) => (index < kept ? byte : byte ^ 0xff)));
        return;
      }
      if (kept > 0) client.write(chunk.subarray(0, kept));
      if (cut.how === 'close') client.end();
      if (cut.how === 'reset') client.resetAndDestroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    plan: (cut) => {
      next = cut;
    },
    bytes: () => bytes,
    openConnections: () => sockets.size / 2,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
