import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Trap } from './source-cluster.ts';

export interface SetTrap extends Trap, AsyncDisposable {
  /** What fell into it: connections, and files that commands made. */
  caught(): Promise<readonly string[]>;
}

export async function setTrap(directory: string): Promise<SetTrap> {
  const connections: string[] = [];
  const server = createServer((socket) => {
    connections.push(`a connection from port ${socket.remotePort ?? 0}`);
    socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const file = join(directory, 'made-by-a-command');
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    file,
    async caught() {
      const made = await stat(file).then(
        () => [file],
        () => [],
      );
      return [...connections, ...made];
    },
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, 'close');
    },
  };
}
