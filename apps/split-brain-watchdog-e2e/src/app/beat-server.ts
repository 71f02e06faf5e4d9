import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Takes heartbeats, or refuses them. */
export interface BeatServer extends AsyncDisposable {
  readonly url: string;
  readonly beats: () => number;
  readonly refuse: () => void;
}

export async function startBeatServer(): Promise<BeatServer> {
  let beats = 0;
  let status = 200;
  const server = createServer((request, response) => {
    if (request.url === '/beat' && status === 200) beats += 1;
    response.writeHead(status).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/beat`,
    beats: () => beats,
    refuse: () => {
      status = 503;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
