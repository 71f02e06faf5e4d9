import { once } from 'node:events';
import { createServer, request as sendRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { finished, pipeline } from 'node:stream/promises';

/** What happens to one answer of an S3 server on its way. Bytes are those of the answer's body. */
export type Fault =
  /** An error of S3 instead of the answer; the server behind never sees the request. */
  | { readonly kind: 'status'; readonly status: number; readonly code?: string; readonly headers?: Headers }
  /** Anything instead of the answer. */
  | { readonly kind: 'answer'; readonly status: number; readonly headers?: Headers; readonly body: string }
  /** The server says that the clock of who asks is off by so much; positive where its own is ahead. */
  | { readonly kind: 'skewed-clock'; readonly byMs: number }
  /** The connection is reset before the answer. */
  | { readonly kind: 'refused' }
  /** No answer, and no end. */
  | { readonly kind: 'silence' }
  /** The connection is reset in the middle. What was sent just before may be lost with it. */
  | { readonly kind: 'reset'; readonly afterBytes: number }
  /** The connection ends in good order, in the middle. */
  | { readonly kind: 'short'; readonly afterBytes: number }
  /** Nothing more comes, and no end. */
  | { readonly kind: 'stall'; readonly afterBytes: number }
  /** One bit of the byte at this offset is another. */
  | { readonly kind: 'wrong'; readonly at: number }
  | { readonly kind: 'delay'; readonly ms: number }
  /** All of it, in pieces of these sizes, over and over. */
  | { readonly kind: 'cut'; readonly sizes: readonly number[] }
  /** Other headers than the server's; an empty text takes one away. */
  | { readonly kind: 'headers'; readonly headers: Headers };

type Headers = Readonly<Record<string, string>>;

export interface SeenRequest {
  /** 0 for the first. */
  readonly index: number;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

export interface FaultProxyOptions {
  /** `http://127.0.0.1:1234`: the server behind. */
  readonly target: string;
  readonly faultOf?: (request: SeenRequest) => Fault | undefined;
  /** Called when a request has been left hanging: the moment for a test's clock to run out. */
  readonly onHang?: (request: SeenRequest) => void;
}

export interface FaultProxy extends AsyncDisposable {
  readonly endpoint: string;
  /** All so far, in their order. */
  readonly requests: readonly SeenRequest[];
  /** Connections of clients that are open now. */
  readonly connections: () => Promise<number>;
}

/** An HTTP server on loopback that passes on what it gets, signatures unharmed, and does to the answers what a test asks for. */
export async function startFaultProxy({ target, faultOf, onHang }: FaultProxyOptions): Promise<FaultProxy> {
  const requests: SeenRequest[] = [];
  const server = createServer((incoming, response) => {
    const seen: SeenRequest = {
      index: requests.length,
      method: incoming.method ?? '',
      path: incoming.url ?? '',
      headers: incoming.headers,
    };
    requests.push(seen);
    // Either side may end the connection at any moment: that is what this is for.
    response.on('error', () => undefined);
    void answer({ seen, incoming, response, target, onHang }, faultOf?.(seen)).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    connections: () =>
      new Promise((resolve, reject) => {
        server.getConnections((error, count) => {
          if (error === null) resolve(count);
          else reject(error);
        });
      }),
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

interface Exchange {
  readonly seen: SeenRequest;
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  readonly target: string;
  readonly onHang: FaultProxyOptions['onHang'];
}

async function answer(exchange: Exchange, fault: Fault | undefined): Promise<void> {
  const { seen, incoming, response, onHang } = exchange;
  switch (fault?.kind) {
    case 'status':
      return say(exchange, { ...fault, body: errorBody(fault.code ?? 'InternalError') });
    case 'answer':
      return say(exchange, fault);
    case 'skewed-clock': {
      const headers = { date: new Date(Date.now() + fault.byMs).toUTCString() };
      return say(exchange, { status: 403, headers, body: errorBody('RequestTimeTooSkewed') });
    }
    case 'refused':
      incoming.socket.resetAndDestroy();
      return;
    case 'silence':
      onHang?.(seen);
      return;
    case 'delay':
      await new Promise((resolve) => setTimeout(resolve, fault.ms));
      return passOn(exchange, undefined);
    default:
      // HEAD has no body to break off
      if (seen.method === 'HEAD' && fault !== undefined && 'afterBytes' in fault) {
        if (fault.kind === 'stall') onHang?.(seen);
        else response.destroy();
        return;
      }
      return passOn(exchange, fault);
  }
}

type BodyFault = Exclude<
  Fault,
  { readonly kind: 'status' | 'answer' | 'skewed-clock' | 'refused' | 'silence' | 'delay' }
>;

async function say(
  { incoming, response }: Exchange,
  { status, headers = {}, body }: { readonly status: number; readonly headers?: Headers; readonly body: string },
): Promise<void> {
  // a client that is still sending would not listen
  await finished(incoming.resume());
  response.writeHead(status, {
    'content-type': 'application/xml',
    'content-length': Buffer.byteLength(body),
    ...headers,
  });
  response.end(incoming.method === 'HEAD' ? undefined : body);
}

function errorBody(code: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>a planted fault</Message><RequestId>0</RequestId></Error>`;
}

async function passOn(exchange: Exchange, fault: BodyFault | undefined): Promise<void> {
  const { incoming, response, target } = exchange;
  const { hostname, port } = new URL(target);
  // the host header stays: the signature is over it
  const onward = sendRequest({
    hostname,
    port,
    method: incoming.method,
    path: incoming.url,
    headers: incoming.headers,
    agent: false,
  });
  response.on('close', () => onward.destroy());
  const [[upstream]] = await Promise.all([
    once(onward, 'response') as Promise<[IncomingMessage]>,
    pipeline(incoming, onward),
  ]);
  const headers = Object.entries({ ...upstream.headers, ...(fault?.kind === 'headers' ? fault.headers : {}) });
  response.writeHead(
    upstream.statusCode ?? 502,
    Object.fromEntries(headers.filter(([name, value]) => value !== '' && name !== 'connection')),
  );
  if (incoming.method === 'HEAD' || upstream.headers['content-length'] === '0') {
    response.end();
    return;
  }
  await sendBody(upstream, exchange, fault);
}

async function sendBody(upstream: IncomingMessage, exchange: Exchange, fault: BodyFault | undefined): Promise<void> {
  const { response, seen, onHang } = exchange;
  const limit = fault !== undefined && 'afterBytes' in fault ? fault.afterBytes : Infinity;
  let sent = 0;
  response.flushHeaders();
  for await (const chunk of upstream as AsyncIterable<Buffer>) {
    const piece = changed(chunk, sent, fault).subarray(0, limit - sent);
    for (const slice of fault?.kind === 'cut' ? slices(piece, fault.sizes) : [piece]) await write(response, slice);
    sent += piece.byteLength;
    if (sent >= limit) break;
  }
  if (limit === Infinity) {
    response.end();
    return;
  }
  switch (fault?.kind) {
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'short':
      response.socket?.end();
      return;
    case 'stall':
      onHang?.(seen);
      return;
    default:
  }
}

function changed(chunk: Buffer, offset: number, fault: BodyFault | undefined): Buffer {
  if (fault?.kind !== 'wrong' || fault.at < offset || fault.at >= offset + chunk.byteLength) return chunk;
  const copy = Buffer.from(chunk);
  const at = fault.at - offset;
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

function* slices(bytes: Buffer, sizes: readonly number[]): Generator<Buffer> {
  for (let at = 0, turn = 0; at < bytes.byteLength; turn++) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? bytes.byteLength);
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

function write(response: ServerResponse, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    response.write(bytes, (error) => {
      if (error == null) resolve();
      else reject(error);
    });
  });
}
