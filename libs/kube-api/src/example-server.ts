import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocketServer, type WebSocket } from 'ws';
import type { KubeConnection } from './connection.ts';

/** What a server does with a request. Whatever it does not answer hangs. */
export type Answering = (request: ExampleRequest, response: ServerResponse) => void;

export interface ExampleRequest {
  readonly method: string;
  /** Without its query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
}

/** A server that speaks as an API server does, as far as a test says; over real sockets. */
export interface ExampleServer extends AsyncDisposable {
  readonly connection: KubeConnection;
  /** Path of a kubeconfig that leads to it. */
  readonly kubeconfig: string;
  readonly requests: readonly ExampleRequest[];
}

export interface ExampleServerOptions {
  readonly answer: Answering;
  /** Of requests to exec and to forward ports; without it they are 404. */
  readonly stream?: (socket: WebSocket, request: Pick<ExampleRequest, 'path' | 'query'>) => void;
}

export async function exampleServer({ answer, stream }: ExampleServerOptions): Promise<ExampleServer> {
  const requests: ExampleRequest[] = [];
  const server = createServer((incoming, response) => {
    void readRequest(incoming).then((request) => {
      requests.push(request);
      answer(request, response);
    });
  });
  const sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => [...offered][0] ?? false,
  });
  server.on('upgrade', (incoming, socket, head) => {
    const url = new URL(incoming.url ?? '/', 'http://localhost');
    requests.push({ method: 'UPGRADE', path: url.pathname, query: url.searchParams, body: '' });
    if (stream === undefined) {
      socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(incoming, socket, head, (opened) => {
      stream(opened, { path: url.pathname, query: url.searchParams });
    });
  });
  const { promise, resolve } = Promise.withResolvers<undefined>();
  server.listen(0, '127.0.0.1', () => {
    resolve(undefined);
  });
  await promise;
  const { port } = server.address() as AddressInfo;
  const address = `http://127.0.0.1:${port}`;
  const directory = mkdtempSync(join(tmpdir(), 'kube-api-test-'));
  const kubeconfig = join(directory, 'kubeconfig');
  writeFileSync(kubeconfig, JSON.stringify(kubeconfigOf(address)));
  return {
    connection: { server: address, context: 'example', options: {} },
    kubeconfig,
    requests,
    [Symbol.asyncDispose]: async () => {
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      const closed = Promise.withResolvers<undefined>();
      server.close(() => {
        closed.resolve(undefined);
      });
      await closed.promise;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export function answerJson(response: ServerResponse, body: unknown, status?: number): void {
  response.writeHead(status ?? 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

/** As an API server refuses: a Status. */
export function answerStatus(response: ServerResponse, code: number, message: string): void {
  answerJson(response, { kind: 'Status', apiVersion: 'v1', status: 'Failure', message, code }, code);
}

function kubeconfigOf(server: string) {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'example', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'example', user: {} }],
    contexts: [{ name: 'example', context: { cluster: 'example', user: 'example' } }],
    'current-context': 'example',
  };
}

async function readRequest(incoming: IncomingMessage): Promise<ExampleRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  const url = new URL(incoming.url ?? '/', 'http://localhost');
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}
