import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { createServer, request as sendRequest, type RequestOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ApiRig } from '@postgres-ha/testkit';

/** One request to the API server, as it was sent. */
export interface ApiRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Whether it became a two-way channel, as exec does whatever its method is. */
  readonly channel: boolean;
  readonly body: string;
}

/** What becomes of requests. */
export type ApiMood = 'answers' | 'resets' | 'hangs';

/** Stands before the API server, with its certificate, and keeps what was asked. */
export interface ApiRecorder extends AsyncDisposable {
  readonly server: string;
  /** PEM, base64: as a kubeconfig wants it. */
  readonly authority: string;
  /** All so far, in their order. */
  readonly requests: readonly ApiRequest[];
  /** From now on. */
  readonly become: (mood: ApiMood) => void;
}

export async function recordApi(rig: ApiRig): Promise<ApiRecorder> {
  const [ca, cert, key] = await Promise.all(
    ['ca.crt', 'apiserver.crt', 'apiserver.key'].map((name) => readFile(join(rig.state, 'pki', name))),
  );
  const requests: ApiRequest[] = [];
  let mood: ApiMood = 'answers';
  const sockets = new Set<Duplex>();
  const onward = (incoming: IncomingMessage): RequestOptions => ({
    ...{ host: '127.0.0.1', port: rig.port, ca, method: incoming.method, path: incoming.url },
    headers: { ...incoming.headers, host: `127.0.0.1:${rig.port}` },
    agent: false,
  });
  const keep = (incoming: IncomingMessage, body: string, channel: boolean): void => {
    const { pathname, searchParams } = new URL(incoming.url ?? '/', 'https://api');
    requests.push({ method: incoming.method ?? '', path: pathname, query: searchParams, channel, body });
  };
  /** Whether the request goes no further. */
  const stopped = (socket: Duplex): boolean => {
    if (mood === 'resets') socket.destroy();
    return mood !== 'answers';
  };

  const server = createServer({ cert, key, keepAlive: false }, (incoming, response) => {
    response.on('error', () => undefined);
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks);
      keep(incoming, body.toString(), false);
      if (stopped(incoming.socket)) return;
      const asked = sendRequest(onward(incoming));
      // who asked may leave before the answer is complete
      response.once('close', () => asked.destroy());
      asked.end(body);
      const [answer] = (await once(asked, 'response')) as [IncomingMessage];
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      await pipeline(answer, response);
    })().catch(() => response.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    keep(incoming, '', true);
    socket.on('error', () => undefined);
    if (stopped(socket)) return;
    const asked = sendRequest(onward(incoming));
    asked.on('error', () => socket.destroy());
    asked.on('response', (answer) => {
      socket.write(headOf(answer));
      answer.pipe(socket);
    });
    asked.on('upgrade', (answer, far, farHead) => {
      socket.write(headOf(answer));
      far.on('error', () => socket.destroy());
      socket.once('close', () => far.destroy());
      far.once('close', () => socket.destroy());
      far.write(head);
      socket.write(farHead);
      far.pipe(socket).pipe(far);
    });
    asked.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    server: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    authority: (ca ?? Buffer.alloc(0)).toString('base64'),
    requests,
    become: (next) => {
      mood = next;
    },
    [Symbol.asyncDispose]: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function headOf({ statusCode = 502, statusMessage = '', rawHeaders }: IncomingMessage): string {
  const pairs = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [`${name}: ${rawHeaders[index + 1] ?? ''}`] : [],
  );
  return [`HTTP/1.1 ${statusCode} ${statusMessage}`, ...pairs, '', ''].join('\r\n');
}
