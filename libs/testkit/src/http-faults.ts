import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/**
 * What happens to one request of a server that keeps state. `before`: the server never did what it was asked for; `after`: it did, and
 * whoever asked does not learn it.
 */
export type HttpFault =
  /** This answer instead of the server's. `before` unless said otherwise. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
      readonly when?: 'before' | 'after';
    }
  /** The connection is reset. */
  | { readonly kind: 'reset'; readonly when: 'before' | 'after' }
  /** No answer, and no end. */
  | { readonly kind: 'hang'; readonly when: 'before' | 'after' }
  /** The server's own answer, late. */
  | { readonly kind: 'slow'; readonly ms: number };

export interface HttpRequest {
  /** 0 for the first. */
  readonly index: number;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface FaultyServerOptions {
  /** What the server does and says. May change its state: it is called once for each request that has its effect. */
  readonly answer: (request: HttpRequest) => HttpAnswer | Promise<HttpAnswer>;
  readonly faultOf?: ((request: HttpRequest) => HttpFault | undefined) | undefined;
  /** Called when a request has been left hanging: the moment for a test's clock to run out. */
  readonly onHang?: ((request: HttpRequest) => void) | undefined;
}

export interface FaultyServer extends AsyncDisposable {
  /** `http://127.0.0.1:1234`, without a slash at its end. */
  readonly url: string;
  /** All so far, in their order, those that met a fault too. */
  readonly requests: readonly HttpRequest[];
}

/** An HTTP server on loopback that does to any request what a test asks for. */
export async function startFaultyServer({ answer, faultOf, onHang }: FaultyServerOptions): Promise<FaultyServer> {
  const requests: HttpRequest[] = [];
  const server = createServer((incoming, response) => {
    // Either side may end the connection at any moment: that is what this is for.
    incoming.on('error', () => undefined);
    response.on('error', () => undefined);
    void serve(incoming, response).catch((error: unknown) => {
      if (response.headersSent || response.destroyed) response.destroy();
      else response.writeHead(500, { 'content-type': 'text/plain' }).end(`The fake failed: ${String(error)}`);
    });
  });
  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(incoming);
    const { method = '', url: path = '', headers } = incoming;
    const request: HttpRequest = { index: requests.length, method, path, headers, body };
    requests.push(request);
    const fault = faultOf?.(request);
    if (fault === undefined) {
      say(response, await answer(request));
      return;
    }
    switch (fault.kind) {
      case 'answer':
        if (fault.when === 'after') await answer(request);
        {
          say(response, { body: '', ...fault });
          return;
        }
      case 'reset':
        if (fault.when === 'after') await answer(request);
        incoming.socket.resetAndDestroy();
        return;
      case 'hang':
        if (fault.when === 'after') await answer(request);
        onHang?.(request);
        return;
      case 'slow': {
        const own = await answer(request);
        await new Promise((resolve) => setTimeout(resolve, fault.ms));
        say(response, own);
        return;
      }
    }
  }
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function say(response: ServerResponse, { status, headers, body }: HttpAnswer): void {
  const bodyless = status === 204 || status === 304;
  response.writeHead(status, {
    ...(bodyless ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
    ...headers,
  });
  response.end(bodyless ? undefined : body);
}
